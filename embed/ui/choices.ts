import type { ToolOption } from '@openai/chatkit';
import { html, nothing } from 'lit';
import type { InferenceOptions } from '../../server/chatkit/protocol/items.ts';
import type { ChatOptions } from '../options/options.ts';
import { icon } from './icons.ts';

/** Ids of what the person has chosen for the next message. */
export interface Choice {
  readonly tool?: string | null | undefined;
  readonly model?: string | null | undefined;
}

export interface ChoiceHost {
  readonly site: ChatOptions;
  readonly choice: Choice;
  /** What opens the list above the field. */
  readonly picker: {
    mention(): void;
    show(which: keyof Choice, all: readonly { readonly id: string; readonly label: string }[], chosen?: string): void;
  };
  choose(choice: Choice): void;
}

const NO_TOOL = 'No tool';

/** What the composer's menus say: a tool that is still offered, and a model, which there always is if there are any. */
export function readChoice({ site, choice }: Pick<ChoiceHost, 'site' | 'choice'>) {
  const { tools = [], models = [] } = site.composer ?? {};
  const free = models.filter(({ disabled }) => !disabled);
  const model = free.find(({ id }) => id === choice.model) ?? free.find((each) => each.default) ?? free[0];
  return { tool: tools.find(({ id }) => id === choice.tool), model };
}

/** What goes over the wire with a message: this tool, and this model if there is such a one, else the menu's. */
export function toInference({ site, choice }: Pick<ChoiceHost, 'site' | 'choice'>, asked: Choice): InferenceOptions {
  const known = site.composer?.models?.some(({ id, disabled }) => id === asked.model && !disabled);
  const { tool, model } = readChoice({ site, choice: known ? asked : { ...choice, tool: asked.tool } });
  return { ...(tool && { tool_choice: { id: tool.id } }), ...(model && { model: model.id }) };
}

/** What stands below the field, if the page offers anything. */
export function renderChoices(host: ChoiceHost, off: boolean): unknown {
  const { composer, entities } = host.site;
  const { tools = [], models = [] } = composer ?? {};
  const { tool, model } = readChoice(host);
  const { picker } = host;
  const button = (label: string, text: unknown, go: () => void, pressed?: boolean) =>
    html`<button type="button" class="way" aria-label=${label} aria-pressed=${pressed ?? nothing} ?disabled=${off}
      @click=${go}>${text}</button>`;
  const face = ({ icon: name, shortLabel, label }: ToolOption) => [icon(name), shortLabel ?? label];
  const here = tool && !tool.pinned;
  const buttons = [
    entities?.onTagSearch && entities.showComposerMenu && button('Mention', '@', () => picker.mention()),
    ...tools.map((each) => {
      const on = each === tool;
      return each.pinned && button(each.label, face(each), () => host.choose({ tool: on ? '' : each.id }), on);
    }),
    tools.some(({ pinned }) => !pinned) &&
      button(`Tool: ${here ? tool.label : NO_TOOL}`, here ? face(tool) : icon('settings-slider'), () =>
        picker.show('tool', [{ id: '', label: NO_TOOL }, ...tools], tool?.id),
      ),
    model && button(`Model: ${model.label}`, model.label, () => picker.show('model', models, model.id)),
  ].filter(Boolean);
  return buttons.length ? html`<div class="ways choices">${buttons}</div>` : nothing;
}
