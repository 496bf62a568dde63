import { expect, test } from 'vitest';
import type { StreamAgentResponseOptions } from '../../../server/chatkit/agents/index.ts';
import { ResponseStreamConverter, streamAgentResponse } from '../../../server/chatkit/agents/index.ts';
import type { ThreadItem, ThreadStreamEvent } from '../../../server/chatkit/index.ts';
import { collect, createContext, itemAdded, itemDone, playsRaw, type Step, says, updatesOf } from './support.ts';

const call = (id: string, result: string | null = null) => ({ type: 'image_generation_call', id, status: '', result });
const partial = (item_id: string, partial_image_index: number, partial_image_b64: string) => ({
  type: 'response.image_generation_call.partial_image',
  item_id,
  output_index: 0,
  partial_image_index,
  partial_image_b64,
});

const played = (steps: Step[], options?: StreamAgentResponseOptions) =>
  collect(streamAgentResponse(createContext().context, playsRaw(...steps), options));
const itemsOf = (events: ThreadStreamEvent[], type: 'thread.item.added' | 'thread.item.done'): ThreadItem[] =>
  events.flatMap((event) => (event.type === type && 'item' in event ? [event.item] : []));

test('an image is announced, grows, and is done under an id of ours [agents-images]', async () => {
  const events = await played([itemAdded(call('ig')), partial('ig', 0, 'P0'), itemDone(call('ig', 'WHOLE'))]);
  const id = itemsOf(events, 'thread.item.added')[0]?.id;
  expect(id).toMatch(/^msg_[0-9a-f]{32}$/);
  const item = { id, thread_id: 'thr_1', created_at: expect.any(String), type: 'generated_image' };
  expect(events).toEqual([
    { type: 'thread.item.added', item },
    {
      type: 'thread.item.updated',
      item_id: id,
      update: {
        type: 'generated_image.updated',
        image: { id: 'ig', url: 'data:image/png;base64,P0' },
        progress: 0,
      },
    },
    { type: 'thread.item.done', item: { ...item, image: { id: 'ig', url: 'data:image/png;base64,WHOLE' } } },
  ]);
});

test('progress reaches 1 with the last of the partial images, and never goes beyond', async () => {
  const events = await played(
    [itemAdded(call('ig')), ...[0, 1, 2, 3].map((index) => partial('ig', index, 'P')), itemDone(call('ig', 'X'))],
    { converter: new ResponseStreamConverter({ partialImages: 3 }) },
  );
  const progress = updatesOf(events).map((update) => ('progress' in update ? update.progress : undefined));
  expect(progress).toEqual([1 / 3, 2 / 3, 1, 1]);
});

test('a converter of one’s own says where images are, and what comes later waits for it', async () => {
  const asked: unknown[] = [];
  class Converter extends ResponseStreamConverter {
    override async base64ImageToUrl(...image: [string, string, number?]) {
      asked.push(image);
      await new Promise((resolve) => setTimeout(resolve, 5));
      return `https://cdn.example.com/${image[0]}/${image[2] ?? 'whole'}.png`;
    }
    override partialImageIndexToProgress() {
      return 0.5;
    }
  }
  const events = await played(
    [itemAdded(call('ig')), partial('ig', 0, 'P0'), itemDone(call('ig', 'WHOLE')), ...says('There.')],
    { converter: new Converter() },
  );
  expect(asked).toEqual([
    ['ig', 'P0', 0],
    ['ig', 'WHOLE'],
  ]);
  expect(updatesOf(events)[0]).toMatchObject({ image: { url: 'https://cdn.example.com/ig/0.png' }, progress: 0.5 });
  expect(itemsOf(events, 'thread.item.done')).toMatchObject([
    { type: 'generated_image', image: { id: 'ig', url: 'https://cdn.example.com/ig/whole.png' } },
    { type: 'assistant_message' },
  ]);
});

test('the address by default names the kind of image it holds', () => {
  const converter = new ResponseStreamConverter();
  expect(converter.base64ImageToUrl('ig', '/9j/4AAQ')).toBe('data:image/jpeg;base64,/9j/4AAQ');
  expect(converter.base64ImageToUrl('ig', 'UklGRh4A')).toBe('data:image/webp;base64,UklGRh4A');
  expect(converter.base64ImageToUrl('ig', 'iVBORw0K')).toBe('data:image/png;base64,iVBORw0K');
});

test('two images at a time each get what is theirs [agents-images]', async () => {
  const events = await played([
    itemAdded(call('one')),
    itemAdded(call('two')),
    partial('two', 0, 'P'),
    itemDone(call('one', 'ONE')),
    itemDone(call('two', 'TWO')),
  ]);
  const added = itemsOf(events, 'thread.item.added').map(({ id }) => id);
  const done = itemsOf(events, 'thread.item.done');
  expect(done.map(({ id }) => id)).toEqual(added);
  expect(done).toMatchObject([{ image: { id: 'one' } }, { image: { id: 'two' } }]);
  expect(events.find((event) => event.type === 'thread.item.updated')).toMatchObject({ item_id: added[1] });
});

test('an image that fails, or never comes, is taken back', async () => {
  const failed = await played([itemAdded(call('ig')), itemDone(call('ig')), ...says('Sorry.')]);
  const [item] = itemsOf(failed, 'thread.item.added');
  expect(failed[1]).toEqual({ type: 'thread.item.removed', item_id: item?.id });
  const lost = await played([itemAdded(call('ig')), partial('ig', 0, 'P')]);
  expect(lost.map(({ type }) => type)).toEqual(['thread.item.added', 'thread.item.updated', 'thread.item.removed']);
});

test('an image nobody announced is passed by while it grows, and shown when it is done', async () => {
  expect(await played([partial('ig', 0, 'P')])).toEqual([]);
  expect((await played([itemDone(call('ig', 'X'))])).map(({ type }) => type)).toEqual(['thread.item.done']);
});

test('an image ends the workflow before it', async () => {
  const { context } = createContext();
  const run = playsRaw(() => context.addWorkflowTask({ type: 'custom', title: 'A' }), itemAdded(call('ig')));
  const events = await collect(streamAgentResponse(context, run));
  expect(events.slice(0, 3)).toMatchObject([
    { type: 'thread.item.added', item: { type: 'workflow' } },
    { type: 'thread.item.done', item: { type: 'workflow' } },
    { type: 'thread.item.added', item: { type: 'generated_image' } },
  ]);
});
