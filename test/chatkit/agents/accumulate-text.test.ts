import type { RunStreamEvent } from '@openai/agents';
import { Agent, run } from '@openai/agents';
import { expect, test } from 'vitest';
import { accumulateText } from '../../../server/chatkit/agents/index.ts';
import type { MarkdownNode, TextNode } from '../../../server/chatkit/index.ts';
import {
  chatModel,
  completed,
  itemAdded,
  message,
  outputText,
  playsRaw,
  responsesModel,
  says,
  saysPieces,
  textDelta,
} from './support.ts';

const base: TextNode = { type: 'Text', id: 't', value: '', streaming: true, weight: 'bold' };

async function all(events: AsyncIterable<RunStreamEvent>, node: TextNode | MarkdownNode = base) {
  const nodes: (TextNode | MarkdownNode)[] = [];
  for await (const next of accumulateText(events, node)) nodes.push(next);
  return nodes;
}
const values = (nodes: { value: string }[]) => nodes.map(({ value }) => value);

test('the text grows in the node, which keeps all else, and stops streaming at the end', async () => {
  expect(await all(saysPieces('Hello, ', 'world!'))).toEqual([
    base,
    { ...base, value: 'Hello, ' },
    { ...base, value: 'Hello, world!' },
    { ...base, value: 'Hello, world!', streaming: false },
  ]);
});

test('what the node said before stays in front [agents-accumulate]', async () => {
  const start: MarkdownNode = { type: 'Markdown', value: 'Start: ', streaming: true };
  expect(values(await all(saysPieces('a'), start))).toEqual(['Start: ', 'Start: a', 'Start: a']);
});

test('without any text the node stays what it is, but for streaming', async () => {
  const start = { ...base, value: 'x' };
  expect(await all(saysPieces(), start)).toEqual([start, { ...start, streaming: false }]);
});

test('raw events of the Responses API are read too', async () => {
  const other = { type: 'response.other' };
  expect(values(await all(playsRaw(textDelta('m', 'a'), other, textDelta('m', 'b'))))).toEqual(['', 'a', 'ab', 'ab']);
});

test('each piece of a real run counts once, whatever its model', async () => {
  const models = {
    responses: responsesModel(says('One two')),
    chat: chatModel([{ content: 'One ' }, { content: 'two' }]),
    whole: responsesModel([completed(message('m', outputText('One two')))]),
  };
  for (const [name, model] of Object.entries(models)) {
    const result = await run(new Agent({ name, model }), 'hi', { stream: true });
    expect(values(await all(result)).at(-1), name).toBe('One two');
  }
});

test('a piece that comes twice counts once, however it is marked', async () => {
  const twice = (async function* () {
    yield* playsRaw(itemAdded(message('m')));
    for (const piece of ['One ', 'two']) {
      yield* saysPieces(piece);
      yield* playsRaw(textDelta('m', piece));
    }
  })();
  expect(values(await all(twice)).at(-1)).toBe('One two');
});
