import type { protocol } from '@openai/agents';
import type { Annotation, AssistantMessageContent } from '../index.ts';
import { readCitation } from './annotations.ts';
import { AssistantMessage } from './assistant-message.ts';
import type { RunChannel } from './channel.ts';
import { type ResponseStreamConverter, toAnnotation } from './converter.ts';
import type { ModelEvent, ResponsesEvent } from './model-events.ts';
import { PlainText, readChatRefusal } from './model-events.ts';

/** Where text and refusal of a model without parts of its own go. */
const PLAIN = { text: 0, refusal: 1 };

/**
 * Follows what a model says, with ids of ours, since models repeat theirs.
 *
 * The Responses API tells messages and their parts apart by itself. Of any other model each response is one message, and
 * one that does not stream has its messages in the response's end.
 */
export class MessageStream {
  readonly #channel: RunChannel;
  readonly #converter: ResponseStreamConverter;
  readonly #plainText = new PlainText();
  /** By the model's id: only those on their way, so that a later one may have the same. */
  readonly #messages = new Map<string, AssistantMessage>();
  #plain: AssistantMessage | undefined;
  /** Whether this response showed a message before its end. */
  #hasShown = false;

  constructor(channel: RunChannel, converter: ResponseStreamConverter) {
    this.#channel = channel;
    this.#converter = converter;
  }

  /** Takes an event in the words of the Agents SDK. Answers a promise when there is something to wait for. */
  handle(event: ModelEvent): Promise<void> | undefined {
    if (event.type === 'response_done') return this.#endResponse(event.response.output);
    const text = this.#plainText.read(event);
    if (text) this.#requirePlain().append(PLAIN.text, text);
    const refusal = readChatRefusal(event);
    if (refusal) this.#requirePlain().append(PLAIN.refusal, refusal);
    return undefined;
  }

  /** Takes an event of the Responses API. Answers a promise when there is something to wait for. */
  handleRaw(event: ResponsesEvent): Promise<void> | undefined {
    this.#plainText.note(event);
    switch (event.type) {
      case 'response.output_item.added':
        if (event.item.type === 'message') this.#begin(event.item);
        return undefined;
      case 'response.content_part.added':
        // Parts of a reasoning item are announced the same way.
        if (isTextPart(event.part)) this.#message(event.item_id).addPart(event.content_index, textOf(event.part));
        return undefined;
      case 'response.output_text.delta':
      case 'response.refusal.delta':
        this.#message(event.item_id).append(event.content_index, event.delta);
        return undefined;
      case 'response.output_text.done':
        this.#message(event.item_id).endPart(event.content_index, event.text);
        return undefined;
      case 'response.refusal.done':
        this.#message(event.item_id).endPart(event.content_index, event.refusal);
        return undefined;
      case 'response.output_text.annotation.added':
        return this.#annotate(event);
      case 'response.output_item.done':
        return event.item.type === 'message' ? this.#end(event.item) : undefined;
      default:
        return undefined;
    }
  }

  /** Ends what the model left unfinished. */
  finish(): void {
    if (this.#plain) this.#finish(this.#plain);
    this.#plain = undefined;
    for (const message of this.#messages.values()) this.#finish(message);
    this.#messages.clear();
  }

  #finish(message: AssistantMessage, content?: AssistantMessageContent[]): void {
    if (message.finish(content)) this.#hasShown = true;
  }

  #requirePlain(): AssistantMessage {
    this.#plain ??= new AssistantMessage(this.#channel);
    return this.#plain;
  }

  #begin({ id, content }: { id: string; content?: readonly TextPart[] }): void {
    // Whatever is open under this id is another message: models that have one id for all of theirs do this.
    const earlier = this.#messages.get(id);
    if (earlier) this.#finish(earlier);
    this.#messages.delete(id);
    const message = this.#message(id);
    for (const [index, part] of (content ?? []).entries()) message.addPart(index, textOf(part));
  }

  #message(id: string): AssistantMessage {
    const message = this.#messages.get(id) ?? new AssistantMessage(this.#channel);
    this.#messages.set(id, message);
    return message;
  }

  async #annotate(event: ResponsesEvent<'response.output_text.annotation.added'>): Promise<void> {
    const message = this.#message(event.item_id);
    const annotation = await this.#toAnnotation(event.annotation);
    if (annotation) message.annotate(event.content_index, annotation);
  }

  async #end({ id, content }: { id: string; content?: readonly TextPart[] }): Promise<void> {
    const message = this.#messages.get(id) ?? this.#plain ?? new AssistantMessage(this.#channel);
    this.#messages.delete(id);
    if (message === this.#plain) this.#plain = undefined;
    this.#finish(message, await this.#toContent(content ?? []));
  }

  async #endResponse(output: protocol.OutputModelItem[]): Promise<void> {
    const said = output.flatMap((item) => (item.type === 'message' && item.role === 'assistant' ? [item] : []));
    const [only] = said;
    // What was streamed without parts lacks its citations, and a refusal that nobody streamed.
    if (this.#plain && only && said.length === 1) {
      const message = this.#plain;
      this.#plain = undefined;
      this.#finish(message, await this.#toContent(only.content));
    }
    this.finish();
    if (!this.#hasShown) {
      for (const { content } of said) new AssistantMessage(this.#channel).finish(await this.#toContent(content));
    }
    this.#hasShown = false;
  }

  async #toContent(parts: readonly object[]): Promise<AssistantMessageContent[]> {
    const content: AssistantMessageContent[] = [];
    for (const part of parts) {
      if (!isTextPart(part)) continue;
      const annotations: Annotation[] = [];
      for (const raw of annotationsOf(part)) {
        const annotation = await this.#toAnnotation(raw);
        if (annotation) annotations.push(annotation);
      }
      content.push({ type: 'output_text', text: textOf(part), annotations });
    }
    return content;
  }

  async #toAnnotation(raw: unknown): Promise<Annotation | undefined> {
    const citation = readCitation(raw);
    return citation && (await toAnnotation(citation, this.#converter));
  }
}

/** A part that people read, from the API itself or in the words of the Agents SDK. */
type TextPart =
  | { type: 'output_text'; text: string; annotations?: unknown; providerData?: { annotations?: unknown } | undefined }
  | { type: 'refusal'; refusal: string };

function isTextPart(part: object): part is TextPart {
  return 'type' in part && (part.type === 'output_text' || part.type === 'refusal');
}

/** A refusal is an answer too: without it the person would see nothing at all. */
function textOf(part: TextPart): string {
  return (part.type === 'refusal' ? part.refusal : part.text) ?? '';
}

function annotationsOf(part: TextPart): readonly unknown[] {
  if (part.type === 'refusal') return [];
  const annotations = part.annotations ?? part.providerData?.annotations;
  return Array.isArray(annotations) ? annotations : [];
}
