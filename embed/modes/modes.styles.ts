import { css } from 'lit';

export const modeStyles = css`
:host(:is([mode=bubble], [mode=page]):not([hidden])) { display: contents; }
.panel, .launch {
  /* Nothing comes in from the page, nor what browsers think of dialogs and popovers. */
  all: initial;
  color-scheme: inherit;
  --x: calc(var(--task-chat-offset-x, 20px) + env(safe-area-inset-right));
  --y: calc(var(--task-chat-offset-y, 20px) + env(safe-area-inset-bottom));
  position: fixed;
  bottom: var(--y);
  inset-inline-end: var(--x);
  z-index: var(--task-chat-z-index, 2147483000);
}
.launch {
  display: flex;
  align-items: end;
  gap: 12px;
  color: var(--tc-text);
  font: 400 var(--tc-font-size) / 1.5 var(--tc-font);
}
.launcher {
  position: relative;
  width: 56px;
  height: 56px;
  font-size: 22px;
  box-shadow: 0 8px 32px #0004;
}
.badge {
  position: absolute;
  top: -4px;
  inset-inline-end: -4px;
  padding-inline: 6px;
  border: 2px solid var(--tc-bg);
  border-radius: 999px;
  background: var(--tc-danger);
  color: var(--tc-bg);
  font-size: 12px;
  font-weight: 600;
  line-height: 18px;
}
.teaser { --tone: var(--tc-accent); max-width: 256px; margin: 0; padding: 6px 12px; }
.panel {
  display: block;
  /* Above the launcher, and above a keyboard on the screen. */
  bottom: max(var(--y), 100% - var(--tc-top, 0%) - var(--tc-height, 100%) - 64px);
  margin-block: 72px;
  width: min(400px, 100% - 2 * var(--x));
  height: min(704px, var(--tc-height, 100%) - var(--y) - 88px);
  border-radius: calc(var(--tc-radius) * 4 / 3);
  box-shadow: 0 8px 32px #0004;
  animation: rise 0.24s cubic-bezier(0.2, 0.7, 0.2, 1);
}
/* Being inert, it lets everything through that is below. */
.panel[inert] { opacity: 0; animation: none; transition: 0.15s; }
:host([position$=start]) :is(.panel, .launch) { inset-inline: var(--x) auto; }
:host([position$=start]) .launch { flex-direction: row-reverse; }
:host([position^=top]) :is(.panel, .launch) { --y: calc(var(--task-chat-offset-y, 20px) + env(safe-area-inset-top)); inset-block: var(--y) auto; }
:host([mode=page]) .frame, :host .panel.full {
  position: fixed;
  inset: var(--tc-top, 0%) 0 auto;
  margin: 0;
  width: auto;
  height: var(--tc-height, 100%);
  border-radius: 0;
  /* It scrolls, by one pixel, and so keeps to itself what would else scroll the page behind. */
  overflow: hidden auto;
  overscroll-behavior: none;
  scrollbar-width: none;
}
.full::after { content: ''; display: block; height: 1px; }
.full::backdrop { background: var(--tc-bg); }
:host([mode=page]) .frame, .full .frame {
  border: solid var(--tc-bg);
  border-width: env(safe-area-inset-top) env(safe-area-inset-right) env(safe-area-inset-bottom) env(safe-area-inset-left);
  border-radius: 0;
}
.shut { position: absolute; z-index: 1; top: env(safe-area-inset-top); inset-inline-end: env(safe-area-inset-right); margin: 8px; }
/*
  Ours has room for it in its bar, and another button there while the list is open; another runtime stands below.
  Older WebKits notice :has() in this direction only.
*/
.full .chat > .bar { padding-inline-end: 48px; }
.shut:has(+ .frame .history) { display: none; }
.full .chatkit { top: 52px; }
@media print {
  .launch { display: none; }
}
`;
