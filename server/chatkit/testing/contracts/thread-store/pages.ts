import type { Page } from '../../../protocol/threads.ts';
import { holds, same } from '../expectations.ts';
import type { Bodies } from '../harness.ts';
import { addItems, itemIds, numbered, type ThreadStage, time, toItem, toThread } from './stage.ts';

export const pageCases: Bodies<ThreadStage> = {
  async 'threads stand in the order of their creation, both ways, and page by any row'({ threads, anne }) {
    const ids = ['c', 'a', 'e', 'b', 'd'];
    for (const [index, id] of ids.entries()) await threads.saveThread(toThread(id, index), anne);
    await threads.saveThread({ ...toThread('a', 1), title: 'changed later' }, anne);
    await threads.updateThread('e', { updated_at: time(50) }, anne);
    const list = async (order: 'asc' | 'desc', limit: number, after?: string) => {
      const { data, has_more, after: next } = await threads.loadThreads({ limit, order, after }, anne);
      return { ids: data.map((thread) => thread.id).join(''), has_more, after: next };
    };
    same(await list('asc', 2), { ids: 'ca', has_more: true, after: 'a' }, 'the oldest two come first');
    same(await list('asc', 2, 'a'), { ids: 'eb', has_more: true, after: 'b' }, 'the next page begins behind "a"');
    same(await list('asc', 2, 'b'), { ids: 'd', has_more: false }, 'the last page has no more and no `after`');
    same(await list('desc', 3), { ids: 'dbe', has_more: true, after: 'e' }, 'the newest three come first');
    same(await list('desc', 9, 'e'), { ids: 'ac', has_more: false }, 'backwards, what is older than "e" follows it');
    same(await list('asc', 5), { ids: 'caebd', has_more: false }, 'a page that is full to the last row has no more');
    same(await list('asc', 5, 'd'), { ids: '', has_more: false }, 'nothing stands behind the last row');
  },

  async 'threads of the same moment stand as they came and page without a gap'({ threads, anne }) {
    const ids = Array.from({ length: 12 }, (_, index) => `t${(index * 7) % 12}`);
    for (const id of ids) await threads.saveThread(toThread(id, 3), anne);
    const seen = await readPages((after) => threads.loadThreads({ limit: 5, order: 'asc', after }, anne));
    same(seen, ids, 'pages of five give every thread once, as they came');
    const back = await readPages((after) => threads.loadThreads({ limit: 5, order: 'desc', after }, anne));
    same(back, ids.toReversed(), 'backwards likewise');
    const counted = [await threads.countThreads?.(5, anne), await threads.countThreads?.(99, anne)];
    if (threads.countThreads) same(counted, [5, 12], 'countThreads counts them, and no further than it was asked to');
  },

  async 'items stand in the order in which they came, whatever their created_at says'(stage) {
    const { threads, anne } = stage;
    await threads.saveThread(toThread('t'), anne);
    for (const [index, id] of ['z', 'a', 'm'].entries()) {
      await threads.saveItem('t', { ...toItem(id), created_at: time(9 - index) }, anne);
    }
    same(await itemIds(stage, 't'), ['z', 'a', 'm'], 'forwards the first that came comes first');
    const { data } = await threads.loadThreadItems('t', { limit: 9, order: 'desc' }, anne);
    same(
      data.map((item) => item.id),
      ['m', 'a', 'z'],
      'backwards the last that came comes first',
    );
  },

  async 'pages by row id stay whole while rows are added and deleted'(stage) {
    const { threads, anne } = stage;
    await threads.saveThread(toThread('t'), anne);
    const ids = numbered(30);
    await addItems(stage, 't', ids);
    let rows = 0;
    const seen = await readPages(async (after) => {
      const page = await threads.loadThreadItems('t', { limit: 7, order: 'desc', after }, anne);
      rows += page.data.length;
      await threads.saveItem('t', toItem(`new${rows}`), anne);
      if (rows === 7) await threads.deleteItem('t', 'i3', anne);
      await threads.saveItem('t', toItem('i20', 'changed meanwhile'), anne);
      return page;
    });
    same(
      seen,
      ids.filter((id) => id !== 'i3').toReversed(),
      'every row that stayed is read once, and none that is new',
    );
  },

  async 'a long page holds every row once'(stage) {
    const { threads, anne } = stage;
    await threads.saveThread(toThread('t'), anne);
    const ids = numbered(450);
    await addItems(stage, 't', ids);
    const page = await threads.loadThreadItems('t', { limit: 400, order: 'asc' }, anne);
    same(
      page.data.map((item) => item.id),
      ids.slice(0, 400),
      'a page of 400 holds the first 400',
    );
    holds(page, { has_more: true, after: 'i399' }, 'and says that there are more');
    const rest = await threads.loadThreadItems('t', { limit: 400, order: 'desc', after: 'i399' }, anne);
    same(
      rest.data.map((item) => item.id),
      ids.slice(0, 399).toReversed(),
      'backwards from any row, all before it',
    );
    holds(rest, { has_more: false }, 'and says that there are no more');
  },
};

/** Reads on by `after` to the end; the ids of all rows. */
async function readPages(load: (after: string | undefined) => Promise<Page<{ id: string }>>): Promise<string[]> {
  const seen: string[] = [];
  for (let after: string | undefined; ; ) {
    const page = await load(after);
    seen.push(...page.data.map((row) => row.id));
    same(page.after !== undefined, page.has_more, '`after` is there when, and only when, there are more rows');
    // A store that goes round in circles must fail and not hang.
    if (!page.has_more || seen.length > 1_000) return seen;
    after = page.after;
  }
}
