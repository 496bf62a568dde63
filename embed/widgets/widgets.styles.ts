import { css } from 'lit';
import { contentStyles } from './content.styles.ts';
import { controlStyles } from './controls.styles.ts';

// The tokens hold `light-dark()` unresolved, so that a widget's `theme`, which sets `color-scheme` on its subtree, flips
// them. `--w-*` are what is mixed from the chat's own.
const frameStyles = css`
.w-root {
  --w-surface-3: color-mix(in oklab, var(--tc-surface-2) 93%, var(--tc-text));
  --w-border-subtle: color-mix(in oklab, var(--tc-border) 65%, var(--tc-surface));
  line-height: 1.45;
}
.w-root * { min-width: 0; }
/* No sizes: they would lag behind whatever changes them. */
.w-shell, .w-btn, .w-hit, .w-input, .w-root [aria-expanded] > svg { transition: .15s; transition-property: color, background-color, border-color, box-shadow, opacity, transform; }
.w-status, .w-footer, .w-more, .w-btn, .w-badge, .w-in, .w-error, .w-check, .w-icon { display: flex; align-items: center; gap: 6px; }
.w-root, .w-card, .w-list, .w-broken { border-radius: var(--tc-radius); }
.w-shell[inert] { opacity: .5; cursor: progress; }

.w-card, .w-list {
  width: 100%;
  background-color: var(--tc-surface);
  border: 1px solid var(--tc-border);
  overflow: clip;
}
.w-card:has(.w-footer) { box-shadow: var(--tc-shadow); }
.w-list { max-width: 640px; }
.w-content { padding: 16px; }
.w-footer { flex-wrap: wrap; justify-content: flex-end; padding: 0 16px 16px; }
.w-status { padding: 8px 16px; }
.w-status-text { flex: 1; }
.w-shimmer { animation: pulse 1.6s infinite; }
.w-toggle { margin: -6px -10px; }
.w-root [aria-expanded=true] > svg { transform: rotate(180deg); }
.w-row { position: relative; align-items: center; gap: 8px 12px; flex-wrap: wrap; min-height: 48px; padding: 10px 16px; }
.w-row > :is(.w-text, .w-title, .w-caption, .w-ver, .w-md) { flex: 1 1 136px; max-width: max-content; }
.w-row > :is(.w-ver, .w-hor)[style*="flex:"], .w-row > form { max-width: none; min-width: min(136px, 100%); }
.w-row > form { flex: 1 1 100%; }
.w-action > :not(.w-hit) { position: relative; pointer-events: none; }
.w-row.w-action :is(button, a, input, select, textarea, label) { pointer-events: auto; }
.w-hit { position: absolute; inset: 0; }
.w-hit:active, .w-hit[aria-busy] { background: var(--w-surface-3); }
.w-hit:focus-visible { outline-offset: -2px; }
.w-more { justify-content: center; width: 100%; }
.w-status, .w-more { min-height: 40px; color: var(--tc-text-2); font-size: .8125em; font-weight: 500; }
.w-status + *, .w-item + .w-item, .w-more { border-top: 1px solid var(--w-border-subtle); }
.w-broken { padding: 10px 14px; border: 1px dashed var(--tc-border-strong); color: var(--tc-text-2); }

.w-ver, .w-hor { display: flex; }
.w-ver { flex-direction: column; }
.w-box, .w-image, .w-table, .w-truncate { max-width: 100%; }
.w-middle { align-items: center; }
.w-hor:not(:has(> :not(.w-btn, .w-badge))) { flex-wrap: wrap; }
.w-hor.w-auto {
  gap: 8px;
  &:not(:has(> :not(.w-btn))) { gap: 6px; }
  > .w-icon + .w-icon { margin-inline-start: -6px; }
  > .w-label { margin-inline-end: 4px; }
}
.w-ver.w-auto {
  > * + * { margin-top: 8px; }
  > :is(.w-title, .w-image) + * { margin-top: 16px; }
  > * + :is(.w-text, .w-btn) { margin-top: 12px; }
  > .w-title + .w-text, > .w-btn + .w-btn { margin-top: 8px; }
  > :not(.w-hor) + .w-caption { margin-top: 4px; }
  > :is(.w-text, .w-caption) + .w-text { margin-top: 0; }
  > .w-label + * { margin-top: 4px; }
  > * + .w-label { margin-top: 12px; }
  > .w-divider + *, > * + .w-divider { margin-top: 16px; }
}
.w-spacer { flex: 1 1 0; }
/* Along or across, one of its two lines has no length. */
.w-divider { align-self: stretch; flex: none; border: solid var(--line, var(--tc-border)); border-width: var(--thick, 1px) 0 0 var(--thick, 1px); margin-block: var(--around, 0); }
.w-hor > .w-divider { margin-block: 0; margin-inline: var(--around, 4px); }
.w-content > .w-flush { margin-inline: -16px; }
.w-transition > * { animation: appear .15s; }
`;

// Last, so that it wins.
const circumstanceStyles = css`
@keyframes appear { from { opacity: 0; } }
@keyframes w-spin { to { transform: rotate(1turn); } }
@keyframes pulse { 50% { opacity: .5; } }
@media (prefers-reduced-motion: reduce) {
  :not(.w-spinner) { transition: none !important; animation: none !important; }
  .w-spinner { animation: pulse 1.6s infinite; }
}
@media (pointer: coarse) {
  .w-btn, .w-more, .w-check, .w-input:not(.w-area) { min-height: 44px; }
  .w-uniform { min-width: 44px; }
  .w-toggle { width: 44px; height: 44px; margin: -10px -14px; }
  .w-input { font-size: max(16px, var(--f, 1em)) !important; }
}
@media (forced-colors: active) {
  .w-btn:disabled, .w-btn[aria-disabled] { color: GrayText; opacity: 1; }
  .w-hit:hover, .w-hit[aria-busy] { outline: 2px solid Highlight; outline-offset: -2px; }
}
`;

/** The look of every widget, with the chat's `--tc-*` tokens and upon its resets. */
export const widgetStyles = [frameStyles, controlStyles, contentStyles, circumstanceStyles];
