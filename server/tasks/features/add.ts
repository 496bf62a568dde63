import * as z from 'zod';
import { defineFeature } from '../feature.ts';
import type { NewTask } from '../store.ts';
import { checkNotes, checkTitle, clip } from '../task-text.ts';
import { CARD_ROWS_MAX } from '../view.ts';

export const addFeature = defineFeature({
  name: 'add_tasks',
  description:
    'Adds tasks and shows them. Take titles as the person worded them, without the command around them; one entry per task. ' +
    '`notes` only when the person gave details beyond the title, else null. Up to 20 tasks at once.',
  input: z.object({
    tasks: z
      .array(z.object({ title: z.string(), notes: z.string().nullable() }))
      .min(1)
      .max(20),
  }),

  async run({ tasks: entries }, { tasks, owner, operation }) {
    // All are checked before the first is added: a refused message changes nothing.
    const checked: NewTask[] = [];
    for (const entry of entries) {
      const title = checkTitle(entry.title);
      const notes = checkNotes(entry.notes ?? '');
      const problem = 'problem' in title ? title.problem : 'problem' in notes ? notes.problem : undefined;
      if (problem !== undefined) {
        const which = entries.length > 1 ? ` This is about “${clip(entry.title.trim(), 40)}”.` : '';
        return {
          show: [],
          changed: [],
          refused: { code: 'invalid', message: `${problem}${which} Nothing was added.` },
        };
      }
      if ('text' in title && 'text' in notes) {
        checked.push({ title: title.text, ...(notes.text ? { notes: notes.text } : {}) });
      }
    }

    const added = [];
    for (const task of checked) added.push(await tasks.add(owner, task, operation(task.title)));
    const named = added.slice(0, CARD_ROWS_MAX).map(({ number, title }) => ({ number, title }));
    return {
      show: [{ kind: 'card', heading: 'Added', tasks: named, total: added.length }],
      changed: added.map((task) => task.number),
    };
  },
});
