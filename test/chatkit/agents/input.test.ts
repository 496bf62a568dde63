import { describe, expect, test } from 'vitest';
import { simpleToAgentInput, ThreadItemConverter } from '../../../server/chatkit/agents/index.ts';
import type {
  Attachment,
  HiddenContextItem,
  ThreadItem,
  UserMessageContent,
  UserMessageItem,
} from '../../../server/chatkit/index.ts';

const base = { id: 'i1', thread_id: 'thr', created_at: '2026-01-01T00:00:00Z' };
const message = (content: UserMessageContent[], more: Partial<UserMessageItem> = {}): UserMessageItem => ({
  ...base,
  type: 'user_message',
  content,
  attachments: [],
  inference_options: {},
  ...more,
});
const typed = (text: string): UserMessageContent => ({ type: 'input_text', text });
const tag = (id: string, text: string): UserMessageContent => ({ type: 'input_tag', id, text, data: {} });
const PDF: Attachment = { id: 'atc', type: 'file', name: 'plan.pdf', mime_type: 'application/pdf' };

const fromUser = (...content: unknown[]) => ({ type: 'message', role: 'user', content });
const text = (value: unknown) => ({ type: 'input_text', text: value });
const saying = (words: string) => fromUser(text(expect.stringContaining(words)));

describe('a message of the user', () => {
  test('is its text as it was typed, tags included', async () => {
    const converter = new (class extends ThreadItemConverter {
      protected override tagToMessageContent() {
        return undefined;
      }
    })();
    const item = message([typed('Ask '), tag('t', 'Ann'), typed(' today')]);
    expect(await converter.toAgentInput(item)).toEqual([fromUser(text('Ask @Ann today'))]);
  });

  test('may be empty', async () => {
    expect(await simpleToAgentInput(message([]))).toEqual([fromUser(text(''))]);
  });

  test('keeps what it quotes, behind it, whatever follows [message-quote]', async () => {
    const quoting = message([typed('why?')], { quoted_text: 'because' });
    const answer: ThreadItem = { ...base, type: 'assistant_message', content: [] };
    for (const items of [[quoting], [quoting, answer, message([typed('next')])]]) {
      const input = await simpleToAgentInput(items);
      expect(input.slice(0, 2)).toEqual([fromUser(text('why?')), saying('because')]);
    }
    expect(await simpleToAgentInput(message([typed('x')], { quoted_text: '' }))).toHaveLength(1);
  });

  test('explains each of its tags once, by their ids', async () => {
    const asked: string[] = [];
    class Converter extends ThreadItemConverter {
      protected override async tagToMessageContent(item: Extract<UserMessageContent, { type: 'input_tag' }>) {
        asked.push(item.id);
        return { type: 'input_text' as const, text: `about ${item.id}` };
      }
    }
    // Two people of the same name, and one of them twice.
    const item = message([tag('ann1', 'Ann'), tag('ann2', 'Ann'), tag('ann1', 'Ann')]);
    expect(await new Converter().toAgentInput([item])).toEqual([
      fromUser(text('@Ann@Ann@Ann')),
      fromUser(text(expect.any(String)), text('about ann1'), text('about ann2')),
    ]);
    expect(asked).toEqual(['ann1', 'ann2']);
  });

  test('brings its attachments along, in the form that the converter gives them', async () => {
    class Converter extends ThreadItemConverter {
      protected override async attachmentToMessageContent({ id, name }: Attachment) {
        return { type: 'input_file' as const, file: { id }, filename: name };
      }
    }
    const file = { type: 'input_file', file: { id: 'atc' }, filename: 'plan.pdf' };
    const converter = new Converter();
    const item = message([typed('Read this')], { attachments: [PDF] });
    expect(await converter.toAgentInput(item)).toEqual([fromUser(text('Read this'), file)]);
    // Some models refuse a text of no length beside it.
    expect(await converter.toAgentInput({ ...item, content: [] })).toEqual([fromUser(file)]);
  });

  test('with tags or attachments fails clearly until somebody says what they mean', async () => {
    await expect(simpleToAgentInput(message([tag('t', 'Ann')]))).rejects.toThrow(/"Ann".*tagToMessageContent/);
    const attached = message([typed('x')], { attachments: [PDF] });
    await expect(simpleToAgentInput(attached)).rejects.toThrow(/"plan.pdf".*attachmentToMessageContent/);
  });
});

