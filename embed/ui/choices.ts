import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { InferenceOptions } from '../../server/chatkit/protocol/items.ts';
import type { ChatOptions } from '../options/options.ts';

/** Ids of what the person has chosen for the next message. */
export interface Choice {
  readonly tool?: string | null | undefined;
  readonly model?: string | null | undefined;
}

export interface ChoiceHost {
  readonly site: ChatOptions;
  readonly choice: Choice;
  choose(choice: Choice): void;
}

interface Offer {
  readonly id: string;
  readonly label: string;
  readonly disabled?: boolean;
}

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

/** The menus below the field, if the page offers anything. */
export function renderChoices(host: ChoiceHost, off: boolean): unknown {
  const { tools = [], models = [] } = host.site.composer ?? {};
  const { tool, model } = readChoice(host);
  if (!tools.length && !models.length) return nothing;
  return html`<div class="choices">${
    tools.length
      ? renderMenu('Tool', [{ id: '', label: 'No tool' }, ...tools], tool?.id ?? '', off, (tool) =>
          host.choose({ tool }),
        )
      : nothing
  }${models.length ? renderMenu('Model', models, model?.id ?? '', off, (model) => host.choose({ model })) : nothing}</div>`;
}

function renderMenu(
  name: string,
  offers: readonly Offer[],
  chosen: string,
  off: boolean,
  choose: (id: string) => void,
): TemplateResult {
  // What is chosen is said of each option: the page may offer others, and a person has the last word in a menu.
  return html`<select aria-label=${name} ?disabled=${off} @change=${(event: Event) =>
    choose((event.target as HTMLSelectElement).value)}>${offers.map(
    ({ id, label, disabled }) =>
      html`<option value=${id} .selected=${live(id === chosen)} ?disabled=${disabled}>${label}</option>`,
  )}</select>`;
}
