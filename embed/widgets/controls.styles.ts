import { css } from 'lit';

export const controlStyles = css`
.w-btn, .w-badge {
  display: inline-flex;
  align-items: center;
  flex: none;
  width: fit-content;
  max-width: 100%;
  border: 1px solid transparent;
  color: var(--fg);
  font-weight: 500;
  --solid: light-dark(color-mix(in oklab, var(--c) 85%, black), color-mix(in oklab, var(--c) 68%, black));
  --on: oklch(from var(--solid) clamp(0, (.57 - l) * 1000, 1) 0 0);
  --fg: color-mix(in oklab, var(--c) 68%, var(--tc-text));
  --soft: color-mix(in oklab, var(--c) 12%, transparent);
  --line: color-mix(in oklab, var(--c) 45%, transparent);
}
.w-btn {
  position: relative;
  justify-content: center;
  min-height: var(--h);
  padding: 2px calc(var(--h) * .4);
  border-radius: 8px;
  background: none;
  font-size: var(--f);
  line-height: 1.25;
  user-select: none;
  -webkit-tap-highlight-color: transparent;
  transition: box-shadow .12s, opacity .15s, transform .08s;
}
.w-block { width: 100%; flex: 1 1 auto; }
.w-uniform { min-width: var(--h); padding-inline: 2px; }
.w-in { display: inline-flex; align-items: center; justify-content: center; gap: 6px; min-width: 0; }
.w-btn {
  &.w-solid { --veil: 12%; }
  &:hover { box-shadow: inset 0 0 0 99px color-mix(in srgb, currentcolor var(--veil, 7%), transparent); }
  &:active { transform: scale(.975); }
  &:disabled, &[aria-disabled] { box-shadow: none; transform: none; }
  &:disabled { opacity: .45; }
  &[aria-disabled] { cursor: progress; }
  /* Late, so that a short answer does not make every button blink. */
  &[aria-disabled]:not([aria-busy]) { opacity: .55; transition: opacity .2s .4s; }
  &[aria-busy] > .w-in { animation: w-out .12s .12s both; }
}
.w-spinner {
  position: absolute;
  inset: 0;
  width: 1.15em;
  height: 1.15em;
  margin: auto;
  border: 2px solid currentcolor;
  border-top-color: transparent;
  border-radius: 50%;
  animation: w-spin .7s linear infinite, w-in .12s .12s both;
}

.w-field { min-width: 0; width: 100%; }
.w-fit { width: fit-content; max-width: 100%; }
.w-hor > .w-field:not(.w-fit) { flex: 1 1 136px; width: auto; }
.w-input {
  display: block;
  width: 100%;
  min-height: var(--h);
  padding: 4px var(--gutter, 10px);
  border: 1px solid var(--tc-border-strong);
  border-radius: 8px;
  background: var(--tc-bg);
  color: var(--tc-text);
  font: inherit;
  font-size: var(--f, 1em);
  line-height: 1.4;
  transition: border-color .12s;
  &:hover { border-color: var(--tc-text-3); }
  &:focus { outline: 2px solid var(--tc-accent); outline-offset: -1px; border-color: transparent; }
  &::placeholder { color: var(--tc-text-3); opacity: 1; }
  &[aria-invalid] { border-color: var(--tc-danger); }
  &.w-pill { padding-inline: var(--gutter, 14px); }
}
.w-field-soft { background: var(--tc-surface-2); border-color: transparent; }
.w-area { padding-block: 7px; resize: vertical; }
.w-grow {
  --rims: 16px;
  field-sizing: content;
  min-height: calc(var(--rows) * 1lh + var(--rims));
  max-height: calc(var(--most) * 1lh + var(--rims));
  resize: none;
}
.w-inplace { --rims: 8px; padding: 3px 8px; margin-inline: -8px; width: calc(100% + 16px); border-color: var(--tc-border); background: none; }
.w-select { position: relative; display: block; }
.w-select > select { appearance: none; padding-inline-end: 32px; text-overflow: ellipsis; cursor: pointer; }
.w-select > svg { position: absolute; inset-inline-end: 10px; top: calc(50% - 8px); color: var(--tc-text-2); pointer-events: none; }
.w-error { display: flex; align-items: center; gap: 5px; margin: 4px 0 0; color: var(--w-danger); font-size: .8125em; animation: w-in .15s; }
.w-check { display: inline-flex; align-items: center; gap: 8px; min-height: 28px; cursor: pointer; }
.w-check > input { flex: none; width: 17px; height: 17px; accent-color: var(--tc-accent); cursor: inherit; }
[type=radio] { border-radius: 50%; }
.w-radios { display: flex; flex-wrap: wrap; gap: 2px 18px; }
.w-input:disabled, .w-check:has(:disabled) { opacity: .55; cursor: default; }
`;
