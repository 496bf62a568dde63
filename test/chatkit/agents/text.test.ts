import { Agent, tool } from '@openai/agents';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import type { AgentContext } from '../../../server/chatkit/agents/index.ts';
import { streamAgentResponse } from '../../../server/chatkit/agents/index.ts';
import type { TestContext } from '../../support/chatkit.ts';
import {
  answerOf,
  calls,
  chatModel,
  collect,
  completed,
  createContext,
  functionCall,
  itemAdded,
  itemDone,
  message,
  ofType,
  outputText,
  partAdded,
  playsRaw,
  responsesModel,
  saying,
  says,
  saysPieces,
  textDelta,
  textDone,
  textsOf,
  updatesOf,
} from './support.ts';

const lookTool = () => tool({ name: 'look', description: 'Looks.', parameters: z.object({}), execute: () => 'seen' });
/** What the Agents SDK finds at a response's end, without which the run would go on: not shown, as something was streamed. */
const END = message('end', outputText('The end.'));
const typesOf = (events: readonly { type: string }[]) => events.map(({ type }) => type);

describe('a model of the Responses API', () => {
  test('streams each piece once, as one message with an announced part and an id of ours [agents-text, stream-part-before-delta]', async () => {
    const { events, stored } = await answerOf(responsesModel(says('Hello there, Ann.')));
    expect(typesOf(events)).toEqual([
      'thread.item.added',
      ...Array.from({ length: 5 }, () => 'thread.item.updated'),
      'thread.item.done',
    ]);
    expect(updatesOf(events)).toEqual([
      { type: 'assistant_message.content_part.added', content_index: 0, content: outputText('') },
      { type: 'assistant_message.content_part.text_delta', content_index: 0, delta: 'Hello ' },
      { type: 'assistant_message.content_part.text_delta', content_index: 0, delta: 'there, ' },
      { type: 'assistant_message.content_part.text_delta', content_index: 0, delta: 'Ann.' },
      { type: 'assistant_message.content_part.done', content_index: 0, content: outputText('Hello there, Ann.') },
    ]);
    expect(textsOf(stored)).toEqual(['Hello there, Ann.']);
    expect(stored[0]?.id).toMatch(/^msg_[0-9a-f]{32}$/);
  });

  test('keeps messages apart that have the same id [agents-text]', async () => {
    const model = responsesModel([...saying('__fake_id__', 'One'), ...saying('__fake_id__', 'Two'), completed(END)]);
    const { stored } = await answerOf(model);
    expect(textsOf(stored)).toEqual(['One', 'Two']);
    expect(stored[0]?.id).not.toBe(stored[1]?.id);
  });

  test('keeps a message apart that begins under the id of one nobody ended', async () => {
    const begun = [itemAdded(message('same')), partAdded('same'), textDelta('same', 'One')];
    const { stored } = await answerOf(responsesModel([...begun, ...saying('same', 'Two'), completed(END)]));
    expect(textsOf(stored)).toEqual(['One', 'Two']);
  });

  test('keeps two messages apart that come at the same time', async () => {
    const model = responsesModel([
      itemAdded(message('a')),
      itemAdded(message('b')),
      textDelta('a', 'A1 '),
      textDelta('b', 'B1 '),
      textDelta('a', 'A2'),
      textDelta('b', 'B2'),
      itemDone(message('b', outputText('B1 B2'))),
      itemDone(message('a', outputText('A1 A2'))),
      completed(END),
    ]);
    expect(textsOf((await answerOf(model)).stored)).toEqual(['B1 B2', 'A1 A2']);
  });

  test('tells the parts of a message apart', async () => {
    const model = responsesModel([
      itemAdded(message('m')),
      partAdded('m', 0),
      textDelta('m', 'a', 0),
      textDone('m', 'a', 0),
      partAdded('m', 1),
      textDelta('m', 'b', 1),
      textDone('m', 'b', 1),
      itemDone(message('m', outputText('a'), outputText('b'))),
      completed(END),
    ]);
    const { events, stored } = await answerOf(model);
    expect(
      updatesOf(events).map((update) => [update.type.split('.')[2], 'content_index' in update && update.content_index]),
    ).toEqual([
      ['added', 0],
      ['text_delta', 0],
      ['done', 0],
      ['added', 1],
      ['text_delta', 1],
      ['done', 1],
    ]);
    expect(textsOf(stored)).toEqual(['a|b']);
  });

  test('streams a refusal as it streams any text, and ends well [agents-refusal]', async () => {
    const model = responsesModel([
      itemAdded(message('m')),
      partAdded('m', 0, { type: 'refusal', refusal: '' }),
      { type: 'response.refusal.delta', item_id: 'm', output_index: 0, content_index: 0, delta: 'I cannot ' },
      { type: 'response.refusal.delta', item_id: 'm', output_index: 0, content_index: 0, delta: 'help.' },
      { type: 'response.refusal.done', item_id: 'm', output_index: 0, content_index: 0, refusal: 'I cannot help.' },
      itemDone(message('m', { type: 'refusal', refusal: 'I cannot help.' })),
      completed(message('m', { type: 'refusal', refusal: 'I cannot help.' })),
    ]);
    const { events, stored } = await answerOf(model);
    expect(updatesOf(events).flatMap((update) => ('delta' in update ? [update.delta] : []))).toEqual([
      'I cannot ',
      'help.',
    ]);
    expect(updatesOf(events).at(-1)).toMatchObject({ content: { text: 'I cannot help.' } });
    expect(textsOf(stored)).toEqual(['I cannot help.']);
  });

  test('that announces nothing is shown all the same', async () => {
    const events = await collect(
      streamAgentResponse(createContext().context, playsRaw(textDelta('m', 'Hel'), textDelta('m', 'lo'))),
    );
    expect(typesOf(updatesOf(events))).toEqual([
      'assistant_message.content_part.added',
      'assistant_message.content_part.text_delta',
      'assistant_message.content_part.text_delta',
      'assistant_message.content_part.done',
    ]);
    expect(events.at(-1)).toMatchObject({ type: 'thread.item.done', item: { content: [{ text: 'Hello' }] } });
  });

  test('that streams pieces twice is shown once, however it marks them', async () => {
    // As the Agents SDK passes them on when a server announces no message.
    const marked = responsesModel([textDelta('m', 'Hel'), textDelta('m', 'lo'), ...says('')]);
    expect(textsOf((await answerOf(marked)).stored)).toEqual(['Hello']);
    // As a model of one's own may do it.
    const unmarked = (async function* () {
      yield* playsRaw(itemAdded(message('m')));
      for (const piece of ['Hel', 'lo']) {
        yield* saysPieces(piece);
        yield* playsRaw(textDelta('m', piece));
      }
    })();
    const events = await collect(streamAgentResponse(createContext().context, unmarked));
    expect(events.at(-1)).toMatchObject({ item: { content: [{ text: 'Hello' }] } });
  });

  test('that ends a message in words of its own has the last word', async () => {
    const ended = [itemAdded(message('m')), textDelta('m', 'helo'), itemDone(message('m', outputText('Hello.')))];
    const { events, stored } = await answerOf(responsesModel([...ended, completed(END)]));
    expect(updatesOf(events).at(-1)).toMatchObject({ content: { text: 'Hello.' } });
    expect(textsOf(stored)).toEqual(['Hello.']);
  });

  test('that is cut off before it ends a message keeps what it said', async () => {
    const model = responsesModel([itemAdded(message('m')), partAdded('m'), textDelta('m', 'par'), completed(END)]);
    const { events, stored } = await answerOf(model);
    expect(events.at(-1)).toMatchObject({ type: 'thread.item.done', item: { content: [{ text: 'par' }] } });
    expect(textsOf(stored)).toEqual(['par']);
  });

  test('that says nothing in a message leaves none behind', async () => {
    const silent = [itemAdded(message('m')), partAdded('m'), itemDone(message('m', outputText('')))];
    const events = await collect(streamAgentResponse(createContext().context, playsRaw(...silent)));
    expect(typesOf(events)).toEqual(['thread.item.added', 'thread.item.updated', 'thread.item.removed']);
  });

  test('passes other events and other items by', async () => {
    const search = { type: 'web_search_call', id: 'ws', status: 'completed' };
    const model = responsesModel([
      { type: 'response.in_progress', response: {} },
      itemAdded(search),
      { type: 'response.web_search_call.searching', item_id: 'ws', output_index: 0 },
      itemDone(search),
      ...says('Found.'),
    ]);
    expect((await answerOf(model)).stored.map(({ type }) => type)).toEqual(['assistant_message']);
  });
});

