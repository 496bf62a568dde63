// Templates as ChatKit Studio exports them: on one line, values by tojson, lists by its comma trick.

const string = { type: 'string' };
const object = (properties: object, required: string[] = Object.keys(properties)) => {
  return { type: 'object', properties, required, additionalProperties: false };
};

/** A list with a condition in each row, and another capture inside of the loop's. */
export const ORDERS = {
  version: '1.0',
  name: 'Orders',
  template:
    '{"type":"ListView","status":{"text":{{ (((orders | length) ~ " order" ~ ("" if (orders | length) == 1 else "s"))) | tojson }}},"children":[' +
    '{%- set _c -%}{%-for order in orders -%}{%-set i = loop.index0 -%},' +
    '{"type":"ListViewItem","key":{{ (i) | tojson }},"onClickAction":{% if order.done %}{{ (none) | tojson }}{% else %}{"type":"orders.open","payload":{"id":{{ (order.id) | tojson }}}}{% endif %},"children":[' +
    '{%- set _c -%},{"type":"Text","value":{{ (order.title or "(No title)") | tojson }},"color":{% if order.done %}"tertiary"{% else %}"emphasis"{% endif %}}' +
    '{%-if (order.tags and ((order.tags | length) > 0)) -%},{"type":"Badge","label":{{ (order.tags[0]) | tojson }}}{%-else-%}{%-endif-%}' +
    "{%- endset -%}{{- (_c[1:] if _c and _c[0] == ',' else _c) -}}" +
    ']}{%-endfor-%},{"type":"ListViewItem","key":"more","children":[{"type":"Button","label":"More","disabled":{{ (selected is not none) | tojson }}}]}' +
    "{%- endset -%}{{- (_c[1:] if _c and _c[0] == ',' else _c) -}}]}",
  jsonSchema: {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    ...object(
      {
        orders: {
          type: 'array',
          items: { $ref: '#/$defs/order' },
        },
        selected: { anyOf: [{ type: 'string', minLength: 1 }, { type: 'null' }] },
        note: string,
      },
      ['orders', 'selected'],
    ),
    $defs: {
      order: object({ id: string, title: string, done: { type: 'boolean' }, tags: { type: 'array', items: string } }, [
        'id',
        'title',
        'done',
      ]),
    },
  },
  outputJsonPreview: { type: 'ListView', children: [] },
  encodedWidget: 'eyJpZCI6IndpZ18xIn0',
};

/** As people write them by hand, in Python's way: a namespace that collects nodes. */
export const AGENDA = {
  version: '1.0',
  name: 'Agenda',
  template: `
    {%- set ns = namespace(children=[]) -%}
    {%- set chosen = selected | default(None) -%}
    {# One header a day. #}
    {%- for day in days | default([]) -%}
      {%- set _ = ns.children.append({
        "type": "ListViewItem",
        "key": day.label ~ '-header',
        "children": [{"type": "Title", "value": day.label}],
      }) -%}
      {%- for event in day.events | default([]) -%}
        {%- set is_chosen = chosen == event.id -%}
        {%- set _ = ns.children.append({
          "type": "ListViewItem",
          "key": event.id,
          "children": [{"type": "Badge", "label": event.title, "color": is_chosen and "info" or "secondary"}],
        }) -%}
      {%- endfor -%}
    {%- endfor -%}
    {{ {"type": "ListView", "limit": 6, "children": ns.children} | tojson }}
`,
};
