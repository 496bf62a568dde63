import type { GeneratedImageItem } from '../index.ts';
import type { RunChannel } from './channel.ts';
import type { ResponseStreamConverter } from './converter.ts';
import type { ResponsesEvent } from './model-events.ts';

/** Shows images that a model draws, several at a time if need be: each is announced, grows, and is done or taken back. */
export class ImageStream {
  readonly #channel: RunChannel;
  readonly #converter: ResponseStreamConverter;
  /** Those on their way, by the model's id of the call. */
  readonly #items = new Map<string, GeneratedImageItem>();

  constructor(channel: RunChannel, converter: ResponseStreamConverter) {
    this.#channel = channel;
    this.#converter = converter;
  }

  /** Answers a promise when there is something to wait for. */
  handle(event: ResponsesEvent): Promise<void> | undefined {
    switch (event.type) {
      case 'response.output_item.added':
        if (event.item.type === 'image_generation_call') this.#begin(event.item.id);
        return undefined;
      case 'response.image_generation_call.partial_image':
        return this.#grow(event);
      case 'response.output_item.done':
        return event.item.type === 'image_generation_call' ? this.#end(event.item) : undefined;
      default:
        return undefined;
    }
  }

  /** Takes back what never came. */
  finish(): void {
    for (const { id } of this.#items.values()) this.#channel.show({ type: 'thread.item.removed', item_id: id });
    this.#items.clear();
  }

  #begin(callId: string): void {
    const item = this.#createItem();
    this.#items.set(callId, item);
    this.#channel.show({ type: 'thread.item.added', item });
  }

  async #grow(event: ResponsesEvent<'response.image_generation_call.partial_image'>): Promise<void> {
    const item = this.#items.get(event.item_id);
    if (!item) return;
    const index = event.partial_image_index;
    const url = await this.#converter.base64ImageToUrl(event.item_id, event.partial_image_b64, index);
    this.#channel.show({
      type: 'thread.item.updated',
      item_id: item.id,
      update: {
        type: 'generated_image.updated',
        image: { id: event.item_id, url },
        progress: this.#converter.partialImageIndexToProgress(index),
      },
    });
  }

  async #end({ id, result }: { id: string; result?: string | null }): Promise<void> {
    const announced = this.#items.get(id);
    this.#items.delete(id);
    if (result) {
      const item = announced ?? this.#createItem();
      const url = await this.#converter.base64ImageToUrl(id, result);
      this.#channel.show({ type: 'thread.item.done', item: { ...item, image: { id, url } } });
    } else if (announced) {
      // It failed, and the model says so in its own words.
      this.#channel.show({ type: 'thread.item.removed', item_id: announced.id });
    }
  }

  #createItem(): GeneratedImageItem {
    return { ...this.#channel.itemBase('message'), type: 'generated_image' };
  }
}
