import type { RunStreamEvent } from '@openai/agents';
import type { ResponseStreamEvent } from 'openai/resources/responses/responses';

/** What a model streams, in the words of the Agents SDK. */
export type ModelEvent = Extract<RunStreamEvent, { type: 'raw_model_stream_event' }>['data'];

/** An event of the Responses API, of the type given. */
export type ResponsesEvent<Type extends ResponseStreamEvent['type'] = ResponseStreamEvent['type']> = Extract<
  ResponseStreamEvent,
  { type: Type }
>;

/** The event of the Responses API that a model passed through; `undefined` for whatever else models pass through. */
export function toResponsesEvent(event: ModelEvent): ResponsesEvent | undefined {
  if (event.type !== 'model') return undefined;
  const raw = event.event as { type?: unknown } | null | undefined;
  const isResponses = typeof raw?.type === 'string' && raw.type.startsWith('response.');
  return isResponses ? (raw as ResponsesEvent) : undefined;
}

/**
 * Tells text that a model streams only once from text that comes twice: models of the Responses API stream each piece in
 * the Agents SDK's words, and again as the raw event.
 */
export class PlainText {
  #raw = false;

  /** Takes note of a raw event of the Responses API. */
  note(event: ResponsesEvent): void {
    if (event.type === 'response.output_item.added') this.#raw ||= event.item.type === 'message';
    else this.#raw ||= event.type === 'response.output_text.delta';
  }

  /** The next piece of text of a model that streams no raw events of it. */
  read(event: ModelEvent): string | undefined {
    if (event.type === 'response_started') this.#raw = false;
    if (event.type !== 'output_text_delta' || this.#raw) return undefined;
    // Servers that do not announce a message still say where a piece of it comes from.
    return event.providerData?.type === 'response.output_text.delta' ? undefined : event.delta;
  }
}

/** The next piece of a refusal that a Chat Completions model streams; the Agents SDK tells it at the end only. */
export function readChatRefusal(event: ModelEvent): string | undefined {
  if (event.type !== 'model') return undefined;
  const chunk = event.event as { choices?: { index?: unknown; delta?: { refusal?: unknown } }[] } | null | undefined;
  if (!Array.isArray(chunk?.choices)) return undefined;
  const refusal = chunk.choices.find((choice) => choice.index === 0)?.delta?.refusal;
  return typeof refusal === 'string' && refusal !== '' ? refusal : undefined;
}
