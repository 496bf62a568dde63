import type { Command, Entity } from '@openai/chatkit';
import { html, nothing } from 'lit';
import { tellFault } from '../attempt.ts';
import type { ChatOptions } from '../options/options.ts';
import type { Choice } from './choices.ts';
import { icon } from './icons.ts';

/** Who has a field in which things can be picked. */
export interface PickerHost {
  readonly site: ChatOptions;
  readonly field: HTMLTextAreaElement;
  setDraft(text: string): void;
  /** @returns the words that stand for an entity in a draft */
  tag(entity: Entity): string;
  choose(choice: Choice): void;
  /** Draws anew, with the next frame. */
  changed(): void;
}

interface Named {
  readonly id: string;
  readonly label: string;
  readonly icon?: string;
  readonly description?: string;
  readonly group?: string;
  readonly disabled?: boolean;
}

interface Offer extends Named {
  pick(): void;
}

/**
 * What can be picked while one writes: behind `@` what the page knows by a name, behind a leading `/` what it can do, and
 * tools and models.
 */
export class Picker {
  offers: readonly Offer[] = [];
  active = 0;
  readonly #host: PickerHost;
  /** The words that give way to what is picked. */
  #range: [from: number, to: number] = [0, 0];
  /** Counts what is asked of the page: an answer that comes late is not shown. */
  #asked = 0;

  constructor(host: PickerHost) {
    this.#host = host;
  }

  /** Offers what fits the words before the caret. What was offered stays until the page has answered. */
  look(): void {
    const { site, field } = this.#host;
    const { entities, commands, composer } = site;
    const to = field.selectionStart;
    const [found = ''] = /(?<!\S)@\S*$|^\/[^@]*$/.exec(field.value.slice(0, to)) ?? [];
    const [sign] = found;
    const words = found.slice(1);
    this.#range = [to - found.length, to];
    if (sign === '@' && entities?.onTagSearch) {
      void this.#offer(async () => this.#toTags((await entities.onTagSearch?.(words)) ?? []));
    } else if (sign === '/' && commands?.enabled) {
      const fits = ({ label }: Named) => label.toLowerCase().includes(words.toLowerCase());
      void this.#offer(async () => [
        ...this.#toChoices('tool', composer?.tools?.filter(fits) ?? []),
        ...this.#toCommands((await commands.onSearch?.(words)) ?? []),
      ]);
    } else this.close();
  }

  /** Puts an `@` at the caret, and offers what may follow it. */
  mention(): void {
    this.#begin();
    this.#write(this.#host.field.value ? ' @' : '@');
    this.look();
  }

  /** Offers tools or models, first of all the one that is chosen. */
  show(which: keyof Choice, all: readonly Named[], chosen?: string): void {
    this.#begin();
    const at = all.findIndex(({ id }) => id === chosen);
    void this.#offer(async () => this.#toChoices(which, all), Math.max(at, 0));
  }

  close(): void {
    this.#asked++;
    this.offers = [];
    this.#host.changed();
  }

  /** @returns whether the key was meant for what is offered */
  takeKey({ key, shiftKey }: KeyboardEvent): boolean {
    const { length } = this.offers;
    const step = { ArrowDown: 1, ArrowUp: length - 1 }[key];
    // What is still searched for is not wanted any more either.
    if (key === 'Escape') this.close();
    if (!length || shiftKey) return false;
    if (step !== undefined) {
      this.active = (this.active + step) % length;
      this.#host.field.form?.querySelector(`#offer-${this.active}`)?.scrollIntoView({ block: 'nearest' });
    } else if (key === 'Enter' || key === 'Tab') this.offers[this.active]?.pick();
    else return key === 'Escape';
    this.#host.changed();
    return true;
  }

  /** What is picked comes to stand at the caret. */
  #begin(): void {
    const { field } = this.#host;
    field.focus();
    this.#range = [field.selectionEnd, field.selectionEnd];
  }

  /** Shows what the page gives. What it does wrong is its own matter, and stops nobody from writing. */
  async #offer(ask: (isWanted: () => boolean) => Promise<readonly Offer[]>, active = 0): Promise<void> {
    const asked = ++this.#asked;
    const isWanted = () => asked === this.#asked;
    const offers = (await ask(isWanted).catch(tellFault)) ?? [];
    if (!isWanted()) return;
    this.offers = offers;
    this.active = active;
    this.#host.changed();
  }

  #toTags(entities: readonly Entity[]): Offer[] {
    return entities.map((entity) => {
      const pick = () => this.#write(`${this.#host.tag(entity)} `);
      return { ...entity, label: entity.title, pick };
    });
  }

  #toChoices(which: keyof Choice, all: readonly Named[]): Offer[] {
    return all.map((each) => {
      const pick = () => {
        if (each.disabled) return;
        this.#write('');
        this.#host.choose({ [which]: each.id });
      };
      return { ...each, pick };
    });
  }

  #toCommands(commands: readonly Command[]): Offer[] {
    return commands.map((command) => {
      const pick = () => {
        this.#write('');
        void this.#offer(async (isWanted) => {
          const next = await this.#host.site.commands?.onSelect?.(command);
          if (next?.type === 'entity' && isWanted()) this.#toTags([next.entity])[0]?.pick();
          return next?.type === 'menu' ? this.#toCommands(next.commands) : [];
        });
      };
      return { ...command, pick };
    });
  }

  #write(words: string): void {
    const { field } = this.#host;
    const [from, to] = this.#range;
    field.setRangeText(words, from, to, 'end');
    this.#range = [field.selectionEnd, field.selectionEnd];
    this.#host.setDraft(field.value);
    this.close();
  }
}

/** The offers, above the field. */
export function renderPicker({ offers, active }: Picker): unknown {
  if (!offers.length) return nothing;
  return html`<div class="picker" role="listbox" aria-label="Suggestions" @mousedown=${(event: Event) =>
    // The caret stays in the field.
    event.preventDefault()}>${offers.map(
    ({ label, icon: name = '', description, group, disabled, pick }, at) =>
      html`<div class="offer" id=${`offer-${at}`} role="option" aria-selected=${at === active} aria-disabled=${!!disabled} @click=${pick}>
        ${icon(name)}${label}<small>${description ?? group}</small></div>`,
  )}</div>`;
}
