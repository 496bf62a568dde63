import { MaxTurnsExceededError, type Model } from '@openai/agents';
import { describe, expect, test } from 'vitest';
import { type Logger, UnavailableError } from '../../server/chatkit/index.ts';
import { input, openTestStorage, TestStream } from '../support/chatkit.ts';
import { Chat, errorIn, writtenIn } from './support/chat.ts';
import { ScriptedModel } from './support/scripted-model.ts';

function failWith(message: string, fields: object): Error {
  return Object.assign(new Error(message), fields);
}

function createLog(): { logger: Logger; lines: string[] } {
  const lines: string[] = [];
  const write = (fields: object, message: string) => {
    const { err } = fields as { err?: Error };
    // Whatever hangs on an error, a logger would write.
    lines.push(`${message} ${JSON.stringify(fields)} ${err?.message} ${JSON.stringify(err)} ${err?.stack}`);
  };
  return { lines, logger: { info: write, warn: write, error: write } };
}

describe('a model that fails', () => {
  test.each([
    ['500', failWith('upstream broke', { status: 500 }), 'unavailable'],
    ['401', failWith('Incorrect API key provided: sk-secret-123.', { status: 401 }), 'unavailable'],
    ['429', failWith('quota', { status: 429 }), 'rate_limited'],
    ['a timeout', failWith('timed out', { name: 'APIConnectionTimeoutError' }), 'timeout'],
    ['a lost connection', failWith('fetch failed', { code: 'ECONNREFUSED' }), 'unavailable'],
    ['too many rounds', new MaxTurnsExceededError('Max turns (10) exceeded'), 'server_error'],
  ])('by %s is told in friendly words, with retry, and logged with its cause', async (_, failure, code) => {
    const { logger, lines } = createLog();
    const chat = await Chat.open({ model: new ScriptedModel(failure, { text: 'Back.' }), logger });
    await chat.say('hello, my secret is swordfish');
    const error = errorIn(chat.events);
    expect(error).toMatchObject({ code, allow_retry: true });
    expect(error?.message).not.toContain(failure.message);
    expect(lines.join('\n')).toContain(failure.message.split(':')[0]);
    expect(lines.join('\n')).not.toMatch(/sk-secret|swordfish/);

    const message = (await chat.items()).find((item) => item.type === 'user_message');
    await chat.retry(message?.id ?? '');
    expect(writtenIn(chat.events)).toBe('Back.');
  });

  test('to come to an end is stopped after ten rounds', async () => {
    const { logger, lines } = createLog();
    const model = new ScriptedModel();
    for (let round = 0; round < 12; round += 1) {
      model.next({ calls: [['complete_tasks', { tasks: ['swordfish'], all: null }]] });
    }
    const chat = await Chat.open({ model, logger });
    await chat.say('hello');
    expect(model.requests).toHaveLength(10);
    expect(errorIn(chat.events)).toMatchObject({ allow_retry: true });
    expect(errorIn(chat.events)?.message).toContain('more steps');
    expect(lines.join('\n')).not.toContain('swordfish');
  });

  test('with a tool that is not there ends in an error, and changes nothing', async () => {
    const model = new ScriptedModel({ calls: [['drop_database', {}]] }, { text: 'Done.' });
    const chat = await Chat.open({ model });
    await chat.have('buy milk');
    await chat.say('hello');
    expect(await chat.tasks()).toHaveLength(1);
    expect(errorIn(chat.events)).toMatchObject({ allow_retry: true });
  });
});

describe('a database that is away while a task is written', () => {
  test('ends the turn with an error that offers to try again, and the second try does it once', async () => {
    const storage = await openTestStorage();
    let away = true;
    const tasks: typeof storage.tasks = {
      ...storage.tasks,
      async add(owner, task, operation) {
        const added = await storage.tasks.add(owner, task, operation);
        // It was written, and nobody was told.
        if (away) throw new UnavailableError();
        return added;
      },
    };
    const chat = await Chat.open({ storage: { ...storage, tasks } });
    await chat.say('add task: buy milk');
    expect(errorIn(chat.events)).toMatchObject({ code: 'unavailable', allow_retry: true });
    expect(writtenIn(chat.events)).toBe('');

    away = false;
    const message = (await chat.items()).find((item) => item.type === 'user_message');
    await chat.retry(message?.id ?? '');
    expect(errorIn(chat.events)).toBeUndefined();
    expect(await chat.tasks()).toMatchObject([{ number: 1, title: 'buy milk' }]);
  });
});

test('a message over 16,000 characters is refused before it is stored', async () => {
  const model = new ScriptedModel({ text: 'Hello.' });
  const chat = await Chat.open({ model });
  await chat.say('hello');
  const events = await chat.say('x'.repeat(16_001));
  expect(events).toMatchObject([{ type: 'error', code: 'too_long', allow_retry: false }]);
  expect(await chat.items()).toHaveLength(2);
});

test('Stop ends the run of the model and keeps what it had written', async () => {
  let aborted: AbortSignal | undefined;
  const model: Model = {
    getResponse: () => Promise.reject(new Error('The assistant streams.')),
    async *getStreamedResponse(request) {
      aborted = request.signal;
      yield { type: 'response_started' };
      yield { type: 'output_text_delta', delta: 'Let me' };
      await new Promise((_, reject) => request.signal?.addEventListener('abort', () => reject(request.signal?.reason)));
    },
  };
  const chat = await Chat.open({ model });
  const body = { type: 'threads.create', params: { input: input('hello') } };
  const result = await chat.server.process(body, { owner: 'alice' });
  if (result.kind !== 'stream') throw new Error('Expected a stream.');
  const stream = new TestStream(result);
  const created = await stream.until((event) => event.type === 'thread.created');
  chat.threadId = created.type === 'thread.created' ? created.thread.id : '';
  await stream.until(
    (event) =>
      event.type === 'thread.item.updated' && event.update.type === 'assistant_message.content_part.text_delta',
  );
  await chat.json('turns.cancel', { thread_id: chat.threadId });
  await stream.rest();
  expect(aborted?.aborted).toBe(true);
  expect(errorIn(stream.events)).toBeUndefined();
  expect(writtenIn(stream.events)).toBe('Let me');
});
