import { tool } from '@openai/agents';
import { expect, test } from 'vitest';
import * as z from 'zod';
import type { AgentContext, ClientToolCall } from '../../../server/chatkit/agents/index.ts';
import { streamAgentResponse } from '../../../server/chatkit/agents/index.ts';
import type { TestContext } from '../../support/chatkit.ts';
import { storedItems, stream } from '../../support/chatkit.ts';
import {
  type AnswerOptions,
  answerOf,
  answerWith,
  calls,
  chatModel,
  collect,
  createContext,
  functionCall,
  ofType,
  playsRaw,
  responsesModel,
  says,
  textsOf,
} from './support.ts';

/** A tool that has the client do what it is asked for. */
const clientTool = (
  name: string,
  asks: Partial<ClientToolCall> = {},
  about?: (context: AgentContext<TestContext>) => unknown,
) =>
  tool({
    name,
    description: 'Asks the client.',
    parameters: z.object({ a: z.number() }),
    async execute(input, runContext) {
      const context = runContext?.context as AgentContext<TestContext>;
      await about?.(context);
      context.clientToolCall = { name, arguments: input, ...asks };
      return 'asked';
    },
  });
const serverTool = tool({
  name: 'on_server',
  description: 'Stays here.',
  parameters: z.object({ a: z.number() }),
  execute: () => 'here',
});
const stopping = (...tools: NonNullable<AnswerOptions['tools']>): AnswerOptions => ({
  tools,
  toolUseBehavior: { stopAtToolNames: ['select', 'open'] },
});

test('a tool the run stops at becomes one pending call of the client, by the model’s id of the call [agents-client-tool]', async () => {
  const model = responsesModel(calls(functionCall('select', { a: 1 }, 'call_1')));
  const { events, stored } = await answerOf(model, stopping(clientTool('select')));
  expect(events).toHaveLength(1);
  expect(events[0]).toMatchObject({ type: 'thread.item.done', item: { type: 'client_tool_call' } });
  expect(ofType(stored, 'client_tool_call')).toEqual([
    {
      type: 'client_tool_call',
      id: expect.stringMatching(/^tc_[0-9a-f]{32}$/),
      thread_id: expect.any(String),
      created_at: expect.any(String),
      status: 'pending',
      call_id: 'call_1',
      name: 'select',
      arguments: { a: 1 },
    },
  ]);
});

test('its output reaches the model in the next turn, and is asked for no second time', async () => {
  const first = responsesModel(calls(functionCall('select', { a: 1 }, 'call_1')));
  const { server, threadId } = await answerOf(first, stopping(clientTool('select')));
  const model = responsesModel(says('You selected a row.'));
  const asked: unknown[] = [];
  const { getStreamedResponse } = model;
  model.getStreamedResponse = (request) => {
    asked.push(request.input);
    return getStreamedResponse.call(model, request);
  };
  answerWith(server, model, stopping(clientTool('select')));
  const request = { type: 'threads.add_client_tool_output', params: { thread_id: threadId, result: { row: 7 } } };
  const { events } = await (await stream(server, request)).rest();
  expect(asked[0]).toMatchObject([
    { role: 'user' },
    { type: 'function_call', callId: 'call_1', name: 'select', arguments: '{"a":1}' },
    { type: 'function_call_result', callId: 'call_1', output: { type: 'text', text: '{"row":7}' } },
  ]);
  const stored = await storedItems(server, threadId);
  expect(textsOf(stored)).toEqual(['You selected a row.']);
  expect(ofType(stored, 'client_tool_call')).toMatchObject([{ status: 'completed', output: { row: 7 } }]);
  expect(events.flatMap((event) => ('item' in event ? [event.item.type] : []))).not.toContain('client_tool_call');
});

test('of several calls it is told with the id of its own [agents-client-tool]', async () => {
  const model = responsesModel(
    calls(functionCall('select', { a: 1 }, 'call_1'), functionCall('on_server', { a: 1 }, 'call_2')),
  );
  const { stored } = await answerOf(model, stopping(clientTool('select'), serverTool));
  expect(ofType(stored, 'client_tool_call')).toMatchObject([{ name: 'select', call_id: 'call_1' }]);
});

