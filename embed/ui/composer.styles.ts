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
.send:hover:not(:disabled) { background: color-mix(in srgb, var(--tc-accent) 88%, var(--tc-text)); }
.send.stop { background: var(--tc-text); color: var(--tc-bg); }
.choices { order: 1; flex: 1 0 100%; display: flex; gap: 4px; }
.choices select {
  min-width: 0;
  padding: 4px 8px;
  border: 0;
  border-radius: var(--tc-pill);
  background: none;
  color: var(--tc-text-2);
  font-size: 0.875em;
  text-overflow: ellipsis;
}
.choices select:hover { background: var(--tc-surface-2); }
.choices option { background: var(--tc-surface); }
@media (pointer: coarse) {
  .choices select { min-height: 40px; font-size: max(16px, 1em); }
}
.count { order: 1; flex: 1 0 100%; padding-inline: 12px; color: var(--tc-text-3); font-size: 0.875em; }
.count[data-over='true'] { color: var(--tc-danger); }
.small { max-width: 736px; margin: 6px auto 0; color: var(--tc-text-3); font-size: 0.875em; text-align: center; }
.small[data-strong] { color: var(--tc-text); }
.closed { display: flex; align-items: center; justify-content: center; flex-wrap: wrap; gap: 8px; padding: 8px; color: var(--tc-text-2); }
@media (prefers-reduced-motion: no-preference) {
  .composer { transition: border-color 0.15s; }
}
@media (forced-colors: active) {
  .send { border: 1px solid ButtonText; }
  .composer:focus-within { outline: 2px solid Highlight; }
}
`;
