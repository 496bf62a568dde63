import type { Json, JsonObject } from '../records.ts';
import { isObject } from '../records.ts';
import type { Difference } from './difference.ts';
import { onlyAnswer } from './difference.ts';

/** What Python says to a model around what is shown, and what this SDK says. */
const WORDS: [RegExp, string][] = [
  [/^The user is referring to this in particular: \n/, 'The user refers to this in particular:\n'],
  [
    /^The following graphical UI widget \(id: (\w+)\) was displayed to the user:/,
    'The following graphical widget (id "$1") was shown to the user: ',
  ],
  [
    /^A message was displayed to the user that the following task was performed:/,
    'The user was shown that this task was performed:',
  ],
  [
    /^A structured input request was displayed to the user with the following status: (\w+)/,
    'The user was asked the following (status: $1):',
  ],
  [/^Hidden context for the agent \(not shown/, 'Context for the assistant (not shown'],
];

/** Groups 14, 15 and 16: items as a model's input, text that grows in a widget, and templates. */
export const CONVERTER: Difference[] = [
  {
    id: 'quotes-are-not-lost',
    reason: 'D50: what a message quotes goes in with it, also when more items follow.',
    records: ['14_thread_item_converter/user_quoted_not_last'],
    change(expected) {
      const text = 'The user refers to this in particular:\nbecause';
      (onlyAnswer(expected).body as Json[]).splice(1, 0, userText(text));
    },
  },
  {
    id: 'hidden-objects-go-in-as-json',
    reason: 'Hidden context that is no text needs no method of one’s own: a model reads JSON.',
    records: ['14_thread_item_converter/hidden_context_object_no_converter'],
    change(expected) {
      const text = 'Context for the assistant (not shown to the user):\n<HiddenContext>\n{"a":1}\n</HiddenContext>';
      expected.answers = [{ kind: 'value', body: [userText(text)], hooks: [] }];
    },
  },
  {
    id: 'json-is-compact',
    reason: 'Python writes spaces and escapes into the JSON that a model reads; this SDK does not.',
    records: [
      '14_thread_item_converter/client_tool_completed',
      '14_thread_item_converter/hidden_context_object',
      '14_thread_item_converter/widget',
    ],
    change(expected, { name }) {
      const [first, second] = inputOf(expected.answers[0]?.body);
      if (name === 'client_tool_completed') {
        Object.assign(first ?? {}, { arguments: '{"b":1,"a":"é"}' });
        Object.assign(second ?? {}, { output: '{"ok":true,"x":null,"f":1}' });
      } else {
        const [content = {}] = (first?.content ?? []) as JsonObject[];
        // The keys of a node stand as its author wrote them.
        content.text = String(content.text)
          .replace('{"a": 1}', '{"a":1}')
          .replace('{"id":"t","type":"Text",', '{"type":"Text","id":"t",');
      }
    },
  },
  {
    id: 'own-words',
    reason: 'What a model is told around what was shown is worded by this SDK.',
    records: ({ kind }) => kind === 'input',
    change(expected) {
      for (const { content } of inputOf(expected.answers[0]?.body)) {
        for (const part of (Array.isArray(content) ? content : []) as JsonObject[]) {
          for (const [theirs, ours] of WORDS) part.text = String(part.text).replace(theirs, ours);
        }
      }
    },
  },
  {
    id: 'input-of-the-agents-sdk',
    reason: 'The Agents SDK for TypeScript names the parts of its input in camelCase, and leaves out what is empty.',
    records: ({ kind }) => kind === 'input',
    change(expected) {
      for (const item of inputOf(expected.answers[0]?.body)) {
        if (item.role === 'assistant') {
          item.status = 'completed';
          item.content = (item.content as JsonObject[]).map(({ type = null, text = null }) => ({ type, text }));
        }
        if (item.type !== 'function_call' && item.type !== 'function_call_output') continue;
        const { call_id = null, output = null } = item;
        delete item.call_id;
        Object.assign(item, { callId: call_id, status: 'completed' });
        if (item.type === 'function_call') continue;
        const call = inputOf(expected.answers[0]?.body).find((other) => other.callId === call_id && other.name);
        Object.assign(item, { type: 'function_call_result', name: call?.name, output: { type: 'text', text: output } });
      }
    },
  },
  {
    id: 'base-values-stay',
    reason: 'D51: text grows behind the value that the widget begins with.',
    records: ['15_accumulate_text/base_value_lost', '15_accumulate_text/no_deltas'],
    change(expected, { name }) {
      const widgets = expected.answers[0]?.body as JsonObject[];
      const value = name === 'no_deltas' ? 'x' : 'Start: a';
      for (const widget of widgets.slice(1)) widget.value = value;
    },
  },
  {
    id: 'data-makes-no-widgets',
    reason: 'D56: a value is escaped wherever a template prints it, so that data cannot change the structure.',
    records: ['16_widget_template/quote_injection_raw_interpolation'],
    change(expected) {
      const value = 'a", "weight": "bold';
      onlyAnswer(expected).body = { type: 'Card', children: [{ type: 'Text', value }] };
    },
  },
  {
    id: 'template-errors-name-the-place',
    reason: 'A template that cannot be used is one typed error that names the place.',
    records: ['16_widget_template/bad_version', '16_widget_template/bad_root'],
    change(expected, { name }) {
      expected.answers = [{ kind: 'refused', at: name === 'bad_version' ? 'version' : 'type', hooks: [] }];
    },
  },
];

function userText(text: string): JsonObject {
  return { type: 'message', role: 'user', content: [{ type: 'input_text', text }] };
}

function inputOf(body: Json | undefined): JsonObject[] {
  return Array.isArray(body) ? body.filter(isObject) : [];
}