describe('what the assistant said and showed', () => {
  test('text, part by part, without its sources', async () => {
    const source = { type: 'url' as const, url: 'https://example.com', title: 'E' };
    const annotations = [{ type: 'annotation' as const, source }];
    const part = (value: string) => ({ type: 'output_text' as const, text: value, annotations });
    const item: ThreadItem = { ...base, type: 'assistant_message', content: [part('Hi'), part(''), part('there')] };
    expect(await simpleToAgentInput(item)).toEqual([
      {
        type: 'message',
        role: 'assistant',
        status: 'completed',
        content: [
          { type: 'output_text', text: 'Hi' },
          { type: 'output_text', text: 'there' },
        ],
      },
    ]);
    expect(await simpleToAgentInput({ ...item, content: [part('')] })).toEqual([]);
  });

  test('a widget, told in the user’s name: as JSON with its id, or as its copy text', async () => {
    const item: ThreadItem = {
      ...base,
      type: 'widget',
      widget: { type: 'Card', children: [{ type: 'Text', value: 'x' }] },
    };
    const [json] = await simpleToAgentInput(item);
    expect(json).toEqual(saying('"i1"'));
    expect(json).toEqual(saying('{"type":"Card","children":[{"type":"Text","value":"x"}]}'));
    const [copied] = await simpleToAgentInput({ ...item, copy_text: 'A card' });
    expect(copied).toEqual(saying('A card'));
    expect(JSON.stringify(copied)).not.toContain('children');
  });

  test('custom tasks of workflows and alone, each by itself; other tasks and empty ones are left out', async () => {
    const tasks = [
      { type: 'custom' as const, title: 'A', content: 'B' },
      { type: 'custom' as const, title: 'T' },
      { type: 'custom' as const, content: 'C' },
      { type: 'custom' as const },
      { type: 'thought' as const, content: 'secret' },
      { type: 'web_search' as const, queries: ['q'] },
    ];
    const workflow: ThreadItem = { ...base, type: 'workflow', workflow: { type: 'custom', tasks } };
    const told = [saying('<Task>\nA: B\n</Task>'), saying('<Task>\nT\n</Task>'), saying('<Task>\nC\n</Task>')];
    expect(await simpleToAgentInput(workflow)).toEqual(told);
    const alone = tasks.map((task): ThreadItem => ({ ...base, type: 'task', task }));
    expect(await simpleToAgentInput(alone)).toEqual(told);
  });

  test('an image, once it is there', async () => {
    const item: ThreadItem = {
      ...base,
      type: 'generated_image',
      image: { id: 'ig', url: 'https://example.com/i.png' },
    };
    expect(await simpleToAgentInput(item)).toEqual([
      fromUser(text(expect.any(String)), { type: 'input_image', image: 'https://example.com/i.png', detail: 'auto' }),
    ]);
    expect(await simpleToAgentInput({ ...base, type: 'generated_image' })).toEqual([]);
  });

  test('the end of a turn is nothing to a model', async () => {
    expect(await simpleToAgentInput({ ...base, type: 'end_of_turn' })).toEqual([]);
  });
});

test('a client’s tool goes in as call and result, and not at all while it waits', async () => {
  const call = { ...base, type: 'client_tool_call' as const, call_id: 'c', name: 'n', arguments: { a: 'é' } };
  expect(await simpleToAgentInput({ ...call, status: 'pending' })).toEqual([]);
  for (const [output, told] of [
    [{ ok: true, x: null }, '{"ok":true,"x":null}'],
    ['text', '"text"'],
    [undefined, 'null'],
  ]) {
    expect(await simpleToAgentInput({ ...call, status: 'completed', output })).toEqual([
      { type: 'function_call', callId: 'c', name: 'n', status: 'completed', arguments: '{"a":"é"}' },
      {
        type: 'function_call_result',
        callId: 'c',
        name: 'n',
        status: 'completed',
        output: { type: 'text', text: told },
      },
    ]);
  }
});

test('hidden context reaches the model, text or not, and may be put in other words', async () => {
  const hidden: HiddenContextItem = { ...base, type: 'hidden_context_item', content: 'clicked' };
  expect(await simpleToAgentInput(hidden)).toEqual([saying('\nclicked\n')]);
  expect(await simpleToAgentInput({ ...hidden, content: { a: 1 } })).toEqual([saying('{"a":1}')]);
  expect(await simpleToAgentInput({ ...base, type: 'sdk_hidden_context', content: 'stopped' })).toEqual([
    saying('\nstopped\n'),
  ]);
  class Converter extends ThreadItemConverter {
    protected override hiddenContextToInput(item: HiddenContextItem) {
      return [{ role: 'system' as const, content: String(item.content) }];
    }
  }
  expect(await new Converter().toAgentInput(hidden)).toEqual([{ role: 'system', content: 'clicked' }]);
});

test('questions go in with what was answered, skipped or left open', async () => {
  const question = { type: 'freeform' as const };
  const item: ThreadItem = {
    ...base,
    type: 'structured_input',
    status: 'answered',
    inputs: [
      {
        type: 'multiple_choice',
        id: '1',
        question: 'Which?',
        options: [{ value: 'a' }, { value: 'b' }],
        answer: { values: ['a', 'b'], skipped: false },
      },
      { ...question, id: '2', question: 'When?', answer: { values: [], skipped: true } },
      { ...question, id: '3', question: 'Why?' },
    ],
  };
  const [input] = await simpleToAgentInput(item);
  expect(input).toEqual(saying('answered'));
  expect(input).toEqual(saying('\n- Which?: a, b\n- When?: skipped\n- Why?: unanswered\n'));
});

test('one item goes in like a list of one, and a list keeps its order [agents-input]', async () => {
  const one = message([typed('one')]);
  expect(await simpleToAgentInput(one)).toEqual(await simpleToAgentInput([one]));
  const items = [one, message([typed('two')]), message([typed('three')])];
  expect(await simpleToAgentInput(items)).toEqual(['one', 'two', 'three'].map((word) => fromUser(text(word))));
});
