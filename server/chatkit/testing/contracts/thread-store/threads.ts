import { NotFoundError } from '../../../errors.ts';
import { refused, same } from '../expectations.ts';
import { type Bodies, needsRestart } from '../harness.ts';
import { addItems, itemIds, type ThreadStage, toItem, toThread } from './stage.ts';

export const threadCases: Bodies<ThreadStage> = {
  async 'a thread comes back with every field, unknown ones and nulls too'({ threads, anne }) {
    const thread = {
      ...toThread('t'),
      title: 'Groceries \u{1f966} "quoted" \\ \u0000 end',
      metadata: { nothing: null, deep: { list: [1, null, { x: null }] } },
      added_by_a_later_chatkit: { keep: null },
    };
    await threads.saveThread(thread, anne);
    same(await threads.loadThread('t', anne), thread, 'loadThread answers what was saved');
  },

  async 'a thread is replaced as a whole, but for the time of its creation'({ threads, anne }) {
    await threads.saveThread({ ...toThread('t', 5), title: 'Before', metadata: { a: 1 } }, anne);
    await threads.saveThread({ ...toThread('t', 9), status: { type: 'locked', reason: 'because' } }, anne);
    const loaded = await threads.loadThread('t', anne);
    const expected = { ...toThread('t', 5), status: { type: 'locked', reason: 'because' } };
    same(loaded, expected, 'saveThread replaces everything but created_at');
    const { data } = await threads.loadThreads({ limit: 10, order: 'asc' }, anne);
    same(data, [expected], 'loadThreads lists the thread once, as it stands');
  },

  async 'values are copied in and out'({ threads, anne }) {
    const thread = toThread('t');
    const item = toItem('i');
    const savingThread = threads.saveThread(thread, anne);
    thread.title = 'changed';
    thread.metadata.changed = true;
    await savingThread;
    const savingItem = threads.saveItem('t', item, anne);
    item.metadata = { changed: true };
    await savingItem;
    const loadedThread = await threads.loadThread('t', anne);
    const loadedItem = await threads.loadItem('t', 'i', anne);
    same(loadedThread, toThread('t'), 'a thread that its saver changes after the call stays as it was saved');
    same(loadedItem, toItem('i'), 'an item that its saver changes after the call stays as it was saved');
    loadedThread.metadata.changed = true;
    loadedItem.metadata = { changed: true };
    const { data } = await threads.loadThreadItems('t', { limit: 1, order: 'asc' }, anne);
    for (const listed of data) listed.metadata = { changed: true };
    same(await threads.loadThread('t', anne), toThread('t'), 'a thread that its reader changes stays as it was saved');
    same(await threads.loadItem('t', 'i', anne), toItem('i'), 'an item that its reader changes stays as it was saved');
  },

  'everything outlasts a restart': needsRestart(async (stage) => {
    await stage.threads.saveThread(toThread('t'), stage.anne);
    await addItems(stage, 't', ['i1', 'i2', 'i3']);
    const after = { ...stage, ...(await stage.restart()) };
    same(await after.threads.loadThread('t', after.anne), toThread('t'), 'the thread is there after a restart');
    same(await itemIds(after, 't'), ['i1', 'i2', 'i3'], 'the items are there after a restart');
    await addItems(after, 't', ['i4']);
    same(await itemIds(after, 't'), ['i1', 'i2', 'i3', 'i4'], 'items added after a restart come last');
  }),

  async 'what is not there is NotFoundError, and deleting it is silent'({ threads, anne }) {
    await threads.saveThread(toThread('t'), anne);
    const page = { limit: 5, order: 'asc' } as const;
    await refused(
      {
        loadThread: () => threads.loadThread('x', anne),
        updateThread: () => threads.updateThread('x', { title: 'x' }, anne),
        loadThreadItems: () => threads.loadThreadItems('x', page, anne),
        loadTurnItems: () => threads.loadTurnItems('x', 'turn', anne),
        loadItem: () => threads.loadItem('x', 'i', anne),
        saveItem: () => threads.saveItem('x', toItem('i'), anne),
        deleteItemsAfter: () => threads.deleteItemsAfter('x', 'i', anne),
        'loadThreads after it': () => threads.loadThreads({ ...page, after: 'x' }, anne),
      },
      NotFoundError,
      'of an unknown thread',
    );
    await refused(
      {
        loadItem: () => threads.loadItem('t', 'x', anne),
        'saveItem with onlyExisting': () => threads.saveItem('t', toItem('x'), anne, { onlyExisting: true }),
        deleteItemsAfter: () => threads.deleteItemsAfter('t', 'x', anne),
        'loadThreadItems after it': () => threads.loadThreadItems('t', { ...page, after: 'x' }, anne),
      },
      NotFoundError,
      'of an unknown item',
    );
    await threads.deleteThread('x', anne);
    await threads.deleteItem('t', 'x', anne);
    await threads.deleteItem('x', 'x', anne);
    same(await threads.loadThread('t', anne), toThread('t'), 'the thread beside is untouched');
  },

  async 'a deleted thread leaves nothing, and its id begins anew'(stage) {
    const { threads, anne } = stage;
    await threads.saveThread(toThread('t'), anne);
    await threads.saveThread(toThread('other'), anne);
    await addItems(
      stage,
      't',
      Array.from({ length: 200 }, (_, index) => `i${index}`),
    );
    await addItems(stage, 'other', ['o']);
    await threads.deleteThread('t', anne);
    const page = { limit: 5, order: 'asc' } as const;
    await refused(
      {
        loadThread: () => threads.loadThread('t', anne),
        loadThreadItems: () => threads.loadThreadItems('t', page, anne),
        loadItem: () => threads.loadItem('t', 'i0', anne),
      },
      NotFoundError,
      'of a deleted thread',
    );
    const { data } = await threads.loadThreads(page, anne);
    same(
      data.map(({ id }) => id),
      ['other'],
      'loadThreads does not list a deleted thread',
    );
    same((await threads.countThreads?.(5, anne)) ?? 1, 1, 'countThreads does not count a deleted thread');
    await threads.saveThread(toThread('t', 7), anne);
    same(await itemIds(stage, 't'), [], 'a thread that is made again under an old id has none of the old items');
    same((await threads.loadThread('t', anne)).created_at, toThread('t', 7).created_at, 'nor the old created_at');
    await addItems(stage, 't', ['i5']);
    same(await itemIds(stage, 't'), ['i5'], 'an item of an old id can be added again');
    same(await itemIds(stage, 'other'), ['o'], 'the items of another thread stay');
  },
};
