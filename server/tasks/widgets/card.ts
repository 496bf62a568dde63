import { Caption, Card, type CardNode, Col, Row, Title, type WidgetComponent } from '../../chatkit/index.ts';
import type { CardView, ChoicesView, Edit } from '../view.ts';
import { createChoiceButtons } from './choice-buttons.ts';
import { createEditForm } from './edit-form.ts';
import { createStatusButton, createTaskButtons, createTaskRow, type RowTask } from './task-row.ts';

/** What happened to one task or several, with what can be done next. */
export function createResultCard(card: CardView, tasks: RowTask[], { focus }: { focus: boolean }): CardNode {
  const toButtons = (task: RowTask) => {
    if (task.status === 'deleted') return [];
    return card.heading === 'Completed' ? [createStatusButton(task)] : createTaskButtons(task);
  };
  return createTaskCard({
    title: toCardTitle(card),
    tasks,
    edit: card.edit,
    focus,
    toButtons,
    captions: [...toRest(card), ...(card.note ? [card.note] : [])],
  });
}

/** Tasks that may be meant; each row's button does what was asked for. */
export function createChoicesCard(choices: ChoicesView, tasks: RowTask[], { focus }: { focus: boolean }): CardNode {
  const { match, total, words } = choices;
  return createTaskCard({
    title: match === 'many' ? 'Which one?' : `No task is called “${words}”`,
    subtitle: match === 'many' ? `${total} tasks match “${words}”.` : 'Is it one of these?',
    tasks,
    edit: choices.edit,
    focus,
    toButtons: (task) => createChoiceButtons(task, choices),
    captions: toRest(choices),
  });
}

/** “Task added”, “3 tasks added”. */
export function toCardTitle({ heading, total }: Pick<CardView, 'heading' | 'total'>): string {
  return total === 1 ? `Task ${heading.toLowerCase()}` : `${total} tasks ${heading.toLowerCase()}`;
}

/** Rows in a card, for tasks that are only named. */
export function createPlainRows(tasks: RowTask[]): WidgetComponent[] {
  return tasks.map((task) => createRow(task, createTaskRow(task)));
}

/** “and 12 more”, when not every task is named. */
export function toRest({ tasks, total }: { tasks: unknown[]; total: number }): string[] {
  return total > tasks.length ? [`and ${total - tasks.length} more`] : [];
}

function createTaskCard(props: {
  title: string;
  subtitle?: string;
  tasks: RowTask[];
  edit: Edit | undefined;
  focus: boolean;
  toButtons(task: RowTask): WidgetComponent[];
  captions: string[];
}): CardNode {
  const { title, subtitle, tasks, edit, focus, toButtons, captions } = props;
  return Card({
    size: 'md',
    children: [
      Title({ id: 'card_title', value: title, size: 'sm' }),
      ...(subtitle ? [Caption({ id: 'subtitle_caption', value: subtitle, size: 'md' })] : []),
      Col({
        gap: 3,
        children: tasks.map((task) =>
          createRow(
            task,
            edit?.number === task.number ? [createEditForm(edit, { focus })] : createTaskRow(task, toButtons(task)),
          ),
        ),
      }),
      ...captions.map((value, index) => Caption({ id: `note_${index + 1}_caption`, value, size: 'md' })),
    ],
  });
}

function createRow({ number }: RowTask, children: WidgetComponent[]): WidgetComponent {
  return Row({ id: `task_${number}_row`, key: `task_${number}`, align: 'start', gap: 2, children });
}
