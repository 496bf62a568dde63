import { css } from 'lit';

export const controlStyles = css`
.w-btn, .w-badge {
  position: relative;
  justify-content: center;
  flex: none;
  width: fit-content;
  min-height: var(--h);
  padding: 2px calc(var(--h) * .4);
  border: 1px solid transparent;
  border-radius: 8px;
  color: var(--fg, color-mix(in oklab, var(--c) 68%, var(--tc-text)));
  font-size: calc(.6em + var(--h) / 8);
  font-weight: 500;
  line-height: 1.25;
  --solid: color-mix(in oklab, var(--c) 85%, black);
}
.w-solid { background: var(--solid); color: var(--on, oklch(from var(--solid) clamp(0, (0.57 - l) * 999, 1) 0 h)); }
.w-soft { background: color-mix(in oklab, var(--c) 12%, transparent); }
.w-outline { border-color: var(--line, color-mix(in oklab, var(--c) 45%, transparent)); }
.w-primary:not(.w-soft) { --solid: var(--c); --on: var(--tc-on-accent); --fg: var(--tc-text); --line: var(--tc-border-strong); }
.w-block { width: 100%; flex: 1 1 auto; }
.w-uniform { min-width: var(--h); padding-inline: 2px; }
.w-btn {
  &:hover { box-shadow: inset 0 0 0 99px color-mix(in oklab, currentcolor 8%, transparent); }
  &:active { transform: scale(.975); }
  &:disabled, &[aria-disabled] { box-shadow: none; transform: none; }
  &[aria-disabled] { cursor: progress; }
  /* Late, so that a short answer does not make every button blink. */
  &[aria-disabled]:not([aria-busy]) { opacity: .5; transition-delay: .4s; }
  &[aria-busy] > .w-in { opacity: 0; transition: .15s .15s; }
}
.w-spinner {
  position: absolute;
  inset: 0;
  margin: auto;
  border: 2px solid;
  border-top-color: transparent;
  border-radius: 50%;
  animation: w-spin .7s linear infinite, appear .15s .15s both;
}

.w-field { width: 100%; }
.w-fit { width: fit-content; }
.w-hor > .w-field:not(.w-fit) { flex: 1 1 136px; }
.w-input {
  display: block;
  width: 100%;
  min-height: var(--h);
  padding: 2px var(--gutter, 10px);
  border: 1px solid var(--tc-border-strong);
  border-radius: 8px;
  background: var(--tc-bg);
  font-size: var(--f, min(1em, .5em + var(--h) / 4));
  &:hover { border-color: var(--tc-text-3); }
  &:focus { outline: 2px solid var(--tc-accent); outline-offset: -1px; border-color: transparent; }
  &::placeholder { color: var(--tc-text-3); opacity: 1; }
  &[aria-invalid] { border-color: var(--tc-danger); }
  &.w-pill { padding-inline: var(--gutter, 14px); }
}
.w-pill { border-radius: var(--tc-pill); }
.w-field-soft { background: var(--tc-surface-2); border-color: transparent; }
.w-area { padding-block: 5px; resize: vertical; }
.w-grow {
  field-sizing: content;
  min-height: calc(var(--rows) * 1lh + 12px);
  max-height: calc(var(--most) * 1lh + 12px);
  resize: none;
}
.w-inplace { padding: 5px 8px; margin-inline: -8px; width: calc(100% + 16px); border-color: var(--tc-border); background: none; }
.w-select { position: relative; display: block; }
.w-select > select { appearance: none; padding-inline-end: 32px; text-overflow: ellipsis; cursor: pointer; }
.w-select > svg { position: absolute; inset-block: 0; inset-inline-end: 10px; margin-block: auto; color: var(--tc-text-2); pointer-events: none; }
.w-error { margin-top: 4px; color: var(--tc-danger); font-size: .8125em; animation: appear .15s; }
.w-check { width: fit-content; min-height: 28px; cursor: pointer; }
.w-check > input { flex: none; width: 16px; height: 16px; accent-color: var(--tc-accent); cursor: inherit; }
[type=radio] { border-radius: 50%; }
.w-radios, .w-legend { display: flex; flex-wrap: wrap; gap: 4px 16px; }
.w-btn:disabled, .w-input:disabled, .w-check:has(:disabled) { opacity: .5; cursor: default; }
`;
