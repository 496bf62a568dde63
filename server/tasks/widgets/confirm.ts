import { Button, Caption, Card, type CardNode, Row, Title } from '../../chatkit/index.ts';
import type { ConfirmView } from '../view.ts';
import { cancelDelete, confirmDelete } from './actions.ts';
import { createPlainRows, toRest } from './card.ts';

/** The question before tasks are deleted, and what became of it. */
export function createConfirmCard(view: ConfirmView): CardNode {
  const asked = view.state === 'asked';
  const total = view.state === 'deleted' ? (view.deleted ?? 0) : view.numbers.length;
  const rows = view.tasks.map((task) => (view.state === 'deleted' ? { ...task, status: 'deleted' as const } : task));
  const captions = [
    ...(rows.length > 0 ? toRest({ tasks: rows, total }) : []),
    ...(view.note ? [view.note] : []),
    ...(asked ? ['This cannot be undone.'] : []),
  ];
  return Card({
    size: 'md',
    children: [
      Title({ id: 'confirm_title', value: toConfirmTitle(view), size: 'sm' }),
      ...createPlainRows(rows),
      ...captions.map((value, index) => Caption({ id: `note_${index + 1}_caption`, value, size: 'md' })),
      ...(asked ? [createButtons()] : []),
    ],
  });
}

/** “Delete this task?”, “3 tasks deleted”, “Nothing was deleted”. */
export function toConfirmTitle({ state, numbers, deleted = 0 }: ConfirmView): string {
  switch (state) {
    case 'asked':
      return numbers.length === 1 ? 'Delete this task?' : `Delete these ${numbers.length} tasks?`;
    case 'kept':
      return 'Nothing was deleted';
    case 'deleted':
      if (deleted === 0) return numbers.length === 1 ? 'This task was gone already' : 'These tasks were gone already';
      return deleted === 1 ? 'Task deleted' : `${deleted} tasks deleted`;
  }
}

function createButtons() {
  return Row({
    gap: 2,
    wrap: 'wrap',
    children: [
      Button({
        id: 'confirm_delete_button',
        label: 'Confirm delete',
        color: 'danger',
        size: 'md',
        onClickAction: confirmDelete(),
      }),
      Button({
        id: 'cancel_delete_button',
        label: 'Cancel',
        variant: 'ghost',
        color: 'secondary',
        size: 'md',
        onClickAction: cancelDelete(),
      }),
    ],
  });
}
