import { describe, expect, test } from 'vitest';
import type { StructuredInputItem } from '../../server/chatkit/index.ts';
import type { ScriptedServer } from '../support/chatkit.ts';
import { ALICE, BOB, createScriptedServer, startThread, storedItems, stream } from '../support/chatkit.ts';

/** A conversation whose assistant asked three questions. */
async function askQuestions(server: ScriptedServer): Promise<string> {
  server.respondWith = async function* (thread, input) {
    if (!input) return;
    const item: StructuredInputItem = {
      type: 'structured_input',
      id: 'si_1',
      thread_id: thread.id,
      created_at: new Date().toISOString(),
      status: 'pending',
      inputs: [
        {
          type: 'multiple_choice',
          id: 'subject',
          question: 'Subject?',
          options: [{ value: 'Art' }, { value: 'Math' }],
        },
        { type: 'multiple_choice', id: 'days', question: 'Days?', options: [{ value: 'Mon' }], multiple: true },
        { type: 'freeform', id: 'constructor', question: 'Anything else?' },
      ],
    };
    yield { type: 'thread.item.done', item };
  };
  return startThread(server, 'plan my week');
}

function submit(threadId: string, input: object, itemId = 'si_1') {
  return { type: 'threads.add_structured_input', params: { thread_id: threadId, item_id: itemId, input } };
}

async function answersOf(server: ScriptedServer, threadId: string) {
  const item = (await storedItems(server, threadId)).find((each) => each.type === 'structured_input');
  return { status: item?.status, answers: item?.inputs.map(({ answer }) => answer) };
}

describe('answers to questions', () => {
  test('replace the item, are stored, and the assistant goes on [questions-answered]', async () => {
    const server = await createScriptedServer();
    const threadId = await askQuestions(server);
    const input = {
      status: 'answered',
      answers: {
        subject: { values: ['Art', 'Math'] },
        days: { values: ['Mon', 'Fri'], skipped: false },
        constructor: { values: ['nothing'] },
        unknown: { values: ['x'] },
      },
    };
    const answer = await (await stream(server, submit(threadId, input))).rest();
    expect(answer.types).toEqual(['stream_options', 'thread.item.replaced']);
    expect(server.responses).toBe(2);
    const stored = await answersOf(server, threadId);
    expect(stored.status).toBe('answered');
    expect(stored.answers).toEqual([
      { values: ['Art'], skipped: false }, // one choice is one choice
      { values: ['Mon', 'Fri'], skipped: false }, // and one that was not offered is an answer too
      { values: ['nothing'], skipped: false },
    ]);
  });

  test('reach the hook with their questions', async () => {
    const server = await createScriptedServer();
    const threadId = await askQuestions(server);
    let seen: unknown;
    server.respondWith = async function* (_thread, _input, _context, turn) {
      seen = turn.answered;
      yield { type: 'progress_update', text: 'Thinking…' };
    };
    await (await stream(server, submit(threadId, { answers: { subject: { values: ['Art'] } } }))).rest();
    expect(seen).toMatchObject({ id: 'si_1', inputs: [{ answer: { values: ['Art'] } }, {}, {}] });
  });

  test('that are missing, empty or taken back count as skipped', async () => {
    const server = await createScriptedServer();
    const threadId = await askQuestions(server);
    const answers = { subject: { values: [] }, days: { values: ['Mon'], skipped: true } };
    await (await stream(server, submit(threadId, { answers }))).rest();
    const skipped = { values: [], skipped: true };
    expect(await answersOf(server, threadId)).toEqual({ status: 'answered', answers: [skipped, skipped, skipped] });
  });

  test('are dropped when all of it is skipped', async () => {
    const server = await createScriptedServer();
    const threadId = await askQuestions(server);
    const answers = { subject: { values: ['Art'] } };
    await (await stream(server, submit(threadId, { status: 'skipped', answers }))).rest();
    const skipped = { values: [], skipped: true };
    expect(await answersOf(server, threadId)).toEqual({ status: 'skipped', answers: [skipped, skipped, skipped] });
  });

  test('are taken once [questions-once]', async () => {
    const server = await createScriptedServer();
    const threadId = await askQuestions(server);
    await (await stream(server, submit(threadId, { answers: { subject: { values: ['Art'] } } }))).rest();
    const again = await (await stream(server, submit(threadId, { answers: { subject: { values: ['Math'] } } }))).rest();
    expect(again.events).toMatchObject([{ type: 'error', code: 'conflict' }]);
    expect((await answersOf(server, threadId)).answers?.[0]).toEqual({ values: ['Art'], skipped: false });
    expect(server.responses).toBe(2);
  });

  test('sent twice at the same time are taken once too [questions-once]', async () => {
    const server = await createScriptedServer();
    const threadId = await askQuestions(server);
    const requests = ['Art', 'Math'].map((value) => submit(threadId, { answers: { subject: { values: [value] } } }));
    const both = await Promise.all(requests.map(async (request) => (await stream(server, request)).rest()));
    expect(both.map(({ types }) => types.at(-1)).sort()).toEqual(['error', 'thread.item.replaced']);
    expect(server.responses).toBe(2);
  });

  test.each([
    ['to somebody else’s questions', 'not_found', (threadId: string) => submit(threadId, { answers: {} }), BOB],
    ['to no questions', 'not_found', (threadId: string) => submit(threadId, { answers: {} }, 'si_none'), ALICE],
    [
      'longer than a message may be',
      'too_long',
      (threadId: string) => submit(threadId, { answers: { subject: { values: ['x'.repeat(20_000)] } } }),
      ALICE,
    ],
  ])('%s are refused', async (_, code, request, context) => {
    const server = await createScriptedServer();
    const threadId = await askQuestions(server);
    const answer = await (await stream(server, request(threadId), context)).rest();
    expect(answer.events).toMatchObject([{ type: 'error', code }]);
    expect((await answersOf(server, threadId)).status).toBe('pending');
  });

  test('to a message are refused', async () => {
    const server = await createScriptedServer();
    const threadId = await startThread(server);
    const [message] = await storedItems(server, threadId);
    const answer = await (await stream(server, submit(threadId, { answers: {} }, message?.id))).rest();
    expect(answer.events).toMatchObject([{ type: 'error', code: 'conflict' }]);
  });
});
