import type { Bridge } from '../bridge.ts';
import type { Attachment, Content, Input } from '../wire/types.ts';

/** What stands in the composer besides the text that is being written. */
export class ComposerState {
  text = '';
  /** Text with tags in it; good as long as the text is what it says. */
  content: readonly Content[] | undefined;
  quote = '';
  attachments: readonly Attachment[] = [];
  toolId: string | undefined;
  modelId: string | undefined;
  readonly #bridge: Bridge;

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
    this.followOptions();
  }

  /** A model that is offered no more gives way to the default, else to the first (L7). */
  followOptions(): void {
    const { models = [], tools = [] } = this.#bridge.options.composer ?? {};
    if (!models.some(({ id, disabled }) => id === this.modelId && !disabled)) {
      this.modelId = (models.find((model) => model.default && !model.disabled) ?? models[0])?.id;
    }
    if (!tools.some(({ id }) => id === this.toolId)) this.toolId = undefined;
  }

  /** Everything that is not named is reset, the tool and the model kept. */
  replace(
    text: string,
    content: readonly Content[] | undefined,
    quote: string,
    attachments: readonly Attachment[],
  ): void {
    this.text = content ? content.map((part) => part.text).join('') : text;
    this.content = content;
    this.quote = quote;
    this.attachments = attachments;
  }

  selectTool(id: string | undefined): void {
    const known = this.#bridge.options.composer?.tools?.some((tool) => tool.id === id);
    if (id !== undefined && !known) return;
    if (id === this.toolId) return;
    this.toolId = id;
    this.#bridge.emit('chatkit.tool.change', { toolId: id ?? null });
  }

  selectModel(id: string): void {
    const model = this.#bridge.options.composer?.models?.find((known) => known.id === id);
    if (model && !model.disabled) this.modelId = id;
  }

  /** Submitting or changing the thread takes the tool away, unless it is persistent. */
  leaveTool(): void {
    const tool = this.#bridge.options.composer?.tools?.find(({ id }) => id === this.toolId);
    if (tool && !tool.persistent) this.selectTool(undefined);
  }

  get placeholder(): string {
    const { tools = [], placeholder } = this.#bridge.options.composer ?? {};
    const tool = tools.find(({ id }) => id === this.toolId);
    return tool?.placeholderOverride ?? placeholder ?? 'Message the AI';
  }

  toInput(): Input {
    const plain = this.content?.map((part) => part.text).join('') === this.text ? this.content : undefined;
    return toInput(plain ?? [{ type: 'input_text', text: this.text.trim() }], this.attachments, this.quote, {
      model: this.modelId,
      tool: this.toolId,
    });
  }
}

export function toInput(
  content: readonly Content[],
  attachments: readonly Attachment[],
  quote: string,
  chosen: { model?: string | undefined; tool?: string | undefined },
): Input {
  return {
    content,
    attachments: attachments.map(({ id }) => id),
    quoted_text: quote,
    inference_options: {
      ...(chosen.model !== undefined && { model: chosen.model }),
      ...(chosen.tool !== undefined && { tool_choice: { id: chosen.tool } }),
    },
  };
}
