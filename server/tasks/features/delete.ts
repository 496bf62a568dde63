import * as z from 'zod';
import { settle } from '../confirmation.ts';
import { type ActionContext, defineAction, defineFeature, invalidAction, type Reply, requireRow } from '../feature.ts';
import type { Task } from '../task.ts';
import { resolveTasks, tellMissing, toRefusal } from '../task-reference.ts';
import { CARD_ROWS_MAX, type ConfirmView, taskNumberSchema } from '../view.ts';

export const deleteFeature = defineFeature({
  name: 'delete_tasks',
  description:
    'Asks the person whether to delete tasks, by a widget with buttons. It deletes nothing, and neither can you: only the ' +
    'person can, by the button or by typing yes as the very next message. `tasks` names each by its number ("5") or by words ' +
    'of its title; several of them go into one call. `all` is "open", "done" or "all" for every such task, else null.',
  input: z.object({ tasks: z.array(z.string()), all: z.enum(['open', 'done', 'all']).nullable() }),

  async run(input, context) {
    const resolved = await resolveTasks(input, { verb: 'delete' }, context);
    if ('code' in resolved) return { show: [], changed: [], refused: resolved };
    const { found, missing, choices, more } = resolved;
    if (input.all && input.tasks.length === 0 && found.length === 0) {
      const message = input.all === 'all' ? 'There are no tasks.' : `There are no ${input.all} tasks.`;
      return { show: [], changed: [], refused: { code: 'not_found', message } };
    }
    const notes = [tellMissing(missing), more ? `These are the newest ${found.length}; there are more.` : undefined];
    const note = notes.filter((line) => line !== undefined).join(' ');
    return {
      show: [...(found.length > 0 ? [toQuestion(found, note)] : []), ...choices],
      changed: [],
      note: note || undefined,
      refused: toRefusal(resolved),
    };
  },

  actions: {
    'tasks.delete': defineAction({
      kind: 'change',
      payload: z.object({ number: taskNumberSchema }),
      async run({ number }, { view, tasks, owner }) {
        requireRow(view, number);
        const task = await tasks.get(owner, number);
        if (!task) return { view, notice: `Task #${number} is not there any more.` };
        return { view, show: [toQuestion([task])] };
      },
    }),
    // Which tasks stands in the widget's item; a payload could name others.
    'tasks.confirm_delete': defineAction({
      kind: 'change',
      payload: z.object({}),
      run: (_, context) => answer('yes', context),
    }),
    'tasks.cancel_delete': defineAction({
      kind: 'change',
      payload: z.object({}),
      run: (_, context) => answer('no', context),
    }),
  },
});

async function answer(said: 'yes' | 'no', context: ActionContext): Promise<Reply> {
  if (context.view.kind !== 'confirm') throw invalidAction();
  return settle(context.view, said, context);
}

function toQuestion(tasks: Task[], note = ''): ConfirmView {
  return {
    kind: 'confirm',
    state: 'asked',
    numbers: tasks.map((task) => task.number),
    tasks: tasks.slice(0, CARD_ROWS_MAX / 2).map(({ number, title, status }) => ({ number, title, status })),
    ...(note ? { note } : {}),
  };
}
