import { html, nothing, type TemplateResult } from 'lit';
import { icon } from '../ui/icons.ts';
import type { Kept } from './kept.ts';

/**
 * The button that opens and closes the chat, and what stands beside it.
 *
 * @param greeting a sentence, if there is one to show
 */
export function renderLauncher(
  { open, unread }: Kept,
  greeting: string | false | null | undefined,
  toggle: () => void,
  dismiss: () => void,
): TemplateResult {
  return html`${
    greeting
      ? html`<div class="notice toast teaser" part="greeting"><button class="open" @click=${toggle}>${greeting}</button><button class="round" aria-label="Dismiss" @click=${dismiss}>${icon('close')}</button></div>`
      : nothing
  }<button class="send launcher" part="launcher" aria-label=${open ? 'Close chat' : `Open chat${unread ? `, ${unread} unread` : ''}`} aria-expanded=${open} aria-controls="panel" @click=${toggle}>${
    open ? icon('close') : html`<slot name="launcher">${icon('chat')}</slot>`
  }${unread ? html`<span class="badge" part="badge">${unread}</span>` : nothing}</button>`;
}
