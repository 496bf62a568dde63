import type { ScriptedCall } from './openai-stand-in.ts';
import { type Frame, newId, pieces } from './openai-stand-in-responses.ts';

interface Scripted {
  text?: string;
  calls?: ScriptedCall[];
}

const USAGE = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 };

/** A whole answer of the Chat Completions API. */
export function chatCompletionJson(
  { text, calls = [] }: Scripted,
  body: Record<string, unknown>,
): Record<string, unknown> {
  const toolCalls = calls.map(({ name, arguments: input }) => ({
    id: newId('call'),
    type: 'function',
    function: { name, arguments: JSON.stringify(input) },
  }));
  const message = { role: 'assistant', content: text ?? null, ...(toolCalls.length > 0 && { tool_calls: toolCalls }) };
  const choice = { index: 0, message, finish_reason: finishReason(calls), logprobs: null };
  return { ...envelope(newId('chatcmpl'), body, 'chat.completion'), choices: [choice], usage: USAGE };
}

/** The chunks of a streamed answer of the Chat Completions API. */
export function* chatCompletionChunks({ text, calls = [] }: Scripted, body: Record<string, unknown>): Generator<Frame> {
  const id = newId('chatcmpl');
  const chunk = (delta: Record<string, unknown>, counts: boolean, finish: string | null = null): Frame => {
    const choice = { index: 0, delta, finish_reason: finish, logprobs: null };
    const data = { ...envelope(id, body, 'chat.completion.chunk'), choices: [choice] };
    return { text: `data: ${JSON.stringify(data)}\n\n`, delta: counts };
  };
  yield chunk({ role: 'assistant', content: text === undefined ? null : '' }, false);
  for (const content of pieces(text ?? '')) yield chunk({ content }, true);
  for (const [index, { name, arguments: input }] of calls.entries()) {
    const opening = { index, id: newId('call'), type: 'function', function: { name, arguments: '' } };
    yield chunk({ tool_calls: [opening] }, false);
    for (const part of pieces(JSON.stringify(input)))
      yield chunk({ tool_calls: [{ index, function: { arguments: part } }] }, true);
  }
  yield chunk({}, false, finishReason(calls));
  const usage = { ...envelope(id, body, 'chat.completion.chunk'), choices: [], usage: USAGE };
  yield { text: `data: ${JSON.stringify(usage)}\n\n`, delta: false };
  yield { text: 'data: [DONE]\n\n', delta: false };
}

function finishReason(calls: readonly ScriptedCall[]): string {
  return calls.length > 0 ? 'tool_calls' : 'stop';
}

function envelope(id: string, body: Record<string, unknown>, object: string): Record<string, unknown> {
  return { id, object, created: Math.floor(Date.now() / 1000), model: body.model };
}
