import * as sample from '../samples.ts';

const MARKDOWN = `# One
## Two
Some *em*, **strong**, ~~gone~~ and \`code\` with a [link](https://example.com/a), https://bare.example and
a break.

> Quoted
> > twice

- one
  1. inner
  2. list
- [x] done
- [ ] open

| a | b |
|:-:|--:|
| 1 | 2 |

---
\`\`\`ts
const x = 1;
\`\`\``;

const SIZES = ['xs', 'md', '3xl'];
const COLORS = ['primary', 'secondary', 'info', 'discovery', 'success', 'caution', 'warning', 'danger'];
const action = (type: string, more: object = {}) => ({ type: `tasks.${type}`, payload: { number: 5 }, ...more });

const FORM = {
  type: 'Card',
  asForm: true,
  confirm: { label: 'Save it', action: action('save') },
  cancel: { label: 'Leave it', action: action('leave') },
  status: { text: 'Editing', icon: 'write' },
  collapsed: false,
  children: [
    { type: 'Label', value: 'Title', fieldName: 'task.title' },
    { type: 'Input', name: 'task.title', required: true, placeholder: 'What?' },
    { type: 'Input', name: 'soft', variant: 'soft', size: 'xl', pill: true, gutterSize: 'xs', defaultValue: 'b' },
    { type: 'Textarea', name: 'notes', autoResize: true, rows: 2, defaultValue: 'line' },
    { type: 'Select', name: 'pick', options: [{ value: 'a', label: 'A' }], clearable: true, block: true },
    { type: 'DatePicker', name: 'day', defaultValue: '2026-03-04', min: '2026-01-01' },
    { type: 'Checkbox', name: 'sure', label: 'Sure', defaultChecked: true },
    {
      type: 'RadioGroup',
      name: 'way',
      direction: 'col',
      options: ['x', 'y'].map((value) => ({ value, label: value })),
    },
    { type: 'Text', value: 'change me', editable: { name: 'free' }, maxLines: 1 },
  ],
};

const LOOKS = sample.card(
  { type: 'Title', value: 'Title', size: 'lg', color: 'emphasis' },
  { type: 'Caption', value: 'Caption', textAlign: 'end' },
  { type: 'Text', value: 'Text', italic: true, weight: 'bold', color: { light: 'blue-300', dark: '#abc' } },
  { type: 'Text', value: 'Struck out, and rather long for its one line', lineThrough: true, truncate: true, width: 90 },
  { type: 'Text', value: 'Clamped\nto\ntwo', maxLines: 2, color: 'danger' },
  { type: 'Markdown', value: MARKDOWN },
  { type: 'Divider', flush: true, spacing: 2 },
  {
    type: 'Row',
    wrap: 'wrap',
    children: COLORS.flatMap((color) => [
      { type: 'Badge', label: color, color, variant: 'outline' },
      { type: 'Badge', label: color, color, variant: 'solid', size: 'lg', pill: false },
    ]),
  },
  {
    type: 'Row',
    wrap: 'wrap',
    children: COLORS.flatMap((color) =>
      ['solid', 'soft', 'outline', 'ghost'].map((variant) => ({
        type: 'Button',
        label: `${color} ${variant}`,
        color,
        variant,
        onClickAction: action('look'),
      })),
    ),
  },
  {
    type: 'Row',
    children: SIZES.flatMap((size) => [
      { type: 'Button', size, iconStart: 'plus', uniform: true, onClickAction: action('look') },
      { type: 'Icon', name: 'star-filled', size, color: 'tertiary' },
    ]),
  },
  {
    type: 'Box',
    direction: 'row',
    padding: { x: 2, top: 1 },
    border: { bottom: { size: 2, style: 'dashed', color: 'strong' } },
    background: 'surface-tertiary',
    radius: 'xl',
    justify: 'between',
    children: [{ type: 'Text', value: 'in a box' }, { type: 'Spacer' }, { type: 'Divider', color: 'subtle' }],
  },
  { type: 'Transition', children: { type: 'Image', src: 'data:image/gif;base64,R0lGODlhAQABAAAAACw=', alt: 'A dot' } },
  {
    type: 'Table',
    children: [
      { type: 'Table.Row', header: true, children: [cell('Name'), cell('Count', { align: 'end' })] },
      { type: 'Table.Row', children: [cell('Milk', { vAlign: 'end', colSize: 'lg' }), cell('2', { align: 'end' })] },
    ],
  },
);

const CHART = {
  type: 'Chart',
  xAxis: { dataKey: 'day', labels: { mon: 'Monday' } },
  showYAxis: true,
  data: [
    { day: 'mon', a: 1, b: 4, c: -2 },
    { day: 'tue', a: 3, b: 2, c: 1 },
  ],
  series: [
    { type: 'bar', dataKey: 'a', label: 'A', stack: 's' },
    { type: 'bar', dataKey: 'b', label: null, stack: 's', color: 'green' },
    { type: 'line', dataKey: 'c', label: 'C', curveType: 'step' },
    { type: 'area', dataKey: 'a', label: 'Again' },
  ],
};

const LIST = {
  type: 'ListView',
  status: { text: 'Five rows', favicon: 'data:image/gif;base64,R0lGODlhAQABAAAAACw=' },
  children: Array.from({ length: 5 }, (_, index) => ({
    type: 'ListViewItem',
    ...(index === 1 && { onClickAction: action('open') }),
    children: [
      { type: 'Icon', name: 'empty-circle' },
      { type: 'Text', value: `Row ${index}` },
      ...(index === 0 ? [sample.button('At once', { streaming: false, payload: { number: 1 } })] : []),
    ],
  })),
};

function cell(value: string, more: object = {}) {
  return { type: 'Table.Cell', children: [{ type: 'Text', value }], ...more };
}

const base = { thread_id: 'thr_1', created_at: '2026-01-02T03:04:05Z' };

/** Every kind of item, and every kind of widget. */
export const ITEMS = [
  sample.userMessage('u1', 'Show me\neverything'),
  sample.assistantMessage('a1', MARKDOWN, 'Second part'),
  {
    ...sample.assistantMessage('a2'),
    content: [
      {
        type: 'output_text',
        text: 'With a source',
        annotations: [{ type: 'annotation', source: { type: 'url', url: 'https://example.com', title: 'Example' } }],
      },
    ],
  },
  sample.widgetItem('w1', LOOKS),
  sample.widgetItem('w2', FORM),
  sample.widgetItem('w3', LIST),
  sample.widgetItem('w5', sample.card(CHART)),
  sample.widgetItem('w4', { type: 'Basic', theme: 'dark', children: [{ type: 'Text', value: 'Basic, and dark' }] }),
  { ...base, type: 'generated_image', id: 'g1', image: { id: 'i', url: 'data:image/gif;base64,R0lGODlhAQABAAAAACw=' } },
  {
    ...base,
    type: 'workflow',
    id: 'f1',
    workflow: {
      type: 'custom',
      expanded: true,
      summary: { duration: 3 },
      tasks: [{ type: 'thought', title: 'Think', content: 'about *it*', status_indicator: 'complete' }],
    },
  },
  { ...base, type: 'task', id: 't1', task: { type: 'web_search', title: 'Search', sources: [] } },
  sample.assistantMessage('a9', 'The end of it'),
];

export const THREADS = [sample.thread('thr_2', { title: 'Garden' }), sample.thread('thr_1', { title: 'Groceries' })];
