import { applyItemUpdate } from '../../../item-updates.ts';
import type { ThreadStreamEvent } from '../../../protocol/events.ts';
import type { ThreadItem } from '../../../protocol/items.ts';
import { same } from '../expectations.ts';
import type { Bodies } from '../harness.ts';
import { type LogStage, numbered, pause, type ReadEvent, readAll } from './stage.ts';

/** Some 120,000 characters of JSON: messages that grow, one that is taken back, and one that stays unfinished. */
const EVENTS: ThreadStreamEvent[] = [
  ...message('msg_1', 'word '),
  { type: 'progress_update', text: 'Working' },
  ...[...message('msg_2', 'more ')].slice(0, -1),
  { type: 'thread.item.removed', item_id: 'msg_1' },
  ...message('msg_3', 'text '),
];

export const longLogCases: Bodies<LogStage> = {
  async 'a late reader ends up with the same items as one that was there all along'({ log }) {
    const data = EVENTS.map((event) => JSON.stringify(event));
    await log.create({ id: 'turn', owner: 'anne', threadId: 'thr' });
    const follower = readAll(log, 'turn');
    for (const [index, json] of data.entries()) {
      log.append('turn', json);
      if (index % 5 === 0) await pause();
    }
    await log.end('turn');
    same(await follower, numbered(data), 'a reader that keeps up gets every event');

    const late = await readAll(log, 'turn');
    same(toItems(late), toItems(numbered(data)), 'a late reader has the same items');
    same(late.at(-1)?.number, data.length, 'and can resume from the last event');
    requireGrowing(late);

    for (const after of [1, 400, data.length - 1]) {
      const before = numbered(data).slice(0, after);
      const rest = await readAll(log, 'turn', { after });
      same(toItems([...before, ...rest]), toItems(numbered(data)), `so has one that resumes behind event ${after}`);
      same(
        rest.every(({ number = Infinity }) => number > after),
        true,
        'and is not sent what it has',
      );
      requireGrowing(rest);
    }
  },
};

function* message(id: string, word: string): Generator<ThreadStreamEvent> {
  const item = { type: 'assistant_message' as const, id, thread_id: 'thr', created_at: '2026-01-01T12:00:00.000Z' };
  const part = (text: string) => ({ type: 'output_text' as const, text, annotations: [] });
  yield { type: 'thread.item.added', item: { ...item, content: [] } };
  const added = { type: 'assistant_message.content_part.added' as const, content_index: 0, content: part('') };
  yield { type: 'thread.item.updated', item_id: id, update: added };
  for (let count = 0; count < 300; count += 1) {
    const update = { type: 'assistant_message.content_part.text_delta' as const, content_index: 0, delta: word };
    yield { type: 'thread.item.updated', item_id: id, update };
  }
  yield { type: 'thread.item.done', item: { ...item, content: [part(word.repeat(300))] } };
}

/** What a client that upserts items has on its screen behind these events. */
function toItems(events: ReadEvent[]): Record<string, ThreadItem> {
  const items: Record<string, ThreadItem> = {};
  for (const { data } of events) {
    const event = JSON.parse(data) as ThreadStreamEvent;
    switch (event.type) {
      case 'thread.item.added':
      case 'thread.item.done':
      case 'thread.item.replaced':
        items[event.item.id] = event.item;
        break;
      case 'thread.item.updated': {
        const item = items[event.item_id];
        if (item) items[event.item_id] = applyItemUpdate(item, event.update);
        break;
      }
      case 'thread.item.removed':
        delete items[event.item_id];
        break;
    }
  }
  return items;
}

function requireGrowing(events: ReadEvent[]): void {
  const numbers = events.flatMap(({ number }) => (number === undefined ? [] : [number]));
  const growing = numbers.every((number, index) => index === 0 || number > (numbers[index - 1] ?? 0));
  same(growing, true, 'the numbers of events grow');
}
