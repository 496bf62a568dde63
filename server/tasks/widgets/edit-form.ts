import { Button, Form, Input, Label, Row, Text, Textarea, type WidgetComponent } from '../../chatkit/index.ts';
import type { Edit } from '../view.ts';
import { closeEdit, saveEdit } from './actions.ts';
import { QUIET } from './task-row.ts';

/** The form that stands in a task's row while it is edited. `focus`: it was opened by this very click. */
export function createEditForm(edit: Edit, { focus }: { focus: boolean }): WidgetComponent {
  const { number, updatedAt, title, notes, problem, gone } = edit;
  return Form({
    id: `edit_${number}_form`,
    key: `edit_${number}`,
    flex: 1,
    minWidth: 0,
    gap: 2,
    onSubmitAction: saveEdit(number, updatedAt),
    children: [
      Label({ value: `Title of #${number}`, fieldName: 'title' }),
      Input({
        id: `title_${number}_input`,
        name: 'title',
        defaultValue: title,
        required: true,
        placeholder: 'What is to be done?',
        ...(focus ? { autoFocus: true } : {}),
      }),
      Label({ value: 'Notes', fieldName: 'notes' }),
      Textarea({
        id: `notes_${number}_textarea`,
        name: 'notes',
        defaultValue: notes,
        placeholder: 'Details, links, anything (optional)',
        rows: 2,
        autoResize: true,
        maxRows: 8,
      }),
      ...(problem ? [Text({ id: `problem_${number}_text`, value: problem, color: 'danger', size: 'sm' })] : []),
      Row({
        gap: 1,
        wrap: 'wrap',
        children: [
          ...(gone
            ? []
            : [
                Button({
                  ...QUIET,
                  id: `save_${number}_button`,
                  label: 'Save',
                  submit: true,
                  variant: 'solid',
                  color: 'primary',
                }),
              ]),
          Button({
            ...QUIET,
            id: `cancel_${number}_button`,
            label: gone ? 'Close' : 'Cancel',
            onClickAction: closeEdit(number),
          }),
        ],
      }),
    ],
  });
}
