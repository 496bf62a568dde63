import * as z from 'zod';
import {
  type ActionContext,
  type Answer,
  defineAction,
  defineFeature,
  holdsRow,
  invalidAction,
  type Reply,
  requireRow,
} from '../feature.ts';
import type { TaskChanges } from '../store.ts';
import type { Task } from '../task.ts';
import { resolveTasks, toRefusal } from '../task-reference.ts';
import { checkNotes, checkTitle, clip } from '../task-text.ts';
import { type Edit, taskNumberSchema, type View } from '../view.ts';

const FIELD_CHARS = 20_000;

export const updateFeature = defineFeature({
  name: 'update_task',
  description:
    'Changes the title or the notes of one task and shows it. `task` is its number ("5") or words of its present title. ' +
    '`title` and `notes` replace what is there; null leaves it, "" removes the notes.',
  input: z.object({ task: z.string(), title: z.string().nullable(), notes: z.string().nullable() }),

  async run(input, context) {
    const checked = checkChanges(input.title ?? undefined, input.notes ?? undefined);
    if ('problem' in checked) return refuse('invalid', `${checked.problem} Nothing was changed.`);
    const { changes } = checked;
    if (changes.title === undefined && changes.notes === undefined) {
      return refuse('invalid', 'It is not clear what to change: a new title, or notes.');
    }
    const resolved = await resolveTasks({ tasks: [input.task], all: null }, { verb: 'update', changes }, context);
    if ('code' in resolved) return { show: [], changed: [], refused: resolved };
    const [task] = resolved.found;
    if (!task) return { show: resolved.choices, changed: [], refused: toRefusal(resolved) };

    const { tasks, owner, operation } = context;
    const after = await tasks.update(owner, task.number, changes, operation([task.number, changes]));
    if (!after) return refuse('not_found', `There is no task #${task.number}. Nothing was changed.`);
    return { show: [toUpdatedCard(after)], changed: [after.number] };
  },

  actions: {
    'tasks.edit': defineAction({
      kind: 'view',
      payload: z.object({ number: taskNumberSchema }),
      async run({ number }, { view, tasks, owner }) {
        if (view.kind === 'confirm') throw invalidAction();
        requireRow(view, number);
        const task = await tasks.get(owner, number);
        // Drawn again without a form, the row shows what became of the task.
        return { view: task ? { ...view, edit: toEdit(task) } : view };
      },
    }),

    'tasks.cancel_edit': defineAction({
      kind: 'view',
      payload: z.object({ number: taskNumberSchema }),
      run: async ({ number }, { view }) => ({ view: closeEdit(view, number) }),
    }),

    'tasks.save': defineAction({
      kind: 'change',
      payload: z.object({
        number: taskNumberSchema,
        updatedAt: z.string().max(100),
        title: z.string().max(FIELD_CHARS),
        notes: z.string().max(FIELD_CHARS).optional(),
      }),
      run: (payload, context) => saveEdit(payload, context),
    }),

    'tasks.update_chosen': defineAction({
      kind: 'change',
      payload: z.object({ number: taskNumberSchema }),
      async run({ number }, { view, tasks, owner, operation }) {
        // A second click: the first one did it, and the card stands in the place of the choices.
        if (view.kind === 'card' && view.heading === 'Updated' && holdsRow(view, number)) return { view };
        if (view.kind !== 'choices' || view.verb !== 'update' || !view.changes) throw invalidAction();
        requireRow(view, number);
        const task = await tasks.update(owner, number, view.changes, operation([number, view.changes]));
        if (!task) return { view, notice: `Task #${number} is not there any more.` };
        return { view: toUpdatedCard(task), changed: [number] };
      },
    }),
  },
});

/** Saves the form in a row; whatever is in the way, the person's text stays in the form. */
async function saveEdit(
  form: { number: number; updatedAt: string; title: string; notes?: string | undefined },
  { view, tasks, owner, operation }: ActionContext,
): Promise<Reply> {
  if (view.kind === 'confirm') throw invalidAction();
  const { number, updatedAt } = form;
  requireRow(view, number);
  const notes = form.notes ?? '';
  const stay = (problem: string, other: Partial<Edit> = {}): Reply => ({
    view: { ...view, edit: { number, updatedAt, title: form.title, notes, problem, ...other } },
  });

  const task = await tasks.get(owner, number);
  if (!task)
    return stay('This task was deleted in the meantime, so it could not be saved. Your text is still here.', {
      gone: true,
    });
  const checked = checkChanges(form.title, notes);
  if ('problem' in checked) return stay(checked.problem);
  const { changes } = checked;
  // Nothing to do, or a second click on Save: the first one did it.
  if (changes.title === task.title && changes.notes === (task.notes ?? '')) return { view: closeEdit(view, number) };
  if (task.updatedAt !== updatedAt) {
    const now = `It now reads “${clip(task.title, 80)}”${task.status === 'done' ? ' and is done' : ''}.`;
    return stay(`This task was changed in the meantime. ${now} Save again to replace that with your text.`, {
      updatedAt: task.updatedAt,
    });
  }
  const after = await tasks.update(owner, number, changes, operation([number, changes]));
  return { view: closeEdit(view, number), changed: after ? [number] : [] };
}

function checkChanges(
  title: string | undefined,
  notes: string | undefined,
): { changes: TaskChanges } | { problem: string } {
  const changes: TaskChanges = {};
  if (title !== undefined) {
    const checked = checkTitle(title);
    if ('problem' in checked) return checked;
    changes.title = checked.text;
  }
  if (notes !== undefined) {
    const checked = checkNotes(notes);
    if ('problem' in checked) return checked;
    changes.notes = checked.text;
  }
  return { changes };
}

function toEdit({ number, updatedAt, title, notes = '' }: Task): Edit {
  return { number, updatedAt, title, notes };
}

function closeEdit(view: View, number: number): View {
  if (view.kind === 'confirm' || view.edit?.number !== number) return view;
  const { edit: _, ...rest } = view;
  return rest;
}

function toUpdatedCard({ number, title }: Task): View {
  return { kind: 'card', heading: 'Updated', tasks: [{ number, title }], total: 1 };
}

function refuse(code: 'invalid' | 'not_found', message: string): Answer {
  return { show: [], changed: [], refused: { code, message } };
}
