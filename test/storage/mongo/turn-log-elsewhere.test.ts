import { expect, onTestFinished, test, vi } from 'vitest';
import type { ThreadStreamEvent, TurnLog } from '../../../server/chatkit/index.ts';
import { createTurnLog, type TurnLogOptions } from '../../../server/storage/mongo/turn-log.ts';
import { TURN_LOG_INDEXES } from '../../../server/storage/mongo/turn-log-model.ts';
import { assistantText } from '../../support/chatkit.ts';
import { describeMongo, useDatabase } from '../../support/mongo/database.ts';
import { createLogger } from '../sqlite-harness.ts';
import { crashAfter } from './crash.ts';

/** A log where its turn runs, and another one as another process has it. */
async function useLogs(serverUrl: string, options: TurnLogOptions = {}) {
  const database = await useDatabase(serverUrl, TURN_LOG_INDEXES);
  const [connection, other] = [await database.connect(), await database.connect()];
  const [here, elsewhere] = [connection, other].map((each) => createTurnLog(each, createLogger(), options));
  if (!here || !elsewhere) throw new Error('no log');
  // Before the database goes.
  onTestFinished(() => {
    here.close();
    elsewhere.close();
  });
  return { here, elsewhere, connection };
}

async function readAll(log: TurnLog, after = 0): Promise<{ number: number; data: string }[]> {
  const read: { number: number; data: string }[] = [];
  for await (const { first, data } of (await log.read({ id: 'turn', owner: 'anne' }, after)) ?? []) {
    read.push(...data.map((json, index) => ({ number: first === undefined ? 0 : first + index, data: json })));
  }
  return read;
}

function toEvent(text: string): string {
  return JSON.stringify({ type: 'progress_update', text } satisfies ThreadStreamEvent);
}

