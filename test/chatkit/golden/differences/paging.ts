import type { GoldenRecord, JsonObject, Outcome } from '../records.ts';
import type { Difference } from './difference.ts';
import { onlyAnswer } from './difference.ts';

/** Group 03, and the first pages of group 02. */
export const PAGING: Difference[] = [
  {
    id: 'pages-are-larger',
    reason:
      'D09: ChatKit asks for 9999 rows and a page holds up to 100 here, also when nobody says how many. Python’s 20 show the oldest items of a long thread first.',
    records: [
      '02_non_streaming_requests/get_by_id/25_items_first_page',
      '03_paging/items/default',
      '03_paging/items/limit_null',
      '03_paging/threads/default',
    ],
    change(expected, record) {
      const rows = setupRows(record);
      // A thread comes with its items from the oldest one; lists start with the newest row.
      setPage(expected, record.name.startsWith('get_by_id') ? rows : rows.reverse());
    },
  },
  {
    id: 'limits-are-kept-in-bounds',
    reason: 'D14: a limit below one asks for one row, neither for all nor for a default.',
    records: ['03_paging/items/limit_negative', '03_paging/threads/limit_0_means_default'],
    change(expected, record) {
      const newest = setupRows(record).at(-1) ?? {};
      setPage(expected, [newest], String(newest.id));
    },
  },
  {
    id: 'pages-are-cut-after-filtering',
    reason:
      'D15: hidden items are left out before a page is cut, so that none comes up short, and none ends in a hidden id.',
    records: ['03_paging/items/page_all_hidden', '03_paging/items/page_partly_hidden'],
    change(expected, record) {
      setPage(
        expected,
        setupRows(record).filter(({ type }) => type === 'user_message'),
      );
    },
  },
];

/** The threads that were asked for, as they are sent; or else the items of the only thread. */
function setupRows(record: GoldenRecord): JsonObject[] {
  if (record.kind !== 'server') throw new Error('This record has no store.');
  const { threads, items } = structuredClone(record.setup);
  if (!/\/threads\//.test(record.key)) return Object.values(items).flat();
  return threads.map((thread) => ({ ...thread, items: { data: [], has_more: false } }));
}

function setPage(expected: Outcome, data: JsonObject[], after?: string): void {
  const body = onlyAnswer(expected).body as JsonObject;
  const page = after === undefined ? { data, has_more: false } : { data, has_more: true, after };
  onlyAnswer(expected).body = body.status ? { ...body, items: page } : page;
}
