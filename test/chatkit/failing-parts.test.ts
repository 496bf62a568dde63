import { describe, expect, test } from 'vitest';
import { type Logger, type TurnLog, type TurnStore, UnavailableError } from '../../server/chatkit/index.ts';
import { createMemoryTurnLog } from '../../server/chatkit/turn-log.ts';
import {
  ALICE,
  addMessage,
  assistantText,
  createGate,
  createScriptedServer,
  json,
  openTestStorage,
  type ScriptedServer,
  startThread,
  storedItems,
  stream,
} from '../support/chatkit.ts';

const EXPLICIT = { request_id: 'request-1', cancel: 'explicit' as const };
const never = () => new Promise<never>(() => {});

function toss(): never {
  throw new Error('SECRET');
}

/** A server whose stores and log break where a test says, and a thread in it that was made before. */
async function createFragileServer(options: { logger?: Logger; leaseMs?: number } = {}) {
  const storage = await openTestStorage();
  const faults = new Map<string, { healthy: number; fault: () => unknown; reached: () => void }>();
  const fragile = <Part extends object>(part: Part, prefix = ''): Part =>
    new Proxy(part, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== 'function') return value;
        return (...args: unknown[]) => {
          const planned = faults.get(`${prefix}${String(name)}`);
          if (!planned || planned.healthy-- > 0) return Reflect.apply(value, target, args);
          planned.reached();
          return planned.fault();
        };
      },
    });
  const { logger, leaseMs = 300 } = options;
  const server = await createScriptedServer({
    store: fragile(storage.threads),
    turns: fragile<TurnStore>(storage.turns),
    log: fragile<TurnLog>(createMemoryTurnLog(), 'log.'),
    limits: { leaseMs },
    logger,
  });
  const threadId = await startThread(server);
  server.respondWith = async function* (thread, input) {
    yield* assistantText(thread.id, `msg_to_${input?.id}`, ['an answer']);
  };
  /** Breaks one method, after some calls that still succeed. `reached` resolves when a call first meets the fault. */
  const plan = (name: string, fault: () => unknown, healthy = 0) => {
    const gate = createGate();
    faults.set(name, { fault, healthy, reached: gate.open });
    return { reached: gate.opened };
  };
  return { server, storage, threadId, plan, heal: () => faults.clear() };
}

async function expectAnswered(server: ScriptedServer, threadId: string): Promise<void> {
  const answer = await (await stream(server, addMessage(threadId, 'and now?'))).rest();
  expect(answer.types).not.toContain('error');
  expect((await storedItems(server, threadId)).at(-1)).toMatchObject({ content: [{ text: 'an answer' }] });
}

describe('a call of the database that never comes back', () => {
  test.each([
    ['acquire', 0],
    // The request is checked first, and again when its turn begins.
    ['loadThread', 1],
    ['saveItem', 0],
    ['saveItem', 1],
    ['updateThread', 0],
  ])('leaves no reader waiting when the turn is stopped (%s, after %i) [turn-cancel]', async (name, healthy) => {
    const { server, threadId, plan, heal } = await createFragileServer();
    const { reached } = plan(name, never, healthy);
    const answer = await stream(server, addMessage(threadId, 'x', EXPLICIT));
    const read = answer.rest();
    await reached;
    await json(server, 'turns.cancel', { request_id: EXPLICIT.request_id });
    await read;
    expect(answer.ended).toBe(true);
    heal();
    await expectAnswered(server, threadId);
  });

  test('leaves no reader waiting for the end to be recorded', async () => {
    const { server, threadId, plan, heal } = await createFragileServer();
    plan('end', never);
    const answer = await (await stream(server, addMessage(threadId, 'x'))).rest();
    expect(answer.types.at(-1)).toBe('thread.item.done');
    expect(answer.ended).toBe(true);
    heal();
    await expectAnswered(server, threadId);
  });

  test('costs a turn its lease, as one that fails does [turn-lease-lost]', async () => {
    const { server, threadId, plan } = await createFragileServer();
    const signals: AbortSignal[] = [];
    server.respondWith = async function* (_thread, _input, _context, turn) {
      signals.push(turn.signal);
      yield { type: 'progress_update', text: 'Thinking' };
      await never();
    };
    plan('renew', never);
    const answer = await (await stream(server, addMessage(threadId, 'x', EXPLICIT))).rest();
    expect(answer.events.at(-1)).toMatchObject({ type: 'error', code: 'interrupted', allow_retry: true });
    expect(signals[0]?.aborted).toBe(true);
  });
});

describe('a part that throws where it should reject', () => {
  test.each(['renew', 'markBroken', 'requestCancel', 'end'])('brings nothing down: %s', async (name) => {
    const { server, threadId, plan, heal } = await createFragileServer({ leaseMs: 150 });
    const { reached } = plan(name, toss);
    server.respondWith = async function* () {
      yield { type: 'progress_update', text: 'Thinking' };
      if (name !== 'end') await never();
    };
    const connection = new AbortController();
    const note = name === 'requestCancel' ? { request_id: 'request-1' } : EXPLICIT;
    const answer = await stream(server, addMessage(threadId, 'x', note), undefined, { signal: connection.signal });
    await answer.until((event) => event.type === 'progress_update');
    if (name !== 'renew' && name !== 'end') connection.abort();
    await reached;
    heal();
    if (name === 'markBroken' || name === 'renew') await json(server, 'turns.cancel', { thread_id: threadId });
    server.respondWith = async function* (thread) {
      yield* assistantText(thread.id, 'msg_answer', ['an answer']);
    };
    await expectAnswered(server, threadId);
  });
});

