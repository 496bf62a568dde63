import { html } from 'lit';
import type { Style } from '../widgets/style.ts';

export const PLACEHOLDER = 'Add, find or finish a task…';

/**
 * The first picture of a chat: the composer, where people look and can write. It is one template that stands for many and
 * has no expressions, since each takes its time before anything is on the screen. What it says and looks like stands in
 * `dressFirst`.
 */
export const renderFirst = () =>
  html`<div class="look"><div class="frame" part="frame"><div class="chat"><div class="foot">
    <div class="composer" part="composer">
      <div class="field"><textarea part="input" rows="1" aria-label="Message" autocomplete="off"></textarea></div>
      <button class="send" part="send-button" aria-label="Send" disabled></button>
    </div>
  </div></div></div></div>`;

/** The picture as the page wants it. */
export function dressFirst(root: ParentNode, placeholder = PLACEHOLDER, look: Style = {}): void {
  const field = root.querySelector('textarea') as HTMLTextAreaElement;
  field.placeholder = placeholder;
  // Enter sends, as soon as there is something that could.
  field.onkeydown = (event) => event.key !== 'Enter';
  for (const [name, value] of Object.entries(look)) {
    if (value != null) (root.querySelector('.look') as HTMLElement).style.setProperty(name, `${value}`);
  }
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
