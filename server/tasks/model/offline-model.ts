import { randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import {
  type Model,
  type ModelRequest,
  type ModelResponse,
  type protocol,
  type StreamEvent,
  Usage,
} from '@openai/agents';
import { toConversation } from './conversation.ts';
import type { ToolCall } from './offline/calls.ts';
import { closingWords } from './offline/closing.ts';
import { type Interpretation, parse } from './offline/parse.ts';

/** The name the offline model goes by. */
export const OFFLINE_MODEL_NAME = 'offline';

type Output = protocol.AssistantMessageItem | protocol.FunctionCallItem;

const UNAVAILABLE = 'I can’t do that here.';

/**
 * A model without a network: it reads commands about tasks in everyday English by rules and, like any other model,
 * answers by calling tools and by text. Given the same conversation it says the same; only ids differ.
 */
export class OfflineModel implements Model {
  async getResponse(request: ModelRequest): Promise<ModelResponse> {
    request.signal?.throwIfAborted();
    return { usage: new Usage(), output: respond(request), responseId: newId('resp') };
  }

  async *getStreamedResponse(request: ModelRequest): AsyncIterable<StreamEvent> {
    // Others have a turn here, as they have while a model is asked over a network.
    await setImmediate();
    request.signal?.throwIfAborted();
    yield { type: 'response_started' };
    const output = respond(request);
    for (const item of output) {
      for (const delta of deltas(item)) {
        // Lets the words before it out to the reader, and a Stop in.
        await setImmediate();
        request.signal?.throwIfAborted();
        yield { type: 'output_text_delta', delta, ...(item.id !== undefined && { itemId: item.id }) };
      }
    }
    yield {
      type: 'response_done',
      response: { id: newId('resp'), usage: { requests: 1, inputTokens: 0, outputTokens: 0, totalTokens: 0 }, output },
    };
  }
}

function respond(request: ModelRequest): Output[] {
  const { message, context, outputs } = toConversation(request.input);
  const read = parse(message, context);
  if (outputs.length > 0) return [toMessage(closing(outputs, read))];
  if (read.kind === 'text') return [toMessage(read.text)];
  // A call of a tool that was not offered would end the run with an error.
  const offered = new Set(request.tools.flatMap((tool) => (tool.type === 'function' ? [tool.name] : [])));
  const calls = read.calls.filter(({ name }) => offered.has(name));
  return calls.length > 0 ? calls.map(toFunctionCall) : [toMessage(UNAVAILABLE)];
}

function closing(outputs: readonly unknown[], read: Interpretation): string {
  const { yesNo, aside } = read.kind === 'calls' ? read : { yesNo: false, aside: undefined };
  const words = closingWords(outputs, yesNo);
  return aside === undefined ? words : `${words} ${aside}`;
}

function toMessage(text: string): protocol.AssistantMessageItem {
  const content = [{ type: 'output_text' as const, text }];
  return { type: 'message', id: newId('msg'), role: 'assistant', status: 'completed', content };
}

function toFunctionCall({ name, input }: ToolCall): protocol.FunctionCallItem {
  const call = { id: newId('fc'), callId: newId('call'), name, arguments: JSON.stringify(input) };
  return { type: 'function_call', status: 'completed', ...call };
}

// A word with the space behind it at a time.
function deltas(item: Output): string[] {
  if (item.type === 'function_call') return [];
  return item.content.flatMap((part) => (part.type === 'output_text' ? (part.text.match(/\s*\S+\s*/g) ?? []) : []));
}

function newId(prefix: string): string {
  return `${prefix}_${randomUUID().replaceAll('-', '')}`;
}
