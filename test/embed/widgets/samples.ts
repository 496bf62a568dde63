// Widgets as the task server sends them.

interface SampleTask {
  number: number;
  title: string;
  notes?: string;
  done?: boolean;
}

export const TASKS: SampleTask[] = [
  { number: 1, title: 'Buy groceries', notes: 'Milk, eggs, bread and the good coffee' },
  { number: 2, title: 'Call the dentist' },
  { number: 3, title: 'Send the signed contract back to Helena before Friday afternoon, together with the annex' },
  { number: 4, title: 'Water the plants', done: true },
  { number: 5, title: 'Plan the team offsite', notes: 'Budget first' },
  { number: 6, title: 'Renew passport' },
];

const QUIET = { type: 'Button', size: 'sm', variant: 'ghost', color: 'secondary', pill: true };
const toAction = (verb: string, number: number, rest: object = {}) => ({
  type: `tasks.${verb}`,
  payload: { number },
  ...rest,
});

export function taskRow(task: SampleTask) {
  return { type: 'ListViewItem', key: `task_${task.number}`, align: 'start', gap: 2, children: taskContent(task) };
}

/** The same in a card. */
export function cardRow(task: SampleTask) {
  return { type: 'Row', key: `task_${task.number}`, align: 'start', gap: 2, children: taskContent(task) };
}

export function taskContent({ number, title, notes, done }: SampleTask) {
  return [
    {
      type: 'Icon',
      name: done ? 'check-circle-filled' : 'empty-circle',
      color: done ? 'success' : 'tertiary',
      size: 'lg',
    },
    {
      type: 'Row',
      flex: 1,
      minWidth: 0,
      wrap: 'wrap',
      gap: 1,
      align: 'start',
      children: [
        {
          type: 'Col',
          flex: '1 1 11rem',
          minWidth: 0,
          gap: 0,
          children: [
            { type: 'Text', value: title, ...(done && { lineThrough: true, color: 'secondary' }) },
            {
              type: 'Caption',
              value: [`#${number}`, ...(done ? ['Done'] : []), ...(notes ? [notes] : [])].join(' · '),
              size: 'md',
            },
          ],
        },
        {
          type: 'Row',
          gap: 1,
          wrap: 'wrap',
          children: [
            done
              ? { ...QUIET, key: `status_${number}`, label: 'Reopen', onClickAction: toAction('reopen', number) }
              : {
                  ...QUIET,
                  key: `status_${number}`,
                  label: 'Complete',
                  variant: 'soft',
                  iconStart: 'check',
                  onClickAction: toAction('complete', number),
                },
            { ...QUIET, label: 'Edit', onClickAction: toAction('edit', number, { streaming: false }) },
            { ...QUIET, label: 'Delete', onClickAction: toAction('delete', number) },
          ],
        },
      ],
    },
  ];
}

export function editForm({ number, title, notes }: SampleTask) {
  return {
    type: 'Form',
    key: `edit_${number}`,
    flex: 1,
    minWidth: 0,
    gap: 2,
    onSubmitAction: toAction('save', number),
    children: [
      { type: 'Label', value: `Title of #${number}`, fieldName: 'title' },
      {
        type: 'Input',
        name: 'title',
        defaultValue: title,
        required: true,
        placeholder: 'What is to be done?',
        autoFocus: true,
      },
      { type: 'Label', value: 'Notes', fieldName: 'notes' },
      {
        type: 'Textarea',
        name: 'notes',
        defaultValue: notes ?? '',
        rows: 2,
        autoResize: true,
        maxRows: 8,
        placeholder: 'Details, links, anything (optional)',
      },
      {
        type: 'Row',
        gap: 1,
        wrap: 'wrap',
        children: [
          { ...QUIET, label: 'Save', submit: true, variant: 'solid', color: 'primary' },
          { ...QUIET, label: 'Cancel', onClickAction: toAction('cancel_edit', number, { streaming: false }) },
        ],
      },
    ],
  };
}

export function editRow(task: SampleTask) {
  return { type: 'ListViewItem', key: `task_${task.number}`, align: 'start', gap: 2, children: [editForm(task)] };
}

export function taskList(rows: unknown[] = TASKS.map(taskRow), open = 5) {
  return {
    type: 'ListView',
    limit: 0,
    children: [
      {
        type: 'ListViewItem',
        key: 'header',
        children: [
          { type: 'Title', value: 'All tasks', size: 'sm' },
          { type: 'Badge', label: String(open) },
        ],
      },
      ...rows,
    ],
  };
}

