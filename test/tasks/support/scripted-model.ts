import { randomUUID } from 'node:crypto';
import {
  type Model,
  type ModelRequest,
  type ModelResponse,
  type protocol,
  type StreamEvent,
  Usage,
} from '@openai/agents';

/** What the model answers to one request: tool calls, a text, or a failure. */
export type Step = { calls: [name: string, input: object | string][] } | { text: string } | Error;

/** A model that answers what a test tells it, and keeps what it was asked. */
export class ScriptedModel implements Model {
  readonly requests: ModelRequest[] = [];
  readonly #steps: Step[];

  constructor(...steps: Step[]) {
    this.#steps = steps;
  }

  /** Adds what is answered next. */
  next(...steps: Step[]): this {
    this.#steps.push(...steps);
    return this;
  }

  async getResponse(): Promise<ModelResponse> {
    throw new Error('The assistant streams.');
  }

  async *getStreamedResponse(request: ModelRequest): AsyncGenerator<StreamEvent> {
    const { signal: _, ...asked } = request;
    this.requests.push(structuredClone(asked));
    const step = this.#steps.shift();
    if (!step) throw new Error('The script of the model is at its end.');
    if (step instanceof Error) throw step;
    yield { type: 'response_started' };
    const output = toOutput(step);
    if ('text' in step) yield { type: 'output_text_delta', delta: step.text };
    yield { type: 'response_done', response: { id: randomUUID(), usage: new Usage(), output } };
  }

  /** The input of the newest request, each item as its text. */
  get lastInput(): string[] {
    const input = this.requests.at(-1)?.input ?? [];
    return typeof input === 'string' ? [input] : input.map(toText);
  }

  /** What the tools answered in the newest request. */
  get lastOutputs(): unknown[] {
    const input = this.requests.at(-1)?.input ?? [];
    if (typeof input === 'string') return [];
    return input.flatMap((item) => (item.type === 'function_call_result' ? [JSON.parse(toText(item))] : []));
  }
}

function toOutput(step: Exclude<Step, Error>): (protocol.AssistantMessageItem | protocol.FunctionCallItem)[] {
  if ('text' in step) {
    const content = [{ type: 'output_text' as const, text: step.text }];
    return [{ type: 'message', role: 'assistant', status: 'completed', id: randomUUID(), content }];
  }
  return step.calls.map(([name, input]) => ({
    type: 'function_call',
    callId: randomUUID(),
    name,
    status: 'completed',
    arguments: typeof input === 'string' ? input : JSON.stringify(input),
  }));
}

function toText(item: protocol.ModelItem): string {
  if (item.type === 'function_call_result') {
    const { output } = item;
    if (typeof output === 'string') return output;
    return !Array.isArray(output) && output.type === 'text' ? output.text : JSON.stringify(output);
  }
  if (!('role' in item) || item.role === 'system') return JSON.stringify(item);
  if (typeof item.content === 'string') return item.content;
  return item.content.map((part) => ('text' in part ? part.text : '')).join('');
}
