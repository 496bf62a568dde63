import { randomUUID } from 'node:crypto';
import type { ScriptedCall } from './openai-stand-in.ts';

/** One piece of a stream, as it goes on the wire. */
export interface Frame {
  text: string;
  /** Whether it carries a piece of text or of arguments. */
  delta: boolean;
}

interface Scripted {
  text?: string;
  calls?: ScriptedCall[];
}

const USAGE = {
  input_tokens: 10,
  input_tokens_details: { cached_tokens: 0 },
  output_tokens: 5,
  output_tokens_details: { reasoning_tokens: 0 },
  total_tokens: 15,
};

/** A whole answer of the Responses API. */
export function responseJson(scripted: Scripted, body: Record<string, unknown>): Record<string, unknown> {
  return envelope(newId('resp'), body, 'completed', outputOf(scripted));
}

/** The events of a streamed answer of the Responses API. */
export function* responseEvents(scripted: Scripted, body: Record<string, unknown>): Generator<Frame> {
  const id = newId('resp');
  let sequence = 0;
  const frame = (type: string, data: Record<string, unknown>, delta = false): Frame => {
    const event = { type, sequence_number: sequence++, ...data };
    return { text: `event: ${type}\ndata: ${JSON.stringify(event)}\n\n`, delta };
  };
  const output = outputOf(scripted);
  yield frame('response.created', { response: envelope(id, body, 'in_progress', []) });
  yield frame('response.in_progress', { response: envelope(id, body, 'in_progress', []) });
  for (const [index, item] of output.entries()) {
    const at = { item_id: item.id, output_index: index };
    if (item.type === 'message') {
      const part = { type: 'output_text', text: '', annotations: [] };
      const { text } = item.content[0];
      yield frame('response.output_item.added', {
        output_index: index,
        item: { ...item, status: 'in_progress', content: [] },
      });
      yield frame('response.content_part.added', { ...at, content_index: 0, part });
      for (const delta of pieces(text)) {
        yield frame('response.output_text.delta', { ...at, content_index: 0, delta, logprobs: [] }, true);
      }
      yield frame('response.output_text.done', { ...at, content_index: 0, text, logprobs: [] });
      yield frame('response.content_part.done', { ...at, content_index: 0, part: { ...part, text } });
    } else {
      yield frame('response.output_item.added', {
        output_index: index,
        item: { ...item, status: 'in_progress', arguments: '' },
      });
      for (const delta of pieces(item.arguments)) {
        yield frame('response.function_call_arguments.delta', { ...at, delta }, true);
      }
      yield frame('response.function_call_arguments.done', { ...at, name: item.name, arguments: item.arguments });
    }
    yield frame('response.output_item.done', { output_index: index, item });
  }
  yield frame('response.completed', { response: envelope(id, body, 'completed', output) });
}

/** Text in pieces of a word each. */
export function pieces(text: string): string[] {
  return text.match(/\s*\S+\s*/g) ?? [];
}

/** A new id with the prefix that OpenAI's have. */
export function newId(prefix: string): string {
  return `${prefix}_${randomUUID().replaceAll('-', '')}`;
}

function outputOf({ text, calls = [] }: Scripted) {
  const messages =
    text === undefined
      ? []
      : [
          {
            id: newId('msg'),
            type: 'message' as const,
            role: 'assistant',
            status: 'completed',
            content: [{ type: 'output_text', text, annotations: [] }] as const,
          },
        ];
  const functions = calls.map(({ name, arguments: input }) => ({
    id: newId('fc'),
    type: 'function_call' as const,
    status: 'completed',
    call_id: newId('call'),
    name,
    arguments: JSON.stringify(input),
  }));
  return [...messages, ...functions];
}

function envelope(
  id: string,
  body: Record<string, unknown>,
  status: string,
  output: unknown[],
): Record<string, unknown> {
  return {
    id,
    object: 'response',
    created_at: Math.floor(Date.now() / 1000),
    status,
    model: body.model,
    output,
    error: null,
    incomplete_details: null,
    instructions: body.instructions ?? null,
    metadata: {},
    parallel_tool_calls: true,
    temperature: 1,
    tool_choice: 'auto',
    tools: body.tools ?? [],
    top_p: 1,
    usage: status === 'completed' ? USAGE : null,
  };
}