describeMongo('a shared turn log, read elsewhere', (serverUrl) => {
  test('what was folded comes as few events, and ends in the same items', async () => {
    const { here, elsewhere } = await useLogs(serverUrl, { foldAbove: 10_000 });
    const events = ['msg_1', 'msg_2', 'msg_3'].flatMap((id) => [
      ...assistantText('thr', id, Array<string>(300).fill('word ')),
    ]);
    await here.create({ id: 'turn', owner: 'anne', threadId: 'thr' });
    for (const [index, event] of events.entries()) {
      here.append('turn', JSON.stringify(event));
      // Written in many batches, as a run of some length is.
      if (index % 90 === 0) await new Promise((resolve) => setTimeout(resolve, 60));
    }
    await here.end('turn');

    const late = await readAll(elsewhere);
    expect(late.length).toBeLessThan(events.length / 2);
    expect(late.at(-1)).toEqual({ number: events.length, data: JSON.stringify(events.at(-1)) });
    expect(toDoneItems(late.map(({ data }) => data))).toEqual(
      toDoneItems(events.map((event) => JSON.stringify(event))),
    );
    // Whoever has some of what was folded gets all of it again, and nothing before it.
    const rest = (await readAll(elsewhere, 100)).map(({ number }) => number).filter((number) => number > 0);
    expect(rest).toEqual([...rest].sort((a, b) => a - b));
    expect(rest[0]).toBeGreaterThan(100);
    expect(await readAll(elsewhere, events.length)).toEqual([]);
  });

  test('what need not be told again leaves a log that goes on behind it', async () => {
    const { here, elsewhere } = await useLogs(serverUrl, { foldAbove: 10_000 });
    const data = Array.from({ length: 600 }, (_, index) => toEvent(`${index}`));
    await here.create({ id: 'turn', owner: 'anne', threadId: 'thr' });
    for (const json of data) here.append('turn', json);
    await here.end('turn');
    const read = await readAll(elsewhere);
    expect(read.length).toBeLessThan(data.length);
    expect(read).toEqual(data.map((json, index) => ({ number: index + 1, data: json })).slice(-read.length));
  });

  test('an event that no document holds comes whole', async () => {
    const { here, elsewhere } = await useLogs(serverUrl, { foldAbove: 100_000_000 });
    await here.create({ id: 'turn', owner: 'anne', threadId: 'thr' });
    // One of the two is cut between the halves of a character, were it cut anywhere.
    const data = ['', '.'].map((start) => toEvent(start + '\u{1f966}'.repeat(4_500_000)));
    for (const json of [toEvent('small'), ...data]) here.append('turn', json);
    await here.end('turn');
    const read = await readAll(elsewhere);
    expect(read.map(({ number }) => number)).toEqual([1, 2, 3]);
    expect(read.slice(1).map((event, index) => event.data === data[index])).toEqual([true, true]);
  });

  test('a log whose process died cuts who follows it, and then is not there', async () => {
    const { here, elsewhere } = await useLogs(serverUrl, { aliveMs: 400 });
    await here.create({ id: 'turn', owner: 'anne', threadId: 'thr' });
    here.append('turn', toEvent('a'));
    const following = readAll(elsewhere);
    following.catch(() => {});
    await vi.waitFor(async () => expect(await elsewhere.read({ id: 'turn', owner: 'anne' }, 0)).toBeDefined());
    here.close();
    await expect(following).rejects.toThrow('stops before its end');
    expect(await elsewhere.read({ id: 'turn', owner: 'anne' }, 0)).toBeUndefined();
  });

  test('a log whose head was lost with a failover fails who follows it elsewhere, and comes to its end here', async () => {
    const { here, elsewhere, connection } = await useLogs(serverUrl, { aliveMs: 400 });
    await here.create({ id: 'turn', owner: 'anne', threadId: 'thr' });
    here.append('turn', toEvent('a'));
    const following = readAll(elsewhere);
    following.catch(() => {});
    await vi.waitFor(async () => expect(await elsewhere.read({ id: 'turn', owner: 'anne' }, 0)).toBeDefined());
    const reading = readAll(here);
    await connection.collection('turn_logs').deleteMany({});
    await expect(following).rejects.toThrow('is gone');
    // Longer than it takes its process to learn of it.
    await new Promise((resolve) => setTimeout(resolve, 200));
    here.append('turn', toEvent('b'));
    const late = readAll(here, 1);
    await here.end('turn');
    expect((await reading).map(({ data }) => data)).toEqual(['a', 'b'].map(toEvent));
    expect((await late).map(({ data }) => data)).toEqual([toEvent('b')]);
    expect(await elsewhere.read({ id: 'turn', owner: 'anne' }, 0)).toBeUndefined();
  });

  test('everything of a log carries its owner, and runs out by the clock of the database', async () => {
    const { here, connection } = await useLogs(serverUrl);
    vi.useFakeTimers({ toFake: ['Date'], now: 0 });
    onTestFinished(() => {
      vi.useRealTimers();
    });
    await here.create({ id: 'turn', owner: 'anne', threadId: 'thr' });
    here.append('turn', toEvent('a'));
    await here.end('turn');
    vi.useRealTimers();
    for (const name of ['turn_logs', 'turn_log_batches']) {
      const read = () => connection.collection(name).find().toArray();
      await expect.poll(read).toMatchObject([{ owner: 'anne', turnId: 'turn', expiresAt: expect.any(Date) }]);
      expect((await read())[0]?.expiresAt.getTime()).toBeGreaterThan(Date.now());
    }
  });

  test('a log that says nothing for long goes on', async () => {
    const { here, elsewhere } = await useLogs(serverUrl, { aliveMs: 400 });
    await here.create({ id: 'turn', owner: 'anne', threadId: 'thr' });
    const following = readAll(elsewhere);
    following.catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    here.append('turn', toEvent('late'));
    await here.end('turn');
    expect(await following).toEqual([{ number: 1, data: toEvent('late') }]);
  });

  test.each([0, 1])('what the network swallowed behind %i writes is written again, and read once', async (writes) => {
    const { here, elsewhere, connection } = await useLogs(serverUrl);
    await here.create({ id: 'turn', owner: 'anne', threadId: 'thr' });
    const following = readAll(elsewhere);
    following.catch(() => {});
    const data = Array.from({ length: 200 }, (_, index) => toEvent(`${index}`));
    // One write does not arrive, or arrives and nobody learns of it.
    const { crashed, mend } = crashAfter(connection, writes);
    for (const json of data.slice(0, 150)) here.append('turn', json);
    await vi.waitFor(() => expect(crashed()).toBe(true));
    mend();
    for (const json of data.slice(150)) here.append('turn', json);
    await here.end('turn');
    expect(await following).toEqual(data.map((json, index) => ({ number: index + 1, data: json })));
  });
});

function toDoneItems(events: string[]): Record<string, unknown> {
  const items: Record<string, unknown> = {};
  for (const data of events) {
    const event = JSON.parse(data) as ThreadStreamEvent;
    if (event.type === 'thread.item.done') items[event.item.id] = event.item;
  }
  return items;
}