describe('a log', () => {
  test.each([0, 1, 3, 5])(
    'that takes no more events (after %i) ends its turn and frees its thread',
    async (healthy) => {
      const { server, threadId, plan, heal } = await createFragileServer();
      plan('log.append', toss, healthy);
      const answer = await (await stream(server, addMessage(threadId, 'x'))).rest();
      expect(answer.types).toHaveLength(healthy);
      expect(answer.ended).toBe(true);
      heal();
      await expectAnswered(server, threadId);
    },
  );

  test.each(['create', 'end', 'purge'])('that fails to %s keeps no thread', async (name) => {
    const { server, threadId, plan, heal } = await createFragileServer();
    plan(`log.${name}`, toss);
    const answer = await stream(server, addMessage(threadId, 'x', EXPLICIT));
    if (name === 'create') await answer.rest();
    else await expect.poll(async () => (await storedItems(server, threadId)).at(-1)?.type).toBe('assistant_message');
    heal();
    await expectAnswered(server, threadId);
  });

  test('that cannot be read is like one that is gone: what is stored is told [turn-log-gone]', async () => {
    const { server, threadId, plan } = await createFragileServer();
    plan('log.read', () => Promise.reject(new Error('SECRET')));
    const answer = await (await stream(server, addMessage(threadId, 'x'))).rest();
    expect(answer.types).toEqual(['thread.item.done', 'thread.item.done']);
    expect(answer.ended).toBe(true);
  });

  test('that cannot be read for long tells so, and asks nothing more of the same database', async () => {
    const { server, threadId, plan } = await createFragileServer();
    const away = async () => {
      await new Promise((resolve) => setTimeout(resolve, 2_100));
      throw new UnavailableError();
    };
    plan('log.read', away);
    const answer = await (await stream(server, addMessage(threadId, 'x', EXPLICIT))).rest();
    expect(answer.events).toMatchObject([{ type: 'error', code: 'unavailable', allow_retry: true }]);
    expect(answer.ended).toBe(true);
  });

  test('that cannot be cleared away after a repeat does not keep the repeat from its turn', async () => {
    const { server, threadId, plan } = await createFragileServer();
    plan('log.purge', () => Promise.reject(new Error('SECRET')));
    const request = addMessage(threadId, 'x', EXPLICIT);
    const answers = await Promise.all([1, 2, 3].map(async () => (await stream(server, request)).rest()));
    for (const answer of answers) expect(answer.types).toEqual(answers[0]?.types);
    expect(answers[0]?.types.at(-1)).toBe('thread.item.done');
  });
});

test('a logger that throws keeps nothing from its end', async () => {
  const logger: Logger = { info: toss, warn: toss, error: toss };
  const { server, threadId, plan, heal } = await createFragileServer({ logger });
  for (const name of ['end', 'renew']) plan(name, () => Promise.reject(new Error('SECRET')));
  const answer = await (await stream(server, addMessage(threadId, 'x'))).rest();
  expect(answer.ended).toBe(true);
  heal();
  await expectAnswered(server, threadId);
});

test('a turn that waits in line survives a store that is away for a moment [turn-line-told]', async () => {
  const { server, threadId, plan, heal } = await createFragileServer({ leaseMs: 5_000 });
  const gate = createGate();
  server.respondWith = async function* (thread, input) {
    if (JSON.stringify(input?.content).includes('first')) await gate.opened;
    yield* assistantText(thread.id, `msg_to_${input?.id}`, ['an answer']);
  };
  const first = await stream(server, addMessage(threadId, 'first'));
  await first.until((event) => event.type === 'stream_options');
  const second = await stream(server, addMessage(threadId, 'second'));
  await second.until((event) => event.type === 'progress_update');
  const { reached } = plan('acquire', () => Promise.reject(new UnavailableError()));
  await reached;
  heal();
  gate.open();
  const answer = await second.rest();
  expect(answer.types).not.toContain('error');
  expect((await storedItems(server, threadId)).at(-1)).toMatchObject({ content: [{ text: 'an answer' }] });
});

test('who reads a turn that never began is cut, and answered by a new one when it asks again [turn-never-began]', async () => {
  const { server, storage, threadId } = await createFragileServer();
  // Another process took the request, and died before it began.
  const dead = { id: 'turn_dead', owner: ALICE.owner, threadId, requestId: EXPLICIT.request_id, createsThread: false };
  await storage.turns.open(dead, { maxWaiting: 10 });
  const cut = await stream(server, addMessage(threadId, 'x', EXPLICIT));
  const reading = cut.rest();
  // Its place runs out at once.
  await storage.turns.renew(ALICE.owner, dead.id, 1);
  await expect(reading).rejects.toThrow('the turn was gone before it began');
  expect(server.responses).toBe(1);
  const again = await (await stream(server, addMessage(threadId, 'x', EXPLICIT))).rest();
  expect(again.types).not.toContain('error');
  expect(server.responses).toBe(2);
});
