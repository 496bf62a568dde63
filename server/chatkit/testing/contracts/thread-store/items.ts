import { NotFoundError } from '../../../errors.ts';
import type { HiddenContextItem } from '../../../protocol/items.ts';
import { refused, same } from '../expectations.ts';
import type { Bodies } from '../harness.ts';
import { addItems, itemIds, numbered, type ThreadStage, time, toItem, toThread } from './stage.ts';

/** Sizes of a deletion: a few rows, more than a batch, more than a thousand. */
const SIZES = [3, 120, 1_300];

export const itemCases: Bodies<ThreadStage> = {
  async 'an item keeps every field, and its place when it is replaced'(stage) {
    const { threads, anne } = stage;
    await threads.saveThread(toThread('t'), anne);
    await addItems(stage, 't', ['i1', 'i2', 'i3']);
    const item = {
      ...toItem('i2'),
      metadata: { query: null, list: [null] },
      from_a_later_chatkit: { nested: [null, { a: null }] },
    };
    await threads.saveItem('t', item, anne);
    same(await threads.loadItem('t', 'i2', anne), item, 'loadItem answers what was saved');
    same(await itemIds(stage, 't'), ['i1', 'i2', 'i3'], 'a replaced item stays where it stood');
  },

  async 'one item id may stand in two threads'({ threads, anne }) {
    for (const id of ['t1', 't2']) {
      await threads.saveThread(toThread(id), anne);
      await threads.saveItem(id, toItem('same', id), anne);
    }
    await threads.deleteItem('t1', 'same', anne);
    same(await threads.loadItem('t2', 'same', anne), toItem('same', 't2'), 'the item of the other thread stays');
  },

  async 'a deleted item is gone, and comes back at the end when it is saved again'(stage) {
    const { threads, anne } = stage;
    await threads.saveThread(toThread('t'), anne);
    await addItems(stage, 't', ['i1', 'i2', 'i3']);
    await threads.deleteItem('t', 'i1', anne);
    await refused({ loadItem: () => threads.loadItem('t', 'i1', anne) }, NotFoundError, 'of a deleted item');
    await threads.saveItem('t', toItem('i1'), anne);
    same(await itemIds(stage, 't'), ['i2', 'i3', 'i1'], 'an item that was deleted and saved again stands last');
  },

  async 'the count of a thread grows with every item, and is never below what is there'(stage) {
    const { threads, anne, ben } = stage;
    await threads.saveThread(toThread('t'), anne);
    same(await threads.countItems('t', anne), 0, 'a new thread has no items');
    await addItems(stage, 't', numbered(5));
    await threads.saveItem('t', toItem('i2', 'changed'), anne);
    same(await threads.countItems('t', anne), 5, 'every item counts once, however often it was saved');
    await threads.deleteItem('t', 'i4', anne);
    await addItems(stage, 't', ['new']);
    same((await threads.countItems('t', anne)) >= 5, true, 'the count is not below what is there');
    const foreign = { countItems: () => threads.countItems('t', ben), missing: () => threads.countItems('none', anne) };
    await refused(foreign, NotFoundError, "of somebody else's thread, or of none");
  },

  async 'with onlyExisting an item is replaced, and never added'(stage) {
    const { threads, anne } = stage;
    await threads.saveThread(toThread('t'), anne);
    await addItems(stage, 't', ['i1', 'i2', 'i3', 'i4']);
    await threads.saveItem('t', toItem('i2', 'changed'), anne, { onlyExisting: true });
    same(await threads.loadItem('t', 'i2', anne), toItem('i2', 'changed'), 'an item that is there is replaced');
    await threads.deleteItem('t', 'i3', anne);
    await threads.deleteItemsAfter('t', 'i2', anne);
    const save = (id: string) => () => threads.saveItem('t', toItem(id), anne, { onlyExisting: true });
    await refused(
      { 'saveItem after deleteItem': save('i3'), 'saveItem after deleteItemsAfter': save('i4'), saveItem: save('new') },
      NotFoundError,
      'with onlyExisting and no such item',
    );
    same(await itemIds(stage, 't'), ['i1', 'i2'], 'nothing came back');
  },

  ...Object.fromEntries(
    SIZES.map((count) => [
      `deleteItemsAfter takes ${count} items away and tells which, in order`,
      async (stage: ThreadStage) => {
        const { threads, anne } = stage;
        await threads.saveThread(toThread('t'), anne);
        await threads.saveThread(toThread('other'), anne);
        await addItems(stage, 'other', ['o1', 'o2']);
        await addItems(stage, 't', ['first', 'second', ...numbered(count)]);
        await threads.deleteItem('t', 'i1', anne);
        const left = numbered(count).filter((id) => id !== 'i1');
        const deleted = await threads.deleteItemsAfter('t', 'second', anne);
        same(
          deleted.map(({ id }) => id),
          left,
          'the answer names what was deleted',
        );
        same(await itemIds(stage, 't'), ['first', 'second'], 'what stood behind the item is gone');
        await refused({ loadItem: () => threads.loadItem('t', 'i2', anne) }, NotFoundError, 'of a deleted item');
        same(await threads.deleteItemsAfter('t', 'second', anne), [], 'nothing is left to delete');
        await addItems(stage, 't', ['i2', 'new']);
        same(await itemIds(stage, 't'), ['first', 'second', 'i2', 'new'], 'new items come last, old ids too');
        same(await itemIds(stage, 'other'), ['o1', 'o2'], 'the items of another thread stay');
      },
    ]),
  ),

  async 'deleteItemsAfter answers ids and types, as the items stood last'({ threads, anne }) {
    await threads.saveThread(toThread('t'), anne);
    const hidden = (id: string): HiddenContextItem => ({
      type: 'hidden_context_item',
      id,
      thread_id: 't',
      created_at: time(0),
      content: 'for the model',
    });
    for (const id of ['i1', 'i2', 'i3']) await threads.saveItem('t', toItem(id), anne);
    await threads.saveItem('t', hidden('i4'), anne);
    await threads.saveItem('t', hidden('i3'), anne);
    same(
      await threads.deleteItemsAfter('t', 'i1', anne),
      [
        { id: 'i2', type: 'user_message' },
        { id: 'i3', type: 'hidden_context_item' },
        { id: 'i4', type: 'hidden_context_item' },
      ],
      'every deleted item is told by its id and its type, and by nothing else',
    );
  },

  async 'parallel writers over two handles lose no item and give none twice'(stage) {
    const other = { ...stage, ...(await stage.open()) };
    await stage.threads.saveThread(toThread('t'), stage.anne);
    const ids = numbered(60);
    await Promise.all(ids.map((id, index) => addItems(index % 2 ? stage : other, 't', [id])));
    await Promise.all([addItems(stage, 't', ['twice']), addItems(other, 't', ['twice'])]);
    const seen = await itemIds(stage, 't');
    same(await itemIds(other, 't'), seen, 'both handles see the same order');
    same(seen.toSorted(), [...ids, 'twice'].toSorted(), 'every item stands in the thread once');
  },
};
