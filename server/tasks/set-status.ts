import { type ActionContext, type Answer, type FeatureContext, type Reply, requireRow } from './feature.ts';
import type { Task, TaskStatus } from './task.ts';
import { type NamedTasks, resolveTasks, tellMissing, toRefusal } from './task-reference.ts';
import { CARD_ROWS_MAX, KEPT_ROWS_MAX, type View } from './view.ts';

const WORDS = {
  done: { verb: 'complete', heading: 'Completed', already: 'done', prefer: 'open' },
  open: { verb: 'reopen', heading: 'Reopened', already: 'open', prefer: 'done' },
} as const;

/** Completes or reopens what an input names. */
export async function setStatusOfNamed(
  named: NamedTasks,
  status: TaskStatus,
  context: FeatureContext,
): Promise<Answer> {
  const { verb, heading, already, prefer } = WORDS[status];
  const resolved = await resolveTasks(named, { verb, prefer }, context);
  if ('code' in resolved) return { show: [], changed: [], refused: resolved };

  const changed: Task[] = [];
  const unchanged: number[] = [];
  const missing = [...resolved.missing];
  for (const task of resolved.found) {
    const after = await context.tasks.setStatus(context.owner, task.number, status, context.operation(task.number));
    if (!after) {
      missing.push(String(task.number));
      continue;
    }
    changed.push(after);
    // One that this very message changed, in a run that failed later, was not so before.
    if (task.status === status && task.updatedAt < context.askedAt) unchanged.push(task.number);
  }
  if (named.all && named.tasks.length === 0 && changed.length === 0) {
    const message = `There are no ${prefer} tasks. Nothing was changed.`;
    return { show: [], changed: [], refused: { code: 'not_found', message } };
  }

  const notes = [
    toAlready(unchanged, already),
    tellMissing(missing),
    resolved.more ? 'There are more; say it again to go on.' : undefined,
  ].filter((note) => note !== undefined);
  const note = notes.length > 0 ? notes.join(' ') : undefined;
  const tasks = changed.slice(0, CARD_ROWS_MAX).map(({ number, title }) => ({ number, title }));
  const card: View = { kind: 'card', heading, tasks, total: changed.length, ...(note ? { note } : {}) };
  return {
    show: [...(changed.length > 0 ? [card] : []), ...resolved.choices],
    changed: changed.map((task) => task.number),
    note,
    refused: toRefusal({ ...resolved, found: changed, missing }),
  };
}

/** Completes or reopens the task of a clicked row. */
export async function setStatusOfRow(number: number, status: TaskStatus, context: ActionContext): Promise<Reply> {
  const { view, tasks, owner, operation } = context;
  requireRow(view, number);
  const task = await tasks.setStatus(owner, number, status, operation(number));
  if (!task) return { view, changed: [], notice: `Task #${number} is not there any more.` };
  return { view: keepRow(view, number), changed: [number] };
}

/** The row stays where it was clicked, also when its list is one of open tasks: the next click undoes this one. */
function keepRow(view: View, number: number): View {
  if (view.kind !== 'list') return view;
  return { ...view, kept: [...view.kept.filter((kept) => kept !== number), number].slice(-KEPT_ROWS_MAX) };
}

function toAlready(numbers: number[], state: string): string | undefined {
  const [first] = numbers;
  if (first === undefined) return undefined;
  if (numbers.length === 1) return `#${first} was ${state} already.`;
  const shown = numbers.slice(0, 10).map((number) => `#${number}`);
  return `${shown.join(', ')}${numbers.length > shown.length ? ' and more' : ''} were ${state} already.`;
}
