import type { RunStreamEvent } from '@openai/agents';
import { ModelRefusalError } from '@openai/agents';
import type { ThreadStreamEvent } from '../index.ts';
import { ClientToolCalls } from './client-tools.ts';
import type { AgentContext } from './context.ts';
import { ResponseStreamConverter } from './converter.ts';
import { type RunFailure, toRunFailure } from './failures.ts';
import { ImageStream } from './images.ts';
import { MessageStream } from './messages.ts';
import { toResponsesEvent } from './model-events.ts';
import { ShownItems } from './shown-items.ts';
import { ThoughtStream } from './thoughts.ts';

/** A streamed run of the Agents SDK: `run(agent, input, {stream: true})`. */
export type AgentRun = AsyncIterable<RunStreamEvent> & { readonly completed?: Promise<void> };

export interface StreamAgentResponseOptions {
  /** How images and citations are shown. @default a `ResponseStreamConverter` */
  converter?: ResponseStreamConverter | undefined;
}

/**
 * Turns an agents run into thread events, together with what its tools stream through the context: text and refusals as
 * they come, citations, summaries of reasoning, images, workflows, and at the end the call of a client's tool.
 *
 * Any model will do (Responses, Chat Completions, one's own). An error of the run is thrown behind what came before it; a
 * guardrail's takes back what the run has shown, and is thrown as a `CustomStreamError` that people may read.
 *
 * It ends when the turn is stopped, whether or not the run takes notice: give the turn's signal to the run too
 * (`run(agent, input, {stream: true, signal: turn.signal})`), so that the model is not paid for an answer nobody reads.
 */
export async function* streamAgentResponse<Context>(
  context: AgentContext<Context>,
  run: AgentRun,
  { converter = new ResponseStreamConverter() }: StreamAgentResponseOptions = {},
): AsyncGenerator<ThreadStreamEvent> {
  const { signal } = context.turn;
  const { channel } = context;
  const over = new AbortController();
  const end = () => over.abort();
  signal.addEventListener('abort', end);
  if (signal.aborted) end();
  // The iteration tells the same error; this promise of it is nobody else's to handle.
  run.completed?.catch(() => {});
  const shown = new ShownItems();
  let failure: RunFailure | undefined;
  followRun(context, run, converter, over.signal)
    .catch((error: unknown) => {
      failure = toRunFailure(error);
    })
    .finally(end);
  try {
    for await (const event of channel.read(over.signal)) {
      // What is not out yet when a guardrail stops the run never comes out.
      if (failure?.takesBack) break;
      shown.note(event);
      yield event;
    }
    signal.throwIfAborted();
    if (failure?.takesBack) yield* takeBack(context, shown);
    if (failure) throw failure.error;
  } finally {
    end();
    signal.removeEventListener('abort', end);
  }
}

/** Reads a run to its end, and puts what it says into the context's channel. */
async function followRun<Context>(
  context: AgentContext<Context>,
  run: AgentRun,
  converter: ResponseStreamConverter,
  over: AbortSignal,
): Promise<void> {
  const { channel, turn } = context;
  const messages = new MessageStream(channel, converter);
  const images = new ImageStream(channel, converter);
  const thoughts = new ThoughtStream(channel.workflow, () => turn.now());
  const calls = new ClientToolCalls();
  const opening = channel.open();
  opening.catch(() => {});
  const read = async () => {
    let isOpen = false;
    for await (const event of run) {
      if (over.aborted) return;
      // Only now, and inside of the loop, which closes the run when the store fails.
      if (!isOpen) await opening;
      isOpen = true;
      calls.note(event);
      if (event.type !== 'raw_model_stream_event') continue;
      const raw = toResponsesEvent(event.data);
      if (raw) thoughts.handle(raw);
      const done = raw ? (images.handle(raw) ?? messages.handleRaw(raw)) : messages.handle(event.data);
      // A promise for every piece of text would cost more than all the rest.
      if (done) await done;
    }
    await run.completed;
  };
  await read().catch((error: unknown) => {
    // The Agents SDK fails here, but a refusal is an answer, and people have read it by now.
    if (!(error instanceof ModelRefusalError)) throw error;
  });
  await opening;
  // A run that was stopped ends quietly: whoever stopped it knows what is to become of its unfinished items.
  if (over.aborted) return;
  messages.finish();
  images.finish();
  const call = context.clientToolCall;
  context.clientToolCall = undefined;
  if (!call) return channel.workflow.end();
  channel.workflow.leave();
  channel.show({ type: 'thread.item.done', item: calls.toItem(call, channel) });
}

/** Takes back what this run has shown; a workflow that an earlier turn began stays. */
async function* takeBack<Context>(
  { store, thread, requestContext, turn, channel }: AgentContext<Context>,
  shown: ShownItems,
): AsyncGenerator<ThreadStreamEvent> {
  for (const { id, hidden } of shown.list()) {
    if (id === channel.resumedId) continue;
    // No client knows a hidden item, so none is told.
    if (hidden) await store.deleteItem(thread.id, id, requestContext, { turn: turn.ref });
    else yield { type: 'thread.item.removed', item_id: id };
  }
}