describe('a model of Chat Completions', () => {
  test('streams each piece once, with an id of ours [agents-text]', async () => {
    const model = chatModel([{ role: 'assistant', content: '' }, { content: 'Hello ' }, { content: 'Ann.' }]);
    const { events, stored } = await answerOf(model);
    expect(updatesOf(events).flatMap((update) => ('delta' in update ? [update.delta] : []))).toEqual([
      'Hello ',
      'Ann.',
    ]);
    expect(typesOf(events)).toEqual([
      'thread.item.added',
      ...Array.from({ length: 4 }, () => 'thread.item.updated'),
      'thread.item.done',
    ]);
    expect(textsOf(stored)).toEqual(['Hello Ann.']);
    expect(stored[0]?.id).toMatch(/^msg_[0-9a-f]{32}$/);
  });

  test('has a message of its own in every response', async () => {
    const call = { index: 0, id: 'call_1', type: 'function', function: { name: 'look', arguments: '{}' } };
    const model = chatModel([{ content: 'Let me look.' }, { tool_calls: [call] }], [{ content: 'Seen.' }]);
    const { stored } = await answerOf(model, { tools: [lookTool()] });
    expect(textsOf(stored)).toEqual(['Let me look.', 'Seen.']);
    expect(stored[0]?.id).not.toBe(stored[1]?.id);
  });

  test('streams a refusal, alone and behind a text, and ends well', async () => {
    const alone = await answerOf(chatModel([{ refusal: 'I can' }, { refusal: 'not.' }]));
    expect(updatesOf(alone.events).flatMap((update) => ('delta' in update ? [update.delta] : []))).toEqual([
      'I can',
      'not.',
    ]);
    expect(textsOf(alone.stored)).toEqual(['I cannot.']);
    const behind = await answerOf(chatModel([{ content: 'Well: ' }, { refusal: 'no.' }]));
    expect(textsOf(behind.stored)).toEqual(['Well: |no.']);
  });
});

