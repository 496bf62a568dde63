import {
  Badge,
  Basic,
  Box,
  Button,
  Caption,
  Card,
  Chart,
  Checkbox,
  Col,
  DatePicker,
  Divider,
  Form,
  Icon,
  Image,
  Input,
  Label,
  ListView,
  ListViewItem,
  Markdown,
  RadioGroup,
  Row,
  Select,
  Spacer,
  Table,
  TableCell,
  TableRow,
  Text,
  Textarea,
  Title,
  Transition,
} from '../../../server/chatkit/widgets/builders.ts';

const go = { type: 'go', payload: { n: null }, handler: 'server', loadingBehavior: 'self', streaming: false } as const;

/** Three widgets that together hold every type of node, with most of their props. */
export function createGallery() {
  const card = Card({
    id: 'gallery_card',
    key: 'gallery',
    size: 'md',
    padding: { x: 4, top: '1rem' },
    background: { light: '#fff', dark: 'gray-900' },
    border: { top: { size: 1, color: 'subtle', style: 'dashed' }, x: 2 },
    status: { text: 'Just now', icon: 'check' },
    collapsed: false,
    asForm: true,
    confirm: { label: 'Save', action: go },
    cancel: { label: 'Cancel', action: { type: 'stop', handler: 'client' } },
    theme: 'dark',
    children: [
      Title({ value: 'Title', size: '3xl', weight: 'bold', textAlign: 'center', truncate: true }),
      Text({ id: 'text', value: 'Text', streaming: true, italic: true, lineThrough: false, size: 'sm', maxLines: 3 }),
      Text({ value: 'Edit me', editable: { name: 'note', autoFocus: true, pattern: '.+', required: true } }),
      Text({ value: 'Fixed', editable: false, minLines: 2, width: 120 }),
      Caption({ value: 'Caption', color: 'tertiary', size: 'lg' }),
      Markdown({ id: 'markdown', value: '**Hi**', streaming: true }),
      Badge({ label: 'New', color: 'discovery', variant: 'outline', size: 'lg', pill: false }),
      Icon({ name: 'lucide:rocket', color: { light: 'blue-500', dark: 'blue-300' }, size: '3xl' }),
      Image({
        src: 'https://example.com/a.png',
        alt: 'A',
        fit: 'scale-down',
        position: 'top left',
        size: 40,
        flush: true,
      }),
      Row({ gap: 2, wrap: 'wrap', justify: 'between', children: [Spacer(), Divider({ spacing: 2, flush: true })] }),
      Col({ align: 'stretch', flex: 1, radius: '4xl', aspectRatio: '16/9', margin: { y: 1 }, children: [] }),
      Box({ direction: 'row', border: { size: 1 }, maxWidth: '50%', children: [Spacer({ minSize: 8 })] }),
      Transition({ children: Text({ key: 'a', value: 'One of two' }) }),
      Form({
        direction: 'col',
        onSubmitAction: go,
        children: [
          Label({ value: 'Name', fieldName: 'person.name', weight: 'medium' }),
          Input({ name: 'person.name', inputType: 'email', required: true, gutterSize: 'xl', size: '3xs', pill: true }),
          Textarea({ name: 'about', rows: 2, autoResize: true, maxRows: 8, variant: 'soft' }),
          Select({
            name: 'color',
            options: [{ value: 'r', label: 'Red', description: 'warm', disabled: true }],
            onChangeAction: go,
            clearable: true,
            searchable: true,
          }),
          DatePicker({ name: 'day', min: '2025-01-01', side: 'left', align: 'end', variant: 'ghost', block: true }),
          Checkbox({ name: 'done', label: 'Done', defaultChecked: true, onChangeAction: go }),
          RadioGroup({ name: 'size', ariaLabel: 'Size', direction: 'col', options: [{ value: 's', label: 'S' }] }),
          Button({ label: 'Send', submit: true, style: 'secondary', color: 'caution', size: 'xs', iconStart: 'play' }),
        ],
      }),
      Table({
        children: [
          TableRow({
            header: true,
            children: [
              TableCell({ align: 'end', vAlign: 'start', colSpan: 2, colSize: 'xl', children: [Text({ value: 'x' })] }),
            ],
          }),
        ],
      }),
      Chart({
        data: [{ month: 'Jan', open: 1, done: null }],
        series: [
          { type: 'bar', dataKey: 'open', label: 'Open', stack: 'a' },
          { type: 'line', dataKey: 'done', curveType: 'stepAfter', color: 'green' },
          { type: 'area', dataKey: 'done', stack: 'a', curveType: 'natural' },
        ],
        xAxis: { dataKey: 'month', hide: true, labels: { Jan: 'January' } },
        showYAxis: true,
        height: 200,
      }),
    ],
  });
  const list = ListView({
    limit: 'auto',
    status: { text: '1 open', favicon: 'https://example.com/i.ico', frame: true },
    children: [
      ListViewItem({ key: '1', gap: 3, align: 'start', onClickAction: go, children: [Text({ value: 'Row' })] }),
    ],
  });
  const basic = Basic({
    gap: 2,
    direction: 'row',
    theme: 'light',
    children: [Caption({ value: 'Preview' }), Card({})],
  });
  return [card, list, basic];
}