test('of several calls of its name it is the one with its arguments', async () => {
  const made = calls(functionCall('on_server', { a: 1 }, 'call_0'), functionCall('on_server', { a: 2 }, 'call_1'));
  const asks = async (call: ClientToolCall) => {
    const model = responsesModel(made, says('Done.'));
    const { stored } = await answerOf(model, {
      tools: [serverTool],
      prepare: (context) => {
        context.clientToolCall = call;
      },
    });
    return ofType(stored, 'client_tool_call').map((item) => item.call_id);
  };
  expect(await asks({ name: 'on_server', arguments: { a: 1 } })).toEqual(['call_0']);
  expect(await asks({ name: 'on_server', arguments: { a: 9 } })).toEqual(['call_1']);
  expect(await asks({ name: 'on_server', arguments: {}, callId: 'call_own' })).toEqual(['call_own']);
  // A tool may go by another name in the client: then it is the newest call of all.
  expect(await asks({ name: 'renamed', arguments: {} })).toEqual(['call_1']);
});

test('of several that are set the last one counts', async () => {
  const both = calls(functionCall('select', { a: 1 }, 'call_1'), functionCall('open', { a: 2 }, 'call_2'));
  const { stored } = await answerOf(responsesModel(both), stopping(clientTool('select'), clientTool('open')));
  expect(ofType(stored, 'client_tool_call')).toMatchObject([{ name: 'open', call_id: 'call_2', arguments: { a: 2 } }]);
});

test('one that no call of the model asked for has ids of ours', async () => {
  const { stored } = await answerOf(responsesModel(says('Look.')), {
    prepare: (context) => {
      context.clientToolCall = { name: 'select', arguments: {} };
    },
  });
  expect(stored.map(({ type }) => type)).toEqual(['assistant_message', 'client_tool_call']);
  expect(ofType(stored, 'client_tool_call')[0]?.call_id).toMatch(/^tc_/);
});

test('of several runs of one context it is told once', async () => {
  const { context } = createContext();
  context.clientToolCall = { name: 'select', arguments: {} };
  expect(await collect(streamAgentResponse(context, playsRaw()))).toHaveLength(1);
  expect(await collect(streamAgentResponse(context, playsRaw()))).toEqual([]);
});

test('a Chat Completions model asks for it alike', async () => {
  const call = { index: 0, id: 'call_1', type: 'function', function: { name: 'select', arguments: '{"a":1}' } };
  const { stored } = await answerOf(chatModel([{ tool_calls: [call] }]), stopping(clientTool('select')));
  expect(ofType(stored, 'client_tool_call')).toMatchObject([{ call_id: 'call_1', arguments: { a: 1 } }]);
});

test('the open workflow before it is told as it stands, and waits for the next turn', async () => {
  const task = (title: string) => ({ type: 'custom' as const, title });
  const first = responsesModel(calls(functionCall('select', { a: 1 }, 'call_1')));
  const tools = stopping(clientTool('select', {}, (context) => context.addWorkflowTask(task('A'))));
  const { server, threadId, events, stored } = await answerOf(first, tools);
  expect(events.flatMap((event) => ('item' in event ? [`${event.type} ${event.item.type}`] : []))).toEqual([
    'thread.item.added workflow',
    'thread.item.done workflow',
    'thread.item.done client_tool_call',
  ]);
  expect(ofType(stored, 'workflow')[0]?.workflow.summary).toBeUndefined();

  answerWith(server, responsesModel(says('Done.')), { prepare: (context) => context.addWorkflowTask(task('B')) });
  const request = { type: 'threads.add_client_tool_output', params: { thread_id: threadId, result: 1 } };
  await (await stream(server, request)).rest();
  const after = await storedItems(server, threadId);
  expect(after.map(({ type }) => type)).toEqual(['user_message', 'workflow', 'client_tool_call', 'assistant_message']);
  expect(ofType(after, 'workflow')[0]?.workflow).toMatchObject({ tasks: [{ title: 'A' }, { title: 'B' }] });
  expect(ofType(after, 'workflow')[0]?.workflow.summary).toBeDefined();
});

test('a run that fails asks the client for nothing', async () => {
  const away = () => {
    throw new Error('model away');
  };
  const { stored } = await answerOf(responsesModel([away]), {
    fails: true,
    prepare: (context) => {
      context.clientToolCall = { name: 'select', arguments: {} };
    },
  });
  expect(stored).toEqual([]);
});
