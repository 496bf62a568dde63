import * as z from 'zod';
import { defineAction, defineFeature, invalidAction } from '../feature.ts';
import { toOneLine } from '../task-text.ts';
import { LIST_ROWS_MAX, PAGE_ROWS } from '../view.ts';

const QUERY_CHARS = 200;

export const listFeature = defineFeature({
  name: 'list_tasks',
  description:
    'Shows the person their tasks in a live list. Call it whenever they want to see, find or count tasks; never list tasks in text. ' +
    '`status` narrows it to open or done tasks; `query` holds words that must all stand in the title or the notes, else null.',
  input: z.object({
    status: z.enum(['open', 'done', 'all']),
    query: z.string().nullable(),
  }),

  async run({ status, query }) {
    const text = toOneLine(query ?? '').slice(0, QUERY_CHARS);
    return {
      show: [{ kind: 'list', status, ...(text ? { text } : {}), rows: PAGE_ROWS, kept: [] }],
      changed: [],
    };
  },

  actions: {
    'tasks.show_more': defineAction({
      kind: 'view',
      payload: z.object({ rows: z.number().int().min(1).max(LIST_ROWS_MAX) }),
      async run({ rows }, { view }) {
        if (view.kind !== 'list') throw invalidAction();
        // A button that was clicked twice names how many rows there were at first: there is nothing more to add.
        if (rows !== view.rows) return { view };
        return { view: { ...view, rows: Math.min(rows + PAGE_ROWS, LIST_ROWS_MAX) } };
      },
    }),
  },
});
