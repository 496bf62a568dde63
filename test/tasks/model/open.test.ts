import { Agent, run, setTracingDisabled, tool } from '@openai/agents';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createModel } from '../../../server/tasks/model/open.ts';
import { type OpenAIStandIn, startOpenAIStandIn } from '../../support/openai-stand-in.ts';

setTracingDisabled(true);

const APIS = [
  { api: 'responses' as const, path: '/v1/responses' },
  { api: 'chat_completions' as const, path: '/v1/chat/completions' },
];

let openai: OpenAIStandIn;

beforeEach(async () => {
  openai = await startOpenAIStandIn();
});

afterEach(() => openai.close());

describe('createModel', () => {
  it('opens the offline model when there is neither a key nor an address', () => {
    expect(createModel()).toMatchObject({ name: 'offline', kind: 'offline' });
    expect(createModel({ apiKey: '', baseUrl: '' }).kind).toBe('offline');
  });

  it('asks for gpt-4o-mini over the Responses API unless told otherwise', async () => {
    openai.script({ text: 'Hello.' });
    const { name, kind, model } = createModel({ apiKey: 'sk-test', baseUrl: openai.baseUrl });
    await run(new Agent({ name: 'tasks', model }), 'hi');
    expect({ name, kind }).toEqual({ name: 'gpt-4o-mini', kind: 'openai' });
    expect(openai.requests[0]).toMatchObject({ path: '/v1/responses', body: { model: 'gpt-4o-mini' } });
  });

  it('needs no key for an endpoint of one’s own', async () => {
    openai.script({ text: 'Hello.' });
    const { model, kind } = createModel({ baseUrl: openai.baseUrl, model: 'llama3', api: 'chat_completions' });
    const result = await run(new Agent({ name: 'tasks', model }), 'hi');
    expect(kind).toBe('openai');
    expect(result.finalOutput).toBe('Hello.');
    expect(openai.requests[0]?.authorization).toBe('Bearer none');
  });
});

describe.each(APIS)('a model over $api', ({ api, path }) => {
  it('calls a tool, hands its output back and streams the answer while it is still being written', async () => {
    let release = () => {};
    const pause = new Promise<void>((resolve) => {
      release = resolve;
    });
    openai.script(
      { calls: [{ name: 'add_tasks', arguments: { title: 'buy milk' } }] },
      { text: 'Done. Anything else?', pause },
    );
    const added: string[] = [];
    const agent = new Agent({ name: 'tasks', model: open(api), tools: [addTasks(added)] });

    const result = await run(agent, 'add buy milk', { stream: true });
    const deltas: string[] = [];
    let finished = false;
    let finishedAtFirstDelta: boolean | undefined;
    for await (const event of result) {
      if (event.type !== 'raw_model_stream_event') continue;
      if (event.data.type === 'response_done' && deltas.length > 0) finished = true;
      if (event.data.type !== 'output_text_delta') continue;
      deltas.push(event.data.delta);
      // The stand-in goes on only now: were the deltas held back, this test would hang.
      finishedAtFirstDelta ??= finished;
      release();
    }
    await result.completed;

    expect(added).toEqual(['buy milk']);
    expect(result.finalOutput).toBe('Done. Anything else?');
    expect(deltas.join('')).toBe('Done. Anything else?');
    expect(deltas.length).toBeGreaterThan(1);
    expect(finishedAtFirstDelta).toBe(false);
    expect(openai.requests).toHaveLength(2);
    for (const request of openai.requests) {
      expect(request).toMatchObject({
        path,
        authorization: 'Bearer sk-test',
        body: { model: 'gpt-test', stream: true },
      });
    }
    expect(JSON.stringify(openai.requests[1]?.body)).toContain('added buy milk');
  });

  it('reports a server error', async () => {
    openai.answer(() => ({ status: 500 }));
    await expect(streamed(open(api))).rejects.toThrow(/500/);
    expect(openai.requests).toHaveLength(1);
  });

  it('repeats a request that failed before it was answered', async () => {
    openai.script({ status: 503, headers: { 'retry-after-ms': '1' } }, { text: 'Hello.' });
    expect(await streamed(open(api, { maxRetries: 1 }))).toBe('Hello.');
  });

  it('reports a wrong key at once', async () => {
    openai.answer(() => ({ status: 401, body: { error: { message: 'Incorrect API key' } } }));
    await expect(streamed(open(api, { maxRetries: 2 }))).rejects.toThrow(/Incorrect API key/);
    expect(openai.requests).toHaveLength(1);
  });

  it('gives up on an endpoint that does not answer', async () => {
    openai.script({ hang: true });
    await expect(streamed(open(api, { timeoutMs: 100 }))).rejects.toThrow(/timed out/i);
  });

  it('reports a stream that breaks off', async () => {
    openai.script({ text: 'Hello there, you.', cut: true });
    await expect(streamed(open(api))).rejects.toThrow();
  });
});

function open(api: 'responses' | 'chat_completions', options: { timeoutMs?: number; maxRetries?: number } = {}) {
  return createModel({ apiKey: 'sk-test', baseUrl: openai.baseUrl, model: 'gpt-test', api, maxRetries: 0, ...options })
    .model;
}

async function streamed(model: ReturnType<typeof open>): Promise<string | undefined> {
  const result = await run(new Agent({ name: 'tasks', model }), 'hi', { stream: true });
  for await (const _event of result) {
    // Read to the end.
  }
  await result.completed;
  return result.finalOutput;
}

function addTasks(added: string[]) {
  return tool({
    name: 'add_tasks',
    description: 'Adds a task.',
    parameters: z.object({ title: z.string() }),
    execute: ({ title }) => {
      added.push(title);
      return `added ${title}`;
    },
  });
}
