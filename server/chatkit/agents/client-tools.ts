import type { RunStreamEvent } from '@openai/agents';
import type { ClientToolCallItem } from '../index.ts';
import type { RunChannel } from './channel.ts';

/** A tool that runs in the client: in ChatKit, its `onClientTool` option. */
export interface ClientToolCall {
  /** The name that the client knows the tool by. */
  name: string;
  arguments: Record<string, unknown>;
  /** The model's call that asked for it. @default the newest call of this name in the run */
  callId?: string;
}

/** A call as the model made it. */
interface FunctionCall {
  name: string;
  callId: string;
  arguments: string;
}

/** Remembers the model's calls, to find the one that a client's tool answers. */
export class ClientToolCalls {
  readonly #calls: FunctionCall[] = [];

  note(event: RunStreamEvent): void {
    if (event.type !== 'run_item_stream_event' || event.item.type !== 'tool_call_item') return;
    const { rawItem } = event.item;
    if (rawItem.type === 'function_call') this.#calls.push(rawItem);
  }

  /** The item that tells the client to run the tool. Its `call_id` is the model's, so that the output finds its call. */
  toItem(call: ClientToolCall, channel: Pick<RunChannel, 'itemBase'>): ClientToolCallItem {
    return {
      ...channel.itemBase('tool_call'),
      type: 'client_tool_call',
      status: 'pending',
      call_id: call.callId ?? this.#findCallId(call) ?? channel.itemBase('tool_call').id,
      name: call.name,
      arguments: structuredClone(call.arguments),
    };
  }

  /** A tool may rename what it asks the client for; then the newest call of all is the nearest guess. */
  #findCallId({ name, arguments: args }: ClientToolCall): string | undefined {
    const named = this.#calls.filter((call) => call.name === name);
    const same = named.findLast((call) => isSameJson(call.arguments, args));
    return (same ?? named.at(-1) ?? this.#calls.at(-1))?.callId;
  }
}

function isSameJson(text: string, value: unknown): boolean {
  try {
    return JSON.stringify(JSON.parse(text)) === JSON.stringify(value);
  } catch {
    return false;
  }
}
