import type { Annotation, AssistantMessageContent, AssistantMessageItem, ItemUpdate } from '../index.ts';
import type { RunChannel } from './channel.ts';

interface Part {
  /** Its place in the message. */
  readonly index: number;
  text: string;
  readonly annotations: Annotation[];
  /** Whether it has said something that nobody has ended yet. */
  isGrowing: boolean;
}

/** One message of the assistant on its way: shown with its first part, and not at all when it never has one. */
export class AssistantMessage {
  readonly #channel: Pick<RunChannel, 'show' | 'itemBase'>;
  /** By the model's index. ChatKit's clients want parts without gaps: ours count up in the order they turn up. */
  readonly #parts = new Map<number, Part>();
  #item: AssistantMessageItem | undefined;

  constructor(channel: Pick<RunChannel, 'show' | 'itemBase'>) {
    this.#channel = channel;
  }

  /** Announces a part; one that is there stays as it is. */
  addPart(modelIndex: number, text = ''): void {
    if (!this.#parts.has(modelIndex)) this.#addPart(modelIndex, text);
  }

  append(modelIndex: number, delta: string): void {
    const part = this.#part(modelIndex);
    part.text += delta;
    part.isGrowing = true;
    this.#update({ type: 'assistant_message.content_part.text_delta', content_index: part.index, delta });
  }

  annotate(modelIndex: number, annotation: Annotation): void {
    const part = this.#part(modelIndex);
    part.annotations.push(annotation);
    this.#update({
      type: 'assistant_message.content_part.annotation_added',
      content_index: part.index,
      // Those that are shown count, not those of the model: some of its are left out.
      annotation_index: part.annotations.length - 1,
      annotation,
    });
  }

  /** Ends a part; `text` is the whole of it, in case a piece was lost on the way. */
  endPart(modelIndex: number, text: string): void {
    this.#endPart(this.#part(modelIndex), text);
  }

  /**
   * Ends the message. `content` is the model's last word on it, which counts where it says something. A message without
   * text is taken back. Answers whether people have it before them now.
   */
  finish(content: readonly AssistantMessageContent[] = []): boolean {
    const parts = [...this.#parts.values()];
    const item = this.#item ?? this.#createItem();
    item.content = Array.from({ length: Math.max(content.length, parts.length) }, (_, index) =>
      toContent(content[index], parts[index]),
    );
    if (item.content.every((part) => part.text === '')) {
      if (this.#item) this.#channel.show({ type: 'thread.item.removed', item_id: item.id });
      return false;
    }
    for (const part of parts) if (part.isGrowing) this.#endPart(part, item.content[part.index]?.text ?? part.text);
    this.#channel.show({ type: 'thread.item.done', item });
    return true;
  }

  #part(modelIndex: number): Part {
    return this.#parts.get(modelIndex) ?? this.#addPart(modelIndex, '');
  }

  #addPart(modelIndex: number, text: string): Part {
    if (!this.#item) {
      this.#item = this.#createItem();
      this.#channel.show({ type: 'thread.item.added', item: { ...this.#item } });
    }
    const part: Part = { index: this.#parts.size, text, annotations: [], isGrowing: false };
    this.#parts.set(modelIndex, part);
    // ChatKit's clients drop deltas of a part that was not announced.
    const content = toContent(undefined, part);
    this.#update({ type: 'assistant_message.content_part.added', content_index: part.index, content });
    return part;
  }

  #endPart(part: Part, text: string): void {
    part.text = text;
    part.isGrowing = false;
    // With its annotations: clients take this for the whole part.
    const content = toContent(undefined, part);
    this.#update({ type: 'assistant_message.content_part.done', content_index: part.index, content });
  }

  #createItem(): AssistantMessageItem {
    return { ...this.#channel.itemBase('message'), type: 'assistant_message', content: [] };
  }

  #update(update: ItemUpdate): void {
    // Whoever updates has added a part before, and with it the item.
    if (this.#item) this.#channel.show({ type: 'thread.item.updated', item_id: this.#item.id, update });
  }
}

function toContent(content: AssistantMessageContent | undefined, part: Part | undefined): AssistantMessageContent {
  const annotations = content?.annotations.length ? content.annotations : (part?.annotations ?? []);
  return { type: 'output_text', text: content?.text || (part?.text ?? ''), annotations: [...annotations] };
}
