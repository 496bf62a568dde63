import type { AgentInputItem, ModelRequest } from '@openai/agents';
import { parseSummary, type Summary } from '../summary.ts';
import { type Context, toContext } from './offline/context.ts';

/** What the offline model needs of a request. */
interface Conversation {
  /** The person's newest message. */
  readonly message: string;
  /** What came before it. */
  readonly context: Context;
  /** What the tools answered since; empty when the message has yet to be read. */
  readonly outputs: readonly unknown[];
}

/** Reads a model's input: the newest user message, what was said and shown before it, and tool outputs after it. */
export function toConversation(input: ModelRequest['input']): Conversation {
  if (typeof input === 'string') return { message: input, context: toContext([], undefined), outputs: [] };
  const newest = input.findLastIndex(isUserMessage);
  const shown: Summary[] = [];
  let said: string | undefined;
  for (const item of input.slice(0, Math.max(0, newest))) {
    for (const text of assistantTexts(item)) {
      const summary = parseSummary(text);
      if (summary) shown.push(summary);
      else said = text;
    }
    // Only a question that was asked in the very last answer waits for one.
    if (isUserMessage(item)) said = undefined;
  }
  const outputs = input
    .slice(newest + 1)
    .flatMap((item) => (item.type === 'function_call_result' ? [toOutput(item.output)] : []));
  const last = input[newest];
  return { message: last ? userText(last) : '', context: toContext(shown, said), outputs };
}

function isUserMessage(item: AgentInputItem): boolean {
  return 'role' in item && item.role === 'user';
}

function userText(item: AgentInputItem): string {
  if (!('role' in item) || item.role !== 'user') return '';
  if (typeof item.content === 'string') return item.content;
  return item.content.flatMap((part) => (part.type === 'input_text' ? [part.text] : [])).join('\n');
}

function assistantTexts(item: AgentInputItem): string[] {
  if (!('role' in item) || item.role !== 'assistant') return [];
  // The SDK's types know parts only, its callers write plain texts too.
  const content: unknown = item.content;
  if (typeof content === 'string') return [content];
  return item.content.flatMap((part) => (part.type === 'output_text' ? [part.text] : []));
}

// A tool's text arrives bare or wrapped in a part; what is no JSON is the SDK's account of a failure.
function toOutput(output: unknown): unknown {
  const text = toText(output);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function toText(output: unknown): string | undefined {
  if (typeof output === 'string') return output;
  if (Array.isArray(output)) return output.length === 1 ? toText(output[0]) : undefined;
  if (typeof output !== 'object' || output === null || !('text' in output)) return undefined;
  return typeof output.text === 'string' ? output.text : undefined;
}