export function addedCard(task: SampleTask) {
  return { type: 'Card', size: 'md', children: [{ type: 'Title', value: 'Task added', size: 'sm' }, cardRow(task)] };
}

export const DELETE_CARD = {
  type: 'Card',
  size: 'md',
  children: [
    { type: 'Title', value: 'Delete this task?', size: 'sm' },
    {
      type: 'Row',
      align: 'start',
      gap: 2,
      children: [
        { type: 'Icon', name: 'empty-circle', color: 'tertiary', size: 'lg' },
        {
          type: 'Col',
          flex: '1 1 11rem',
          minWidth: 0,
          gap: 0,
          children: [
            { type: 'Text', value: 'Renew passport' },
            { type: 'Caption', value: '#6', size: 'md' },
          ],
        },
      ],
    },
    { type: 'Caption', value: 'This cannot be undone.', size: 'md' },
    {
      type: 'Row',
      gap: 2,
      wrap: 'wrap',
      children: [
        {
          type: 'Button',
          label: 'Confirm delete',
          color: 'danger',
          size: 'md',
          onClickAction: { type: 'tasks.confirm_delete', payload: {}, loadingBehavior: 'container' },
        },
        {
          type: 'Button',
          label: 'Cancel',
          variant: 'ghost',
          color: 'secondary',
          size: 'md',
          onClickAction: { type: 'tasks.cancel_delete', payload: {}, loadingBehavior: 'container' },
        },
      ],
    },
  ],
};

export const CONFIRM = {
  type: 'Card',
  size: 'sm',
  status: { text: 'Waiting for you', icon: 'circle-question' },
  confirm: { label: 'Send', action: { type: 'mail.send', payload: { id: 3 } } },
  cancel: { label: 'Discard', action: { type: 'mail.discard', payload: { id: 3 } } },
  children: [
    { type: 'Title', value: 'Send this message?', size: 'sm' },
    { type: 'Text', value: 'To Helena, with the contract and its annex.', color: 'secondary' },
  ],
};

export const EMPTY = taskList(
  [
    {
      type: 'ListViewItem',
      key: 'empty',
      gap: 3,
      children: [
        { type: 'Icon', name: 'confetti', color: 'tertiary', size: 'xl' },
        {
          type: 'Col',
          flex: 1,
          minWidth: 0,
          gap: 0,
          children: [
            { type: 'Text', value: 'Nothing is open' },
            { type: 'Caption', value: 'Enjoy it, or write: “add task: buy groceries”.', size: 'md' },
          ],
        },
      ],
    },
  ],
  0,
);

const textCell = (value: string, more: object = {}) => ({
  type: 'Table.Cell',
  children: [{ type: 'Text', value }],
  ...more,
});
const captionCell = (value: string, more: object = {}) => ({
  type: 'Table.Cell',
  children: [{ type: 'Caption', value }],
  ...more,
});
const order = (name: string, status: string, color: string, total: string) => ({
  type: 'Table.Row',
  children: [
    textCell(name),
    { type: 'Table.Cell', children: [{ type: 'Badge', label: status, color }] },
    textCell(total, { align: 'end' }),
  ],
});

export const ORDERS = {
  type: 'Card',
  size: 'md',
  children: [
    { type: 'Title', value: 'Your orders', size: 'sm' },
    {
      type: 'Table',
      children: [
        {
          type: 'Table.Row',
          header: true,
          children: [captionCell('Order'), captionCell('Status'), captionCell('Total', { align: 'end' })],
        },
        order('Coffee beans', 'Shipped', 'success', '€ 24.00'),
        order('Filter paper', 'Open', 'info', '€ 3.50'),
        {
          type: 'Table.Row',
          children: [textCell('Sum', { colSpan: 2 }), textCell('€ 27.50', { align: 'end' })],
        },
      ],
    },
  ],
};

/** A form of the fields that are chosen from. */
export const BOOKING = {
  type: 'Card',
  size: 'md',
  asForm: true,
  confirm: { label: 'Book', action: { type: 'book', payload: {} } },
  children: [
    { type: 'Title', value: 'Book a table', size: 'sm' },
    { type: 'Label', value: 'Day', fieldName: 'day' },
    { type: 'DatePicker', name: 'day', min: '2026-03-01', max: '2026-12-31', defaultValue: '2026-05-04' },
    { type: 'Label', value: 'Where', fieldName: 'room' },
    {
      type: 'RadioGroup',
      name: 'room',
      required: true,
      options: [
        { value: 'in', label: 'Inside' },
        { value: 'out', label: 'On the terrace' },
        { value: 'bar', label: 'At the bar', disabled: true },
      ],
    },
  ],
};
