import type { RunStreamEvent } from '@openai/agents';
import type { AssistantMessageItem, ThreadStreamEvent } from '../index.ts';
import type { AgentContext } from './context.ts';

/** A streamed run of the Agents SDK: `run(agent, input, {stream: true})`. */
export type AgentRun = AsyncIterable<RunStreamEvent> & { readonly completed?: Promise<void> };

/**
 * Turns an agents run into thread events, together with what its tools stream through the context.
 *
 * Text goes out as it comes, from any model (Responses, Chat Completions, one's own): one assistant message per message of
 * a response, with an id of ours, since models repeat theirs. An error of the run is thrown behind what came before it.
 *
 * It ends when the turn is stopped, whether or not the run takes notice: give the turn's signal to the run too
 * (`run(agent, input, {stream: true, signal: turn.signal})`), so that the model is not paid for an answer nobody reads.
 */
export async function* streamAgentResponse<Context>(
  context: AgentContext<Context>,
  run: AgentRun,
): AsyncGenerator<ThreadStreamEvent> {
  const { signal } = context.turn;
  const messages = new MessageStream(context);
  const over = new AbortController();
  const end = () => over.abort();
  signal.addEventListener('abort', end);
  if (signal.aborted) end();
  // The iteration tells the same error; this promise of it is nobody else's to handle.
  run.completed?.catch(() => {});
  let failure: { error: unknown } | undefined;
  const pump = async () => {
    for await (const event of run) {
      if (over.signal.aborted) return;
      if (event.type === 'raw_model_stream_event') messages.handle(event.data);
    }
    await run.completed;
    messages.finish();
  };
  pump()
    .catch((error: unknown) => {
      failure = { error };
    })
    .finally(end);
  try {
    yield* context.events.read(over.signal);
    signal.throwIfAborted();
    if (failure) throw failure.error;
  } finally {
    end();
    signal.removeEventListener('abort', end);
  }
}

type ModelEvent = Extract<RunStreamEvent, { type: 'raw_model_stream_event' }>['data'];

/** Follows a model's text: opens a message with its first delta, closes it when the model does. */
class MessageStream<Context> {
  readonly #context: AgentContext<Context>;
  #message: AssistantMessageItem | undefined;
  #text = '';
  /** Whether this response streamed text; a model that does not stream has it in its end only. */
  #streamed = false;

  constructor(context: AgentContext<Context>) {
    this.#context = context;
  }

  handle(event: ModelEvent): void {
    switch (event.type) {
      case 'response_started':
        this.#streamed = false;
        return;
      case 'output_text_delta':
        this.#append(event.delta);
        return;
      case 'model':
        // The Responses API tells where one message ends and the next begins; others have one message a response.
        if (isMessageDone(event.event)) this.finish();
        return;
      case 'response_done':
        this.finish();
        if (!this.#streamed) {
          for (const item of event.response.output) {
            if (item.type !== 'message' || item.role !== 'assistant') continue;
            for (const part of item.content) {
              if (part.type === 'output_text') this.#append(part.text);
              // A refusal is an answer too: without it the person would see nothing at all.
              if (part.type === 'refusal') this.#append(part.refusal);
            }
            this.finish();
          }
        }
        this.#streamed = false;
        return;
    }
  }

  finish(): void {
    if (!this.#message) return;
    const content = { type: 'output_text' as const, text: this.#text, annotations: [] };
    this.#stream({
      type: 'thread.item.updated',
      item_id: this.#message.id,
      update: { type: 'assistant_message.content_part.done', content_index: 0, content },
    });
    this.#stream({ type: 'thread.item.done', item: { ...this.#message, content: [content] } });
    this.#message = undefined;
    this.#text = '';
  }

  #append(delta: string): void {
    if (!delta) return;
    this.#streamed = true;
    this.#message ??= this.#open();
    this.#text += delta;
    this.#stream({
      type: 'thread.item.updated',
      item_id: this.#message.id,
      update: { type: 'assistant_message.content_part.text_delta', content_index: 0, delta },
    });
  }

  #open(): AssistantMessageItem {
    const { thread, turn } = this.#context;
    const item: AssistantMessageItem = {
      type: 'assistant_message',
      id: this.#context.generateId('message'),
      thread_id: thread.id,
      created_at: turn.now().toISOString(),
      content: [],
    };
    this.#stream({ type: 'thread.item.added', item });
    this.#stream({
      type: 'thread.item.updated',
      item_id: item.id,
      // ChatKit's clients drop deltas of a part that was not announced.
      update: {
        type: 'assistant_message.content_part.added',
        content_index: 0,
        content: { type: 'output_text', text: '', annotations: [] },
      },
    });
    return item;
  }

  #stream(event: ThreadStreamEvent): void {
    this.#context.stream(event);
  }
}

function isMessageDone(event: unknown): boolean {
  const raw = event as { type?: unknown; item?: { type?: unknown } } | null;
  return raw?.type === 'response.output_item.done' && raw.item?.type === 'message';
}
