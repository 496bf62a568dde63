import { expect, test } from 'vitest';
import { createEventEncoder } from '../../server/chatkit/event-json.ts';
import type { ThreadStreamEvent } from '../../server/chatkit/index.ts';

const delta = (item_id: string, content_index: number, text: unknown, extra: object = {}) =>
  ({
    type: 'thread.item.updated',
    item_id,
    update: { type: 'assistant_message.content_part.text_delta', content_index, delta: text, ...extra },
  }) as ThreadStreamEvent;

test('events are written as JSON.stringify writes them', () => {
  const encode = createEventEncoder();
  const events: ThreadStreamEvent[] = [
    delta('msg_1', 0, 'plain'),
    delta('msg_1', 0, '"quoted"\n\\ \u2028 \ud800 🛒'),
    delta('msg_1', 1, 'another part'),
    delta('msg_"2"', 0, 'another message'),
    delta('msg_1', 0, ''),
    delta('msg_1', 0, 'more', { future: [null] }),
    delta('msg_1', 0, undefined),
    delta('msg_1', Number.NaN, 'x'),
    Object.assign(delta('msg_1', 0, 'x'), { future: 1 }),
    { type: 'progress_update', text: 'x' },
  ];
  for (const event of events) expect(encode(event)).toBe(JSON.stringify(event));
});
