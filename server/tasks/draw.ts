import type { WidgetRoot } from '../chatkit/index.ts';
import { type Summary, type SummaryTask, toSummary } from './summary.ts';
import type { Task } from './task.ts';
import type { TaskReader } from './task-reader.ts';
import type { CardView, ChoicesView, ConfirmView, ItemNotes, ListView, View } from './view.ts';
import { createChoicesCard, createResultCard, toCardTitle } from './widgets/card.ts';
import { createConfirmCard, toConfirmTitle } from './widgets/confirm.ts';
import { createListWidget, toCountLabel, toListTitle } from './widgets/list.ts';
import type { RowTask } from './widgets/task-row.ts';

/** A view with the tasks as they are now. */
export interface Drawn {
  widget: WidgetRoot;
  /** For the copy button. */
  copyText: string;
  /** For the model. */
  summary: Summary;
  /** How many tasks it is about, shown or not. */
  total: number;
  notes: ItemNotes & Record<string, unknown>;
}

/** Tasks of a list that the model is told of. */
const MODEL_ROWS_MAX = 50;

/**
 * What a view is drawn for. `read`: its item is shown or read again; a list holds what its query finds, and nothing else.
 * `click`: somebody clicked in it; rows stay where they are. `form`: the click may have opened a form, which takes the focus.
 */
export type DrawnFor = 'read' | 'click' | 'form';

/** Draws a view with the tasks as they are now. */
export async function drawView(view: View, reader: TaskReader, purpose: DrawnFor): Promise<Drawn> {
  const focus = purpose === 'form';
  switch (view.kind) {
    case 'list':
      return drawList(purpose === 'read' ? { ...view, kept: [] } : view, reader, { focus });
    case 'card':
    case 'choices':
      return drawCard(view, reader, { focus });
    case 'confirm':
      return drawConfirm(view);
  }
}

async function drawList(view: ListView, reader: TaskReader, { focus }: { focus: boolean }): Promise<Drawn> {
  const { tasks, total: found } = await reader.list({ status: view.status, text: view.text }, view.rows);
  // "show task 5": the number is meant, whatever titles hold a 5.
  const asked = view.status === 'all' && /^\d{1,15}$/.test(view.text ?? '') ? Number(view.text) : 0;
  const extra = new Set([...view.kept, ...(view.edit ? [view.edit.number] : []), ...(asked ? [asked] : [])]);
  for (const { number } of tasks) extra.delete(number);
  const kept = (await Promise.all([...extra].map((number) => reader.get(number)))).filter((task) => task !== undefined);
  const rows = [...tasks, ...kept].sort((one, other) => other.number - one.number);
  const total = found + (kept.some(({ number }) => number === asked) ? 1 : 0);
  return finish(view, {
    widget: createListWidget({ list: view, tasks: rows, total, focus }),
    heading: 'Listed',
    title: `${toListTitle(view)} (${toCountLabel(total)})`,
    tasks: rows,
    total,
  });
}

async function drawCard(
  view: CardView | ChoicesView,
  reader: TaskReader,
  { focus }: { focus: boolean },
): Promise<Drawn> {
  const rows = await Promise.all(
    view.tasks.map(async ({ number, title }): Promise<RowTask> => {
      return (await reader.get(number)) ?? { number, title, status: 'deleted' };
    }),
  );
  const tasks = rows.filter((task): task is Task => task.status !== 'deleted');
  return view.kind === 'card'
    ? finish(view, {
        widget: createResultCard(view, rows, { focus }),
        heading: view.heading,
        title: toCardTitle(view),
        tasks,
        total: view.total,
      })
    : finish(view, {
        widget: createChoicesCard(view, rows, { focus }),
        heading: 'Listed',
        title: `Tasks like “${view.words}”`,
        tasks,
        total: view.total,
      });
}

function drawConfirm(view: ConfirmView): Drawn {
  const widget = createConfirmCard(view);
  const common = { widget, title: toConfirmTitle(view), tasks: view.tasks };
  switch (view.state) {
    case 'asked':
      return finish(view, { ...common, heading: 'Asked to delete', total: view.numbers.length });
    case 'deleted':
      return finish(view, { ...common, heading: 'Deleted', total: view.deleted ?? 0 });
    // What was kept is still there: to the model it is a list like any other.
    case 'kept':
      return finish(view, { ...common, heading: 'Listed', total: view.numbers.length });
  }
}

interface Parts {
  widget: WidgetRoot;
  heading: Summary['heading'];
  title: string;
  tasks: SummaryTask[];
  total: number;
}

function finish(view: View, { widget, heading, title, tasks, total }: Parts): Drawn {
  const shown = tasks.slice(0, MODEL_ROWS_MAX).map(({ number, status, title }) => ({ number, status, title }));
  const summary: Summary = { heading, tasks: shown };
  const lines = tasks.map((task) => `- [${task.status === 'done' ? 'x' : ' '}] #${task.number} ${task.title}`);
  return {
    widget,
    copyText: [title, ...lines].join('\n'),
    summary,
    total,
    notes: { view, model_text: toSummary(summary) },
  };
}
