import { expect, test } from 'vitest';
import type { ThreadItem, ThreadStreamEvent, TurnLog } from '../../server/chatkit/index.ts';
import { createMemoryTurnLog } from '../../server/chatkit/index.ts';
import { applyItemUpdate } from '../../server/chatkit/item-updates.ts';
import { assistantText } from '../support/chatkit.ts';

/** Number 0 for events that cannot be resumed from. */
async function readAll(log: TurnLog, after = 0): Promise<{ numbers: number[]; events: ThreadStreamEvent[] }> {
  const numbers: number[] = [];
  const events: ThreadStreamEvent[] = [];
  for await (const { first, data } of (await log.read({ id: 'turn', owner: 'anne' }, after)) ?? []) {
    numbers.push(...data.map((_, index) => (first === undefined ? 0 : first + index)));
    events.push(...data.map((json) => JSON.parse(json) as ThreadStreamEvent));
  }
  return { numbers, events };
}

/** What a client that upserts items has on its screen behind these events. */
function screen(events: ThreadStreamEvent[]): Map<string, ThreadItem> {
  const items = new Map<string, ThreadItem>();
  for (const event of events) {
    if (
      event.type === 'thread.item.added' ||
      event.type === 'thread.item.done' ||
      event.type === 'thread.item.replaced'
    ) {
      items.set(event.item.id, structuredClone(event.item));
    } else if (event.type === 'thread.item.updated') {
      const item = items.get(event.item_id);
      if (item) applyItemUpdate(item, event.update);
    } else if (event.type === 'thread.item.removed') {
      items.delete(event.item_id);
    }
  }
  return items;
}

test('readers follow from any event on, slow ones too, until the log ends [stream-backpressure, turn-many-readers]', async () => {
  const log = createMemoryTurnLog();
  await log.create({ id: 'turn', owner: 'anne', threadId: 'thr' });
  const early = readAll(log);
  for (const event of assistantText('thr', 'msg', ['a', 'b', 'c'])) {
    log.append('turn', JSON.stringify(event));
    await Promise.resolve();
  }
  const middle = readAll(log, 3);
  await log.end('turn');
  expect((await early).numbers).toEqual([1, 2, 3, 4, 5, 6]);
  expect((await middle).numbers).toEqual([4, 5, 6]);
  expect((await readAll(log, 6)).numbers).toEqual([]);
});

test('a log that is not here, or was purged, is told by undefined', async () => {
  const log = createMemoryTurnLog();
  expect(await log.read({ id: 'turn', owner: 'anne' }, 0)).toBeUndefined();
  await log.create({ id: 'turn', owner: 'anne', threadId: 'thr' });
  expect(await log.read({ id: 'turn', owner: 'anne' }, 0)).toBeDefined();
  await log.purge({ id: 'turn', owner: 'anne' });
  expect(await log.read({ id: 'turn', owner: 'anne' }, 0)).toBeUndefined();
});

test('all logs of a thread are forgotten together, those that ended too', async () => {
  const log = createMemoryTurnLog();
  for (const turn of ['turn', 'turn_2']) await log.create({ id: turn, owner: 'anne', threadId: 'thr' });
  await log.create({ id: 'turn_3', owner: 'anne', threadId: 'thr_other' });
  await log.end('turn_2');
  const reader = readAll(log);
  await log.purgeThread('anne', 'thr');
  expect((await reader).events).toEqual([]);
  const here = await Promise.all(['turn', 'turn_2', 'turn_3'].map((turn) => log.read({ id: turn, owner: 'anne' }, 0)));
  expect(here.map((read) => read !== undefined)).toEqual([false, false, true]);
});

test('an aborted reader ends though nothing comes any more', async () => {
  const log = createMemoryTurnLog();
  await log.create({ id: 'turn', owner: 'anne', threadId: 'thr' });
  const connection = new AbortController();
  const reader = (async () => {
    for await (const _ of (await log.read({ id: 'turn', owner: 'anne' }, 0, connection.signal)) ?? []);
  })();
  connection.abort();
  await reader;
});

test('a log over its size folds its oldest events, and every reader ends up with the same screen [turn-log-folds]', async () => {
  const events: ThreadStreamEvent[] = [
    ...assistantText('thr', 'msg_1', Array<string>(300).fill('word ')),
    { type: 'progress_update', text: 'Working' },
    ...[...assistantText('thr', 'msg_2', Array<string>(300).fill('more '))].slice(0, -1),
    { type: 'thread.item.removed', item_id: 'msg_1' },
    ...assistantText('thr', 'msg_3', Array<string>(300).fill('text ')),
  ];
  const log = createMemoryTurnLog({ foldAbove: 10_000 });
  await log.create({ id: 'turn', owner: 'anne', threadId: 'thr' });
  const follower = readAll(log);
  for (const [index, event] of events.entries()) {
    log.append('turn', JSON.stringify(event));
    // The follower keeps up: readers of a burst are woken a moment later, long before what they miss is folded.
    if (index % 20 === 0) await new Promise((resolve) => setTimeout(resolve, 3));
  }
  await log.end('turn');
  expect((await follower).events).toEqual(events);

  const late = await readAll(log);
  expect(late.events.length).toBeLessThan(events.length / 2);
  expect(screen(late.events)).toEqual(screen(events));

  // A reader that broke inside the folded part resumes behind it, and has what it had before.
  const half = events.slice(0, 400);
  const rest = await readAll(log, 400);
  expect(screen([...half, ...rest.events])).toEqual(screen(events));
  const numbers = rest.numbers.filter((number) => number > 0);
  expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
  expect(numbers.at(-1)).toBe(events.length);
});

test('ended logs over their total size are forgotten, the oldest first; a running one never is', async () => {
  const log = createMemoryTurnLog({ keepChars: 2_500 });
  const write = async (turnId: string) => {
    await log.create({ id: turnId, owner: 'anne', threadId: 'thr' });
    log.append(turnId, JSON.stringify({ type: 'progress_update', text: 'x'.repeat(1_000) }));
  };
  for (const turnId of ['turn_a', 'turn_running', 'turn_b', 'turn_c']) await write(turnId);
  for (const turnId of ['turn_a', 'turn_b', 'turn_c']) await log.end(turnId);
  const read = await Promise.all(
    ['turn_a', 'turn_running', 'turn_b', 'turn_c'].map((turnId) => log.read({ id: turnId, owner: 'anne' }, 0)),
  );
  expect(read.map((events) => events !== undefined)).toEqual([false, true, true, true]);
});
