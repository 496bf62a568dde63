import { Button, type ButtonNode } from '../../chatkit/index.ts';
import { clip } from '../task-text.ts';
import type { ChoicesView } from '../view.ts';
import { updateChosenTask } from './actions.ts';
import { createDeleteButton, createStatusButton, QUIET, type RowTask } from './task-row.ts';

const LABEL_CHARS = 32;

/** The button that does to this task what was asked for. */
export function createChoiceButtons(task: RowTask, { verb, changes }: ChoicesView): ButtonNode[] {
  if (task.status === 'deleted') return [];
  switch (verb) {
    // One that is done already can be reopened, and the other way round: the click is undone where it was made.
    case 'complete':
    case 'reopen':
      return [createStatusButton(task)];
    case 'delete':
      return [createDeleteButton(task.number)];
    case 'update':
      return [
        Button({
          ...QUIET,
          id: `update_${task.number}_button`,
          variant: 'soft',
          label: changes?.title ? `Rename to “${clip(changes.title, LABEL_CHARS)}”` : 'Change its notes',
          onClickAction: updateChosenTask(task.number),
        }),
      ];
  }
}
