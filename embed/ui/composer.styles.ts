import { css } from 'lit';

export const composerStyles = css`
.foot { margin-top: auto; padding: 4px 12px 12px; }
.composer {
  display: flex;
  flex-wrap: wrap;
  align-items: end;
  gap: 6px;
  max-width: 736px;
  margin-inline: auto;
  padding: 6px;
  border: 1px solid var(--tc-border-strong);
  border-radius: min(24px, var(--tc-pill));
  background: var(--tc-surface);
  box-shadow: var(--tc-shadow);
}
.composer:focus-within { border-color: var(--tc-accent); }
.field { display: grid; flex: 1 1 0; min-width: 0; max-height: 12.5em; overflow-y: auto; scrollbar-width: thin; }
.grow, .field textarea {
  grid-area: 1 / 1;
  min-width: 0;
  padding: 6px 4px 6px 12px;
  border: 0;
  /* Safari on phones zooms into anything smaller. */
  font-size: max(16px, 1em);
  white-space: pre-wrap;
  overflow-wrap: anywhere;
}
.grow { visibility: hidden; }
.field textarea { overflow: hidden; background: none; outline: 0; resize: none; }
.field textarea::placeholder { color: var(--tc-text-3); opacity: 1; white-space: nowrap; }
.send { border-radius: var(--tc-pill); background: var(--tc-accent); color: var(--tc-on-accent); }
.send:disabled { background: var(--tc-surface-2); color: var(--tc-text-3); }
`;

/** What the first picture has none of. */
export const composerExtraStyles = css`
.send:hover:not(:disabled) { filter: brightness(0.9); }
.send.stop { background: var(--tc-text); color: var(--tc-bg); }
.foot { position: relative; }
.picker, .preview {
  max-height: 240px;
  padding: 6px;
  border: 1px solid var(--tc-border-strong);
  border-radius: var(--tc-radius);
  background: var(--tc-surface);
  color: var(--tc-text);
  box-shadow: var(--tc-shadow);
  overflow-y: auto;
  scrollbar-width: thin;
}
.picker { position: absolute; inset: auto 12px 100%; max-width: 736px; margin-inline: auto; }
.offer { display: flex; align-items: center; gap: 8px; padding: 6px 12px; border-radius: 8px; cursor: pointer; }
.offer[aria-selected='true'] { background: var(--tc-surface-2); }
.offer[aria-disabled='true'] { opacity: 0.5; }
.offer small { margin-inline-start: auto; color: var(--tc-text-3); }
.choices .way { max-width: 100%; }
.choices, .count { order: 1; flex: 1 0 100%; }
@media (pointer: coarse) {
  .choices .way { min-height: 40px; }
}
.count { padding-inline: 12px; color: var(--tc-danger); font-size: 0.875em; }
.small { max-width: 736px; margin: 6px auto 0; color: var(--tc-text-3); font-size: 0.875em; text-align: center; }
.small[data-strong] { color: var(--tc-text); }
.closed { display: flex; align-items: center; justify-content: center; flex-wrap: wrap; gap: 8px; padding: 8px; color: var(--tc-text-2); }
@media (forced-colors: active) {
  .offer[aria-selected='true'], .way[aria-pressed='true'] { outline: 2px solid Highlight; }
  .send { border: 1px solid ButtonText; }
  .composer:focus-within { outline: 2px solid Highlight; }
}
`;
