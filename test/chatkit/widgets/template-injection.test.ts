import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WidgetTemplate } from '../../../server/chatkit/widgets/template.ts';

// Python's SDK prints values as they are, so that data can write JSON (D56 of the recordings). Here the template alone says
// where a string begins and ends.

const build = (children: string, data: object, before = '') => {
  const template = `${before}{"type":"Card","children":[${children}]}`;
  return WidgetTemplate.parse({ version: '1.0', name: 'Test', template }).build(data);
};
const text = (value: string) => `{"type":"Text","value":${value}}`;

/** Ways to print a value, and what becomes of it. */
const WAYS: [string, string, string, (value: string) => string][] = [
  ['by tojson', '', text('{{ (v) | tojson }}'), (value) => value],
  ['by tojson with options', '', text('{{ v | tojson(indent=2) }}'), (value) => value],
  ['inside of a string', '', text('"{{ v }}"'), (value) => value],
  ['bare', '', text('{{ v }}'), (value) => value],
  ['by safe', '', text('"{{ v | safe }}"'), (value) => value],
  ['in the midst of a string', '', text('"a {{ v }}\\n{{ v }}"'), (value) => `a ${value}\n${value}`],
  ['by tojson inside of a string', '', text('"{{ v | tojson }}"'), (value) => JSON.stringify(value)],
  ['joined', '', text('"{{ "a " ~ v ~ " b" }}"'), (value) => `a ${value} b`],
  ['joined, by tojson', '', text('{{ ("a" + v) | tojson }}'), (value) => `a${value}`],
  ['sliced', '', text('"{{ ("ab" ~ v)[1:] }}"'), (value) => `b${value}`],
  ['through a filter', '', text('"{{ v | string }}"'), (value) => value],
  ['through a condition', '', text('"{{ v if v is string else 0 }}"'), (value) => value],
  ['through a loop', '', '{% for x in [v] %}{"type":"Text","value":"{{ x }}"}{% endfor %}', (value) => value],
  ['captured as JSON', '', `{% set c %},${text('"{{ v }}"')}{% endset %}{{ c[1:] }}`, (value) => value],
  ['captured as text', '{% set c %}a {{ v }}{% endset %}', text('{{ c | tojson }}'), (value) => `a ${value}`],
  [
    'captured as text, printed in a string',
    '{% set c %}a {{ v }}{% endset %}',
    text('"{{ c }}"'),
    (value) => `a ${value}`,
  ],
  [
    'captured twice',
    '',
    `{% set c %}{% set d %}${text('{{ v }}')}{% endset %}{{ d }}{% endset %}{{ c }}`,
    (value) => value,
  ],
  ['by a macro', `{% macro m(x) %}${text('"{{ x }}"')}{% endmacro %}`, '{{ m(v) }}', (value) => value],
  ['by a macro in a string', '{% macro m(x) %}<{{ x }}>{% endmacro %}', text('"{{ m(v) }}"'), (value) => `<${value}>`],
  [
    'by a call block',
    `{% macro m() %}${text('"{{ caller() }}"')}{% endmacro %}`,
    '{% call m() %}{{ v }}{% endcall %}',
    (value) => value,
  ],
  ['by a method', '{% set o = {"k": v} %}', text('"{{ o.get("k") }}"'), (value) => value],
  ['as a literal object', '', '{{ {"type": "Text", "value": v} | tojson }}', (value) => value],
  ['in a namespace', '{% set ns = namespace(x="") %}{% set ns.x = ns.x ~ v %}', text('"{{ ns.x }}"'), (value) => value],
];

const hostile = fc.oneof(
  fc.constantFrom(
    'a", "weight": "bold',
    '"}]}',
    '\\',
    '\\"',
    '"},{"type":"Button","label":"x"},{"type":"Text","value":"',
    ',true,',
    '{{ 7 * 7 }}{% set v = 1 %}',
    '\ue0000\ue000',
    '\ue0001\ue000\ue0010\ue001',
    '\u0000\u2028\ud800',
    '__proto__',
  ),
  fc.string({
    unit: fc.constantFrom('"', '\\', ',', '{', '}', '[', ']', ':', '%', '\n', '\ue000', '0', 'a', 'é', '\udc00'),
  }),
  fc.string({ unit: 'binary' }),
);

describe('a value of the data', () => {
  it.each(WAYS)('is text and no structure, printed %s', (_, before, children, expected) => {
    fc.assert(
      fc.property(hostile, (v) => {
        expect(build(children, { v }, before)).toEqual({
          type: 'Card',
          children: [{ type: 'Text', value: expected(v) }],
        });
      }),
      { numRuns: 150 },
    );
  });

  it('is written as JSON where it stands bare, and as text in a string, whatever its type [template-no-injection]', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (v) => {
        const value: unknown = JSON.parse(JSON.stringify(v));
        const inText = typeof v === 'string' ? v : v === null ? '' : JSON.stringify(value);
        const widget = build('', { v }, '{% set c = v %}').type;

        expect(widget).toBe('Card');
        expect(payloadOf('{{ v }}', v)).toEqual(value);
        expect(payloadOf('{{ v | tojson }}', v)).toEqual(value);
        expect(payloadOf('"{{ v }}"', v)).toEqual(inText);
        expect(payloadOf('[{{ v }},{{ v }}]', v)).toEqual([value, value]);
      }),
      { numRuns: 300 },
    );
  });

  it('adds no member to a list that it stands in', () => {
    expect(payloadOf('["{{ v | tojson }}"]', ',true,')).toEqual(['",true,"']);
  });
});

function payloadOf(printed: string, v: unknown): unknown {
  const button = `{"type":"Button","onClickAction":{"type":"go","payload":${printed}}}`;
  const { children } = build(button, { v });
  const [node] = children ?? [];
  return node && 'onClickAction' in node ? node.onClickAction?.payload : undefined;
}