describe('a model of one’s own', () => {
  test('that does not stream is shown whole, message by message', async () => {
    const model = responsesModel([completed(message('a', outputText('One.')), message('b', outputText('Two.')))]);
    const { events, stored } = await answerOf(model);
    expect(typesOf(events)).toEqual(['thread.item.done', 'thread.item.done']);
    expect(textsOf(stored)).toEqual(['One.', 'Two.']);
  });

  test('that streams at times only is shown every time', async () => {
    const streamed = [...saying('m', 'One.'), ...calls(functionCall('look'))];
    const model = responsesModel(streamed, [completed(message('m', outputText('Two.')))]);
    const { stored } = await answerOf(model, { tools: [lookTool()] });
    expect(textsOf(stored)).toEqual(['One.', 'Two.']);
  });

  test('may hand over to a model of another API', async () => {
    const helper = new Agent<AgentContext<TestContext>>({
      name: 'helper',
      model: chatModel([{ content: 'From ' }, { content: 'helper.' }]),
    });
    const model = responsesModel([...saying('m', 'One moment.'), ...calls(functionCall('transfer_to_helper'))]);
    const { events, stored } = await answerOf(model, { handoffs: [helper] });
    expect(textsOf(stored)).toEqual(['One moment.', 'From helper.']);
    expect(
      updatesOf(events)
        .flatMap((update) => ('delta' in update ? [update.delta] : []))
        .slice(-2),
    ).toEqual(['From ', 'helper.']);
  });
});

test('calls of tools, handoffs and their outputs are no messages', async () => {
  const model = responsesModel(calls(functionCall('look')), says('Done.'));
  const { events, stored } = await answerOf(model, { tools: [lookTool()] });
  expect(events.filter((event) => event.type === 'thread.item.added')).toHaveLength(1);
  expect(ofType(stored, 'assistant_message')).toHaveLength(1);
  expect(stored).toHaveLength(1);
});
