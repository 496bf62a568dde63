import {
  Badge,
  Button,
  Caption,
  Col,
  Icon,
  ListView,
  ListViewItem,
  type ListViewItemNode,
  type ListViewNode,
  Text,
  Title,
} from '../../chatkit/index.ts';
import { COUNT_CAP } from '../store.ts';
import type { Task } from '../task.ts';
import { clip } from '../task-text.ts';
import { type Edit, LIST_ROWS_MAX, type ListView as ListOptions, PAGE_ROWS } from '../view.ts';
import { showMore } from './actions.ts';
import { createEditForm } from './edit-form.ts';
import { createTaskButtons, createTaskRow, QUIET, type RowTask } from './task-row.ts';

export interface ListProps {
  list: ListOptions;
  tasks: Task[];
  /** How many tasks the query holds, up to `COUNT_CAP`. */
  total: number;
  /** See `createEditForm`. */
  focus: boolean;
}

/** A list of tasks with a count, a row each, and the next page on demand. */
export function createListWidget({ list, tasks, total, focus }: ListProps): ListViewNode {
  const rows = withEditedRow(tasks, list.edit);
  const children = [
    ListViewItem({
      id: 'header_listviewitem',
      key: 'header',
      children: [
        Title({ id: 'tasks_title', value: toListTitle(list), size: 'sm' }),
        Badge({ id: 'count_badge', label: toCountLabel(total) }),
      ],
    }),
    ...rows.map((task) => toRow(task, list.edit, focus)),
    ...(rows.length === 0 ? [createEmptyRow(list)] : []),
    ...createMoreRow(list.rows, total),
  ];
  // ChatKit folds a list after four rows, unless it is told how many there are.
  return ListView({ limit: children.length, children });
}

/** What a list is called. */
export function toListTitle({ status, text }: Pick<ListOptions, 'status' | 'text'>): string {
  const which = { all: 'All tasks', open: 'Open tasks', done: 'Done tasks' }[status];
  return text ? `${status === 'all' ? 'Tasks' : which} with “${clip(text, 40)}”` : which;
}

/** A count as a badge shows it. */
export function toCountLabel(total: number): string {
  return total >= COUNT_CAP ? '999+' : String(total);
}

/** A task that is edited stays in sight, also when it left the list or is gone. */
function withEditedRow(tasks: Task[], edit: Edit | undefined): RowTask[] {
  if (!edit || tasks.some((task) => task.number === edit.number)) return tasks;
  const row: RowTask = { number: edit.number, title: edit.title, status: 'deleted' };
  return [...tasks, row].sort((one, other) => other.number - one.number);
}

function toRow(task: RowTask, edit: Edit | undefined, focus: boolean): ListViewItemNode {
  const edited = edit?.number === task.number;
  return ListViewItem({
    id: `task_${task.number}_listviewitem`,
    key: `task_${task.number}`,
    align: 'start',
    gap: 2,
    children: edited ? [createEditForm(edit, { focus })] : createTaskRow(task, createTaskButtons(task)),
  });
}

function createEmptyRow({ status, text }: ListOptions): ListViewItemNode {
  const [icon, headline, hint] = text
    ? (['search', `Nothing matches “${clip(text, 60)}”`, 'Other words may find it, or “show all tasks”.'] as const)
    : status === 'done'
      ? (['notebook', 'Nothing is done yet', 'It starts with one: “complete task 1”.'] as const)
      : status === 'open'
        ? (['confetti', 'Nothing is open', 'Enjoy it, or write: “add task: buy groceries”.'] as const)
        : (['notebook', 'No tasks yet', 'Write the first one: “add task: buy groceries”.'] as const);
  return ListViewItem({
    id: 'empty_listviewitem',
    key: 'empty',
    gap: 3,
    children: [
      Icon({ name: icon, color: 'tertiary', size: 'xl' }),
      Col({
        flex: 1,
        minWidth: 0,
        gap: 0,
        children: [Text({ value: headline }), Caption({ value: hint, size: 'md' })],
      }),
    ],
  });
}

function createMoreRow(rows: number, total: number): ListViewItemNode[] {
  if (total <= rows) return [];
  const next = Math.min(PAGE_ROWS, total - rows);
  const child =
    rows < LIST_ROWS_MAX
      ? Button({ ...QUIET, id: 'more_button', key: 'more', label: `Show ${next} more`, onClickAction: showMore(rows) })
      : Caption({
          id: 'more_caption',
          value: `These are the first ${rows} of ${toCountLabel(total)}. Words narrow it down: “show tasks about milk”.`,
          size: 'md',
        });
  return [ListViewItem({ id: 'more_listviewitem', key: 'more', children: [child] })];
}
