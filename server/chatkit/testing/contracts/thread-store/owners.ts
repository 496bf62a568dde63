import { NotFoundError } from '../../../errors.ts';
import { refused, same } from '../expectations.ts';
import type { Bodies } from '../harness.ts';
import { addItems, itemIds, type ThreadStage, toItem, toThread } from './stage.ts';

export const ownerCases: Bodies<ThreadStage> = {
  async 'equal ids of two people are two threads and two items'({ threads, anne, ben }) {
    await threads.saveThread({ ...toThread('same'), title: "Anne's" }, anne);
    await threads.saveThread({ ...toThread('same'), title: "Ben's" }, ben);
    await threads.saveItem('same', toItem('i', "Anne's"), anne);
    await threads.saveItem('same', toItem('i', "Ben's"), ben);
    await threads.updateThread('same', { metadata: { of: 'ben' } }, ben);
    const [hers] = (await threads.loadThreads({ limit: 5, order: 'asc' }, anne)).data;
    same(hers, { ...toThread('same'), title: "Anne's" }, "Anne's thread is untouched by Ben's changes to his");
    await threads.deleteItem('same', 'i', ben);
    await threads.deleteThread('same', ben);
    same((await threads.loadThread('same', anne)).title, "Anne's", "Anne's thread stays when Ben deletes his");
    same(await threads.loadItem('same', 'i', anne), toItem('i', "Anne's"), "Anne's item stays when Ben deletes his");
    await refused({ loadThread: () => threads.loadThread('same', ben) }, NotFoundError, 'of what Ben deleted');
  },

  async "somebody else's thread and items are like none in every call"(stage) {
    const { threads, anne, ben } = stage;
    await threads.saveThread(toThread('t'), anne);
    await addItems(stage, 't', ['i1', 'i2']);
    await threads.saveThread(toThread('b'), ben);
    const page = { limit: 5, order: 'asc' } as const;
    await refused(
      {
        loadThread: () => threads.loadThread('t', ben),
        updateThread: () => threads.updateThread('t', { title: 'stolen' }, ben),
        loadThreadItems: () => threads.loadThreadItems('t', page, ben),
        loadTurnItems: () => threads.loadTurnItems('t', 'turn', ben),
        loadItem: () => threads.loadItem('t', 'i1', ben),
        saveItem: () => threads.saveItem('t', toItem('i1', 'stolen'), ben),
        'saveItem with onlyExisting': () => threads.saveItem('b', toItem('i1', 'stolen'), ben, { onlyExisting: true }),
        deleteItemsAfter: () => threads.deleteItemsAfter('t', 'i1', ben),
        'loadThreads after it': () => threads.loadThreads({ ...page, after: 't' }, ben),
        'loadThreadItems after its item': () => threads.loadThreadItems('b', { ...page, after: 'i1' }, ben),
        'loadItem from another thread': () => threads.loadItem('b', 'i1', ben),
      },
      NotFoundError,
      "of somebody else's thread",
    );
    await threads.deleteItem('t', 'i1', ben);
    await threads.deleteThread('t', ben);
    const { data } = await threads.loadThreads(page, ben);
    same(
      data.map((thread) => thread.id),
      ['b'],
      'loadThreads lists only threads of whoever asks',
    );
    same((await threads.countThreads?.(5, ben)) ?? 1, 1, 'countThreads counts only threads of whoever asks');
    same(await itemIds(stage, 't'), ['i1', 'i2'], 'nobody else deletes a thread or its items');
    same(await threads.loadItem('t', 'i1', anne), toItem('i1'), 'nobody else changes an item');
    same(await threads.loadThread('t', anne), toThread('t'), 'nobody else changes a thread');
  },
};
