import { html, nothing, type TemplateResult } from 'lit';
import type { ChatOptions } from '../options/options.ts';
import { toLook } from '../options/theme.ts';
import { style } from '../widgets/style.ts';
import { PLACEHOLDER } from './composer.ts';

/**
 * The first picture of a chat: the composer, where people look and can write. It is one template that stands for many,
 * since each takes its time to be read before anything is on the screen.
 */
export function renderFirst(site: ChatOptions): TemplateResult {
  return html`<div class="look" ${site.theme ? style(toLook(site)) : nothing}><div class="frame" part="frame"><div class="chat"><div class="foot">
    <div class="composer" part="composer">
      <div class="field"><textarea part="input" rows="1" aria-label="Message" autocomplete="off"
        placeholder=${site.composer?.placeholder ?? PLACEHOLDER} @keydown=${keepLine}></textarea></div>
      <button class="send" part="send-button" aria-label="Send" disabled></button>
    </div>
  </div></div></div></div>`;
}

/** Enter sends, as soon as there is something that could. */
function keepLine(event: KeyboardEvent): void {
  if (event.key === 'Enter') event.preventDefault();
}

/** Takes what was typed out of the first picture; the answer puts the caret back where it was, in the field that follows. */
export function leaveFirst(root: ShadowRoot, keep: (draft: string) => void): () => void {
  const field = root.querySelector('textarea');
  if (!field) return () => {};
  const { value, selectionStart, selectionEnd } = field;
  keep(value);
  if (root.activeElement !== field) return () => {};
  return () => {
    const next = root.querySelector('textarea');
    next?.focus();
    next?.setSelectionRange(selectionStart, selectionEnd);
  };
}
