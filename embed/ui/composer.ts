import { html, nothing, type TemplateResult } from 'lit';
import type { ChatSession } from '../state/session.ts';
import { type ChoiceHost, readChoice, renderChoices } from './choices.ts';
import { PLACEHOLDER } from './first.ts';
import { icon } from './icons.ts';
import { type Picker, renderPicker } from './picker.ts';

/** The longest message (characters) that the server takes. */
export const MESSAGE_LIMIT = 16_000;

export interface ComposerHost extends ChoiceHost {
  readonly picker: Picker;
  readonly session: ChatSession;
  readonly draft: string;
  setDraft(text: string): void;
  send(): void;
  newThread(): void;
}

/** Where the person writes. */
export function renderComposer(host: ComposerHost): TemplateResult {
  const { session, draft, picker } = host;
  const status = session.view.thread?.status;
  if (status?.type === 'closed') return renderClosed(host, status.reason);
  const locked = status?.type === 'locked';
  const off = locked || session.phase === 'signed-out';
  const placeholder = locked
    ? (status.reason ?? 'This conversation is locked')
    : (readChoice(host).tool?.placeholderOverride ?? host.site.composer?.placeholder ?? PLACEHOLDER);
  const tooLong = draft.length > MESSAGE_LIMIT;
  const empty = draft.trim() === '';
  return html`<form class="composer" part="composer" @submit=${(event: Event) => {
    event.preventDefault();
    host.send();
  }}>${off ? nothing : renderPicker(picker)}
    <div class="field">
      <div class="grow" aria-hidden="true">${draft}${'\u200b'}</div>
      <textarea part="input" rows="1" aria-label="Message" aria-describedby=${tooLong ? 'count' : nothing}
        aria-activedescendant=${picker.offers.length ? `offer-${picker.active}` : nothing}
        aria-invalid=${tooLong} placeholder=${placeholder} enterkeyhint="send" autocomplete="off" ?disabled=${off}
        .value=${draft} @blur=${() => picker.close()} @input=${({ target }: InputEvent) => {
          host.setDraft((target as HTMLTextAreaElement).value);
          picker.look();
        }}
        @keydown=${(event: KeyboardEvent) => onKey(event, host)}></textarea>
    </div>
    ${tooLong ? renderCount(draft.length) : nothing}
    ${
      session.responding
        ? html`<button type="button" class="send stop" part="stop-button" aria-label="Stop the answer" title="Stop"
            ?disabled=${session.stopping} @click=${() => void session.stop()}>${icon('stop')}</button>`
        : nothing
    }
    ${
      session.responding && empty
        ? nothing
        : html`<button class="send" part="send-button" aria-label="Send" title="Send"
            ?disabled=${off || empty || tooLong}>${icon('send')}</button>`
    }
    ${renderChoices(host, off)}
  </form>`;
}

function onKey(event: KeyboardEvent, host: ComposerHost): void {
  // Enter and Escape that belong to an input method: 229 is what Safari gives after the composition's end.
  if (event.isComposing || event.keyCode === 229) return;
  if (host.picker.takeKey(event)) event.preventDefault();
  else if (event.key === 'Enter' && !event.shiftKey && !event.altKey) {
    event.preventDefault();
    host.send();
  } else if (event.key === 'Escape' && host.session.responding) {
    event.preventDefault();
    void host.session.stop();
  }
}

function renderCount(length: number): TemplateResult {
  const text = `${length.toLocaleString()} of ${MESSAGE_LIMIT.toLocaleString()} characters`;
  return html`<p id="count" class="count" role="status">${text}</p>`;
}

function renderClosed(host: ComposerHost, reason: string | undefined): TemplateResult {
  return html`<div class="closed" part="closed" role="status"><p>${reason || 'This conversation is closed.'}</p>
    <button class="way" @click=${() => host.newThread()}>New conversation</button></div>`;
}
