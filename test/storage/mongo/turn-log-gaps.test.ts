import { expect, onTestFinished, test } from 'vitest';
import { TurnLogLostError } from '../../../server/chatkit/index.ts';
import { createTurnLog } from '../../../server/storage/mongo/turn-log.ts';
import { TURN_LOG_INDEXES } from '../../../server/storage/mongo/turn-log-model.ts';
import { openStorage } from '../../../server/storage/open.ts';
import {
  ALICE,
  addMessage,
  assistantText,
  createGate,
  createScriptedServer,
  startThread,
  stream,
} from '../../support/chatkit.ts';
import { describeMongo, useDatabase } from '../../support/mongo/database.ts';
import { createLogger } from '../sqlite-harness.ts';

const WORDS = Array.from({ length: 60 }, (_, index) => `word ${index} `);

describeMongo('a log of which something is lost', (server) => {
  /** A server, and another one on the same database. */
  async function startBoth() {
    const database = await useDatabase(server, []);
    const storages = await Promise.all([1, 2].map(() => openStorage({ url: database.url, logger: createLogger() })));
    onTestFinished(async () => {
      await Promise.all(storages.map((storage) => storage.close()));
    });
    const servers = await Promise.all(
      storages.map((storage) => createScriptedServer({ storage, log: storage.log, logger: createLogger() })),
    );
    const [here, there] = servers;
    if (!here || !there) throw new Error('no servers');
    const connection = await database.connect();
    const [logs, batches] = [connection.collection('turn_logs'), connection.collection('turn_log_batches')];
    return { here, there, batches, logs };
  }

  test('is read elsewhere as what is stored once its run has ended, to the right end [turn-log-gone]', async () => {
    const { here, there, batches } = await startBoth();
    const threadId = await startThread(here);
    const [halfway, end] = [createGate(), createGate()];
    here.respondWith = async function* (thread) {
      const events = [...assistantText(thread.id, 'msg_1', WORDS)];
      yield* events.slice(0, 20);
      await halfway.opened;
      yield* events.slice(20, 40);
      await end.opened;
      yield* events.slice(40);
    };
    const asked = await stream(here, addMessage(threadId, 'x', { request_id: 'request 1', cancel: 'explicit' }));
    const resume = { type: 'turns.resume', params: { thread_id: threadId, turn_id: asked.turnId, after: 0 } };
    const early = await stream(there, resume);
    await early.until((event) => JSON.stringify(event).includes('word 10 '));
    const turnId = asked.turnId ?? '';
    const written = await batches.countDocuments({ turnId });
    halfway.open();
    await expect.poll(() => batches.countDocuments({ turnId })).toBeGreaterThan(written);
    // A failover took what only the old primary knew.
    await batches.deleteMany({ turnId });
    const late = await stream(there, resume);
    const reading = [early.rest(), late.rest()];
    end.open();
    for (const read of await Promise.all(reading)) {
      expect(read.ended).toBe(true);
      expect(read.types).not.toContain('error');
      expect(JSON.stringify(read.events.at(-1))).toContain(WORDS.join(''));
    }
    // Whoever comes when it is over.
    const after = await (await stream(there, resume)).rest();
    expect(after.ended).toBe(true);
    expect(JSON.stringify(after.events.at(-1))).toContain(WORDS.join(''));
    await asked.rest();
  });

  test('of a run that failed ends in its error', async () => {
    const { here, there, batches, logs } = await startBoth();
    const threadId = await startThread(here);
    here.respondWith = async function* (thread) {
      yield* [...assistantText(thread.id, 'msg_1', WORDS)].slice(0, 20);
      throw new Error('SECRET');
    };
    const asked = await (await stream(here, addMessage(threadId, 'x'))).rest();
    await expect.poll(() => logs.countDocuments({ turnId: asked.turnId, last: { $gt: 0 } })).toBe(1);
    await batches.deleteMany({ turnId: asked.turnId });
    const resume = { type: 'turns.resume', params: { thread_id: threadId, turn_id: asked.turnId, after: 0 } };
    const read = await (await stream(there, resume, ALICE)).rest();
    expect(read.ended).toBe(true);
    expect(read.types).toEqual(['thread.item.done', 'thread.item.done', 'error']);
    expect(read.events.at(-1)).toMatchObject({ code: 'interrupted', allow_retry: true });
  });

  test('tells its reader so', async () => {
    const database = await useDatabase(server, TURN_LOG_INDEXES);
    const [here, elsewhere] = [await database.connect(), await database.connect()].map((connection) =>
      createTurnLog(connection, createLogger()),
    );
    if (!here || !elsewhere) throw new Error('no log');
    onTestFinished(() => {
      here.close();
      elsewhere.close();
    });
    const turn = { id: 'turn', owner: 'anne' };
    const batches = (await database.connect()).collection('turn_log_batches');
    await here.create({ ...turn, threadId: 'thr' });
    for (const count of [1, 2]) {
      here.append('turn', '{"type":"progress_update","text":"a"}');
      await expect.poll(() => batches.countDocuments()).toBe(count);
    }
    await batches.deleteOne({ last: 1 });
    const read = async () => {
      for await (const _ of (await elsewhere.read(turn, 0)) ?? []);
    };
    await expect(read()).rejects.toBeInstanceOf(TurnLogLostError);
    await here.end('turn');
  });
});

describeMongo('the log of a run that takes long', (server) => {
  test('stays for as long as the run goes on, and not longer', async () => {
    const database = await useDatabase(server, TURN_LOG_INDEXES);
    const connection = await database.connect();
    const log = createTurnLog(connection, createLogger(), { aliveMs: 400, batchMs: 2_000 });
    onTestFinished(() => log.close());
    await log.create({ id: 'turn', owner: 'anne', threadId: 'thr' });
    log.append('turn', '{"type":"progress_update","text":"a"}');
    const expiry = async (collection: string) =>
      (await connection.collection(collection).findOne({ turnId: 'turn' }))?.expiresAt.getTime() ?? 0;
    await expect.poll(() => expiry('turn_log_batches')).toBeGreaterThan(0);
    const [head, batch] = [await expiry('turn_logs'), await expiry('turn_log_batches')];
    // By then the first batch would have run out.
    await expect.poll(() => expiry('turn_log_batches'), { timeout: 10_000 }).toBeGreaterThan(batch + 2_000);
    expect(await expiry('turn_logs')).toBeGreaterThan(head);
    await log.end('turn');
    await expect.poll(() => expiry('turn_logs')).toBeLessThan(head);
  });
});
