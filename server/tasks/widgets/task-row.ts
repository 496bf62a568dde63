import { Button, type ButtonNode, Caption, Col, Icon, Row, Text, type WidgetComponent } from '../../chatkit/index.ts';
import type { Task } from '../task.ts';
import { clip, toOneLine } from '../task-text.ts';
import { completeTask, deleteTask, openEdit, reopenTask } from './actions.ts';

const NOTES_CHARS = 160;

/** What a row shows: a task, or what is known of one that is gone. */
export type RowTask = Pick<Task, 'number' | 'title' | 'notes'> & { status: Task['status'] | 'deleted' };

/** The content of a task's row: status, title, and the buttons, which go below the title where it is narrow. */
export function createTaskRow(task: RowTask, buttons: WidgetComponent[] = []): WidgetComponent[] {
  const title = Col({
    flex: '1 1 11rem',
    minWidth: 0,
    gap: 0,
    children: [
      Text({
        value: task.title,
        ...(task.status === 'open' ? {} : { lineThrough: true, color: 'secondary' }),
      }),
      Caption({ value: toCaption(task), size: 'md' }),
    ],
  });
  return [
    statusIcon(task.status),
    buttons.length === 0
      ? title
      : Row({
          flex: 1,
          minWidth: 0,
          wrap: 'wrap',
          gap: 1,
          align: 'start',
          children: [title, Row({ gap: 1, wrap: 'wrap', children: buttons })],
        }),
  ];
}

/** Complete or Reopen, Edit and Delete; the first two change places without losing the focus. */
export function createTaskButtons(task: RowTask): ButtonNode[] {
  if (task.status === 'deleted') return [];
  return [createStatusButton(task), createEditButton(task.number), createDeleteButton(task.number)];
}

/** Complete or Reopen: one button to the eye of a client, so that the focus stays when one becomes the other. */
export function createStatusButton({ number, status }: RowTask): ButtonNode {
  const key = `status_${number}`;
  return status === 'done'
    ? Button({ ...QUIET, id: `reopen_${number}_button`, key, label: 'Reopen', onClickAction: reopenTask(number) })
    : Button({
        ...QUIET,
        id: `complete_${number}_button`,
        key,
        label: 'Complete',
        variant: 'soft',
        iconStart: 'check',
        onClickAction: completeTask(number),
      });
}

export function createDeleteButton(number: number): ButtonNode {
  return Button({ ...QUIET, id: `delete_${number}_button`, label: 'Delete', onClickAction: deleteTask(number) });
}

function createEditButton(number: number): ButtonNode {
  return Button({ ...QUIET, id: `edit_${number}_button`, label: 'Edit', onClickAction: openEdit(number) });
}

/** Twenty rows of buttons must not shout. */
export const QUIET = { size: 'sm', variant: 'ghost', color: 'secondary', pill: true } as const;

function statusIcon(status: RowTask['status']): WidgetComponent {
  if (status === 'done') return Icon({ name: 'check-circle-filled', color: 'success', size: 'lg' });
  return Icon({ name: status === 'open' ? 'empty-circle' : 'dot', color: 'tertiary', size: 'lg' });
}

function toCaption({ number, status, notes }: RowTask): string {
  const parts = [`#${number}`];
  if (status !== 'open') parts.push(status === 'done' ? 'Done' : 'Deleted');
  if (notes && status !== 'deleted') parts.push(clip(toOneLine(notes), NOTES_CHARS));
  return parts.join(' · ');
}
