import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { WidgetTemplate, WidgetTemplateError } from '../../../server/chatkit/widgets/template.ts';
import { AGENDA, ORDERS } from './templates.ts';

const run = promisify(execFile);
const define = (template: string, more: object = {}) => ({ version: '1.0', name: 'Test', template, ...more });
/** A template of which one value is of interest. */
const printing = (expression: string, value = `{{ (${expression}) | tojson }}`) => {
  return define(`{"type":"Card","probe":${value}}`);
};
/** What such a template makes of the value. */
function probe(definition: object, data: object = {}): unknown {
  return (WidgetTemplate.parse(definition).build(data) as { probe?: unknown }).probe;
}

function faultOf(work: () => unknown): WidgetTemplateError {
  try {
    work();
  } catch (error) {
    if (error instanceof WidgetTemplateError) return error;
    throw error;
  }
  throw new Error('Expected a fault.');
}

describe('WidgetTemplate', () => {
  it('builds what Studio exports: lists, conditions, captures in captures', () => {
    const template = WidgetTemplate.parse(ORDERS);
    const orders = [
      { id: 'o1', title: 'Two "big" boxes', done: false, tags: ['new', 'gift'] },
      { id: 'o2', title: '', done: true, tags: [] },
    ];

    expect(template.name).toBe('Orders');
    expect(template.build({ orders, selected: null })).toEqual({
      type: 'ListView',
      status: { text: '2 orders' },
      children: [
        {
          type: 'ListViewItem',
          key: '0',
          onClickAction: { type: 'orders.open', payload: { id: 'o1' } },
          children: [
            { type: 'Text', value: 'Two "big" boxes', color: 'emphasis' },
            { type: 'Badge', label: 'new' },
          ],
        },
        { type: 'ListViewItem', key: '1', children: [{ type: 'Text', value: '(No title)', color: 'tertiary' }] },
        {
          type: 'ListViewItem',
          key: 'more',
          children: [{ type: 'Button', label: 'More', disabled: false }],
        },
      ],
    });
    expect(template.build({ orders: [], selected: 'o1' })).toMatchObject({
      status: { text: '0 orders' },
      children: [{ key: 'more', children: [{ disabled: true }] }],
    });
  });

  it('builds what people write by hand, and leaves the data as it was', () => {
    const days = [{ label: 'Monday', events: [{ id: 'a', title: 'Stand-up' }] }, { label: 'Tuesday' }];
    const template = WidgetTemplate.parse(AGENDA);
    const row = (key: string, child: object) => ({ type: 'ListViewItem', key, children: [child] });
    const widget = {
      type: 'ListView',
      limit: 6,
      children: [
        row('Monday-header', { type: 'Title', value: 'Monday' }),
        row('a', { type: 'Badge', label: 'Stand-up', color: 'info' }),
        row('Tuesday-header', { type: 'Title', value: 'Tuesday' }),
      ],
    };

    expect(template.build({ days, selected: 'a' })).toEqual(widget);
    expect(template.build({ days, selected: 'a' })).toEqual(widget);
    expect(template.build()).toEqual({ type: 'ListView', limit: 6, children: [] });
    expect(days).toHaveLength(2);
  });

  it.each<[string, string, object, unknown]>([
    ['joins text and numbers', '"Order " ~ order.id ~ " (" ~ n ~ ")"', { order: { id: 'A1' }, n: 2 }, 'Order A1 (2)'],
    ['joins nothing for null', '"a" ~ x', { x: null }, 'a'],
    ['calculates', '(n + 1) * 2 - 3', { n: 4 }, 7],
    ['divides', '16 / 6', {}, 16 / 6],
    ['takes the first that counts', 'a or b or "none"', { a: '', b: 0 }, 'none'],
    ['chooses', '"one" if n == 1 else "many"', { n: 2 }, 'many'],
    ['compares a number with its digits as different', 'n == "1"', { n: 1 }, false],
    ['compares 0 with the empty text as different', 'n == ""', { n: 0 }, false],
    ['compares lists by their members', 'a != [1, {"b": none}]', { a: [1, { b: null }] }, false],
    ['compares sizes', 'n >= 3 and n < 9 and not off', { n: 3, off: false }, true],
    ['counts', '(xs | length) ~ (s | length) ~ (o | length)', { xs: [1, 2], s: 'abc', o: { a: 1 } }, '231'],
    ['takes an empty list for false', '1 if xs else 2', { xs: [] }, 2],
    [
      'reads members by name, number and from the end',
      '[o["k"], xs[0], xs[-1]]',
      { o: { k: 1 }, xs: [2, 3] },
      [1, 2, 3],
    ],
    ['reads a member before a method of its name', 'o.items', { o: { items: 5 } }, 5],
    ['slices text', 's[1:3] ~ s[:1] ~ s[-1:]', { s: 'abcd' }, 'bcad'],
    ['joins lists', 'xs | join(", ")', { xs: ['a', 'b'] }, 'a, b'],
    ['changes case', '(s | upper) ~ (s | capitalize)', { s: 'ab' }, 'ABAb'],
    ['finds members', '"a" in xs and "b" in s and "c" in o', { xs: ['a'], s: 'abc', o: { c: 1 } }, true],
    ['counts up', 'range(2, 5) | list', {}, [2, 3, 4]],
    ['writes Python names of constants', '[True, False, None]', {}, [true, false, null]],
    ['keeps constants, whatever the data says', '[true, none]', { true: 1, none: 2 }, [true, null]],
    ['gives data before functions of a name', 'namespace ~ range', { namespace: 'a', range: 'b' }, 'ab'],
    [
      'asks whether something is there',
      '[a is defined, b is undefined, o.c is defined]',
      { a: null, o: {} },
      [true, true, false],
    ],
    [
      'falls back where nothing is there',
      '[a | default("x"), b | default("y"), o.c | default(1)]',
      { a: null, o: {} },
      [null, 'y', 1],
    ],
    ['asks for null', '[a is none, b is not none]', { a: null, b: 1 }, [true, true]],
    ['keeps nulls in data', 'o', { o: { a: [null], b: null } }, { a: [null], b: null }],
    [
      'keeps a member named __proto__ one',
      'o',
      JSON.parse('{"o":{"__proto__":{"a":1}}}'),
      JSON.parse('{"__proto__":{"a":1}}'),
    ],
  ])('%s', (_, expression, data, value) => {
    expect(probe(printing(expression), data)).toEqual(value);
  });

  it('controls whitespace, and reads over comments', () => {
    expect(probe(define('{"type":"Card","probe":"a  {%- if true -%}  b  {%- endif %} {# "{{ x }}" #}c"}'))).toBe(
      'ab c',
    );
  });

  it('renders macros, and loops with a condition, an else and several names', () => {
    const macro =
      '{% macro badge(label, color="info") %}{"label":{{ label | tojson }},"color":"{{ color }}"}{% endmacro %}';
    const list = `[{{ badge("a\\"b") }}{% for k, v in o.items() if v > 1 %},{{ badge(k, color=v) }}{% endfor %},{% for x in [] %}{% else %}0{% endfor %}]`;

    expect(probe(define(`${macro}{"type":"Card","probe":${list}}`), { o: { x: 1, y: 2 } })).toEqual([
      { label: 'a"b', color: 'info' },
      { label: 'y', color: '2' },
      0,
    ]);
  });

  it('takes what a macro or a call block renders for template text, also without any value in it', () => {
    const macros = '{% macro comma() %},{% endmacro %}{% macro list() %}[{{ caller() }}]{% endmacro %}';
    const value = '[{% call list() %}1{% endcall %}{{ comma() }}2]';

    expect(probe(define(`${macros}{"type":"Card","probe":${value}}`))).toEqual([[1], 2]);
  });

  it('knows the true text of what was captured', () => {
    const captured = '{% set full %}{{ first }} "{{ last }}"{% endset %}';
    const value =
      '[{{ full | tojson }},{{ (full | length) | tojson }},{{ (full == whole) | tojson }},{{ full[2:6] | tojson }}]';
    const whole = 'Ä\\ "B\ue000"';

    expect(
      probe(define(`${captured}{"type":"Card","probe":${value}}`), { first: 'Ä\\', last: 'B\ue000', whole }),
    ).toEqual([whole, 7, true, ' "B\ue000']);
  });

  it('prints nothing for a condition without else that does not hold', () => {
    expect(
      probe(printing('', '[{% for x in xs %}{{ x }}{{ "," if not loop.last }}{% endfor %}]'), { xs: [1, 2] }),
    ).toEqual([1, 2]);
  });

  it('takes what JSON makes of the data: dates are text, what is undefined is not there', () => {
    const data = { at: new Date(0), gone: undefined };

    expect(probe(printing('[at, gone is defined]'), data)).toEqual(['1970-01-01T00:00:00.000Z', false]);
  });

  it('reads the text of a file too, and a file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'widgets-'));
    const file = join(folder, 'orders.widget');
    try {
      await writeFile(file, JSON.stringify(ORDERS));

      expect((await WidgetTemplate.fromFile(file)).name).toBe('Orders');
      await writeFile(file, '{"version":');
      await expect(WidgetTemplate.fromFile(file)).rejects.toThrow(WidgetTemplateError);
      await expect(WidgetTemplate.fromFile(join(folder, 'none.widget'))).rejects.toThrow('ENOENT');
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('needs no eval, which edge runtimes forbid', async () => {
    const script = `
      import { WidgetTemplate } from './server/chatkit/widgets/template.ts';
      const template = ${JSON.stringify(printing('n + 1'))};
      let evaluated = true;
      try { new Function('return 1'); } catch { evaluated = false; }
      console.log(evaluated, JSON.stringify(WidgetTemplate.parse(template).build({ n: 1 })));
    `;
    const flags = ['--disallow-code-generation-from-strings', '--import', 'tsx', '--input-type=module', '-e', script];
    const { stdout } = await run(process.execPath, flags, { cwd: join(import.meta.dirname, '../../..') });

    expect(stdout.trim()).toBe('false {"type":"Card","probe":2}');
  });
});

describe('strict undefined', () => {
  it.each([
    ['printed', '{{ title | tojson }}', 'title'],
    ['printed bare', '{{ title }}', 'title'],
    ['a member', '{{ (order.title) | tojson }}', 'order.title'],
    ['a member of nothing', '{{ (order.owner.name) | tojson }}', 'order.owner'],
    ['a member by name', '{{ (order["title"]) | tojson }}', 'order[title]'],
    ['beyond a list', '{{ (xs[3]) | tojson }}', 'xs[3]'],
    ['in a condition', '{% if title %}1{% else %}2{% endif %}', 'title'],
    ['in the part of a condition that counts', '{{ (false or title) | tojson }}', 'title'],
    ['denied', '{{ (not title) | tojson }}', 'title'],
    ['compared', '{{ (title == 1) | tojson }}', 'title'],
    ['searched in', '{{ ("a" in title) | tojson }}', 'title'],
    ['asked for null', '{{ (title is not none) | tojson }}', 'title'],
    ['joined', '{{ ("a" ~ title) | tojson }}', 'title'],
    ['counted', '{{ (title | length) | tojson }}', 'title'],
    ['looped over', '[{% for x in titles %}1{% endfor %}]', 'titles'],
    ['in a loop', '[{% for x in xs %}{{ x.title }}{% endfor %}]', 'x.title'],
    ['in a capture', '{% set c %}{{ title }}{% endset %}{{ c }}', 'title'],
    ['in an object', '{{ {"a": [title]} | tojson }}', 'title'],
    ['behind a question or a default of its parent', '{{ (order.owner.name | default(1)) | tojson }}', 'order.owner'],
    ['as a function', '{{ lipsum() | tojson }}', 'lipsum'],
    ['of a loop, outside of it', '[{% for x in xs %}1{% endfor %}{{ loop.index }}]', 'loop'],
  ])('names what is not there: %s [template-strict]', (_, value, path) => {
    const fault = faultOf(() => probe(printing('', value), { order: {}, xs: [1] }));

    expect(fault).toMatchObject({ template: 'Test', part: 'template', path });
    expect(fault.message).toBe(
      `The widget template "Test": "${path}" is not defined. Put it into the data, as null when it is absent.`,
    );
  });

  it('does not ask for what does not count', () => {
    expect(probe(printing('true or title'))).toBe(true);
    expect(probe(printing('1 if true else title'))).toBe(1);
    expect(probe(printing('', '{% if false %}{{ title }}{% else %}2{% endif %}'))).toBe(2);
  });
});

describe('a faulty template', () => {
  it.each<[string, unknown, string, string]>([
    ['another version', { ...define('{}'), version: '2.0' }, 'version', 'expected "1.0", the version'],
    ['no template', { version: '1.0', name: 'Test' }, 'template', 'at "template"'],
    ['no definition', undefined, '', 'not valid'],
    ['no JSON', '{"version"', '', 'the file is not JSON'],
    ['an open tag', define('{% if x %}1'), 'template', 'its template cannot be used'],
    ['an unfinished value', define('{{ x '), 'template', 'its template cannot be used'],
    ['an unknown statement', define('{% include "x" %}'), 'template', 'its template cannot be used'],
    ['a filter over a block', define('{% filter upper %}a{% endfilter %}'), 'template', 'not supported'],
    [
      'a schema that cannot be checked',
      define('{}', { jsonSchema: { if: {} } }),
      'jsonSchema',
      'its jsonSchema cannot be used',
    ],
  ])('is refused when it is read: %s', (_, definition, path, message) => {
    const fault = faultOf(() => WidgetTemplate.parse(definition));

    expect(fault).toMatchObject({ part: 'definition', path });
    expect(fault.message).toContain(message);
    expect(fault.template).toBe(definition instanceof Object && 'name' in definition ? 'Test' : '(unnamed)');
  });

  it.each<[string, unknown, string]>([
    ['a missing property', { selected: null }, 'orders'],
    ['a wrong type, deep inside', { orders: [{ id: 'a', title: 1, done: true }], selected: null }, 'orders.0.title'],
    [
      'a wrong type in an optional list',
      { orders: [{ id: 'a', title: '', done: true, tags: [1] }], selected: null },
      'orders.0.tags.0',
    ],
    ['a wrong one of several types', { orders: [], selected: 5 }, 'selected'],
    ['an unknown property', { orders: [], selected: null, order: 1 }, ''],
    ['null where something is required', { orders: null, selected: null }, 'orders'],
    ['a list', [], ''],
    ['text', 'x', ''],
    ['what is no JSON', { orders: [1n] }, ''],
  ])('tells where data does not fit its schema: %s', (_, data, path) => {
    const fault = faultOf(() => WidgetTemplate.parse(ORDERS).build(data as object));

    expect(fault).toMatchObject({ template: 'Orders', part: 'data', path });
    expect(fault.message).toMatch(path ? `does not fit at "${path}": ` : /the data /);
  });

  it('takes null for an optional property', () => {
    const orders = [{ id: 'a', title: 'A', done: false, tags: null }];

    expect(WidgetTemplate.parse(ORDERS).build({ orders, selected: null, note: null })).toMatchObject({
      children: [{ children: [{ value: 'A' }] }, { key: 'more' }],
    });
  });

  it('tells where the widget is not valid', () => {
    const fault = faultOf(() => WidgetTemplate.parse(define('{"type":"Card","children":[{"type":"Text"}]}')).build());

    expect(fault).toMatchObject({ template: 'Test', part: 'widget', path: 'children.0.value' });
    expect(fault.message).toContain('not valid at "children.0.value"');
    expect(faultOf(() => WidgetTemplate.parse(define('{"type":"Text","value":"x"}')).build())).toMatchObject({
      part: 'widget',
      path: 'type',
    });
  });

  it.each([
    ['no JSON', '{"type":"Card",}', 'did not render to JSON'],
    ['nothing', '', 'did not render to JSON'],
    ['an operation on the wrong values', '{{ (1 - "a") | tojson }}', 'cannot be rendered'],
    ['a filter on the wrong value', '{{ (5 | length) | tojson }}', 'cannot be rendered'],
    ['a loop over a number', '{% for x in 5 %}{% endfor %}', 'cannot be rendered'],
    ['a calculation without result', '{{ (1 / 0) | tojson }}', 'a calculation has no result'],
    ['a function for a value', '{{ range | tojson }}', 'a function is used as a value'],
    ['an endless range', '{{ (range(1000000000) | list) | tojson }}', 'at most 20000 numbers'],
    ['a value behind a backslash', '{"type":"Card","a":"\\{{ "x" | upper }}"}', 'right behind a backslash'],
  ])('is told when it is rendered: %s', (_, template, message) => {
    const fault = faultOf(() => WidgetTemplate.parse(define(template)).build());

    expect(fault).toMatchObject({ template: 'Test', part: 'template', path: '' });
    expect(fault.message).toContain(message);
  });
});
