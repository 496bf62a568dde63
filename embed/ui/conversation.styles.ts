import { css } from 'lit';

export const conversationStyles = css`
.stage { position: relative; flex: 1; min-height: 0; }
.scroller {
  height: 100%;
  overflow: hidden auto;
  overscroll-behavior: contain;
  scrollbar-width: thin;
}
.scroller:focus-visible { outline-offset: -2px; }
.column {
  display: flex;
  flex-direction: column;
  min-height: 100%;
  max-width: 760px;
  margin-inline: auto;
  padding-block: 12px 20px;
}
.row { padding: var(--tc-gap) 16px; contain-intrinsic-size: auto 96px; }
.row[data-far] { content-visibility: auto; }
.row.user { padding-top: calc(2 * var(--tc-gap)); }
.bubble, .answer { unicode-bidi: plaintext; }
.bubble {
  width: fit-content;
  max-width: 85%;
  margin-inline-start: auto;
  padding: var(--tc-gap) 14px;
  border-radius: min(18px, var(--tc-pill));
  border-end-end-radius: min(5px, var(--tc-pill));
  background: var(--tc-accent-soft);
  white-space: pre-wrap;
}
.bubble[data-state='waiting'], .bubble[data-state='failed'] { background: none; box-shadow: inset 0 0 0 1px var(--tc-border-strong); color: var(--tc-text-2); }
.state { margin-top: 6px; color: var(--tc-text-3); font-size: 0.875em; text-align: end; }
.state .way { margin-inline-start: 6px; }
.row .notice { margin: 8px 0 0; }
.sources { display: flex; flex-wrap: wrap; gap: 6px; margin-top: 8px; font-size: 0.875em; }
.entity { color: var(--tc-accent); text-decoration: underline; }
.preview { inset: auto; margin: 0; max-width: min(360px, 100vw - 16px); padding: 12px; }
.sources li { padding: 2px 12px; border: 1px solid var(--tc-border); border-radius: var(--tc-pill); }
.picture { display: block; max-width: min(100%, 480px); border-radius: var(--tc-radius); background: var(--tc-surface-2); }
.workflow, .steps { color: var(--tc-text-2); font-size: 0.875em; }
.workflow summary { cursor: pointer; }
.steps { display: grid; gap: 4px; padding-inline-start: 12px; border-inline-start: 2px solid var(--tc-border); }
.pondering { display: flex; align-items: center; gap: 8px; padding: 8px 16px; color: var(--tc-text-2); }
.dots { display: flex; gap: 4px; }
.dots i { width: 7px; height: 7px; border-radius: 50%; background: currentcolor; }
.rows + .ways { padding-inline: 16px; }
.way[aria-pressed='true'] { border-color: var(--tc-accent); color: var(--tc-accent); }
.earlier { align-self: center; margin: 4px auto; }
.latest { position: absolute; bottom: 10px; inset-inline-start: 50%; box-shadow: var(--tc-shadow); translate: -50%; }
.prompts { display: flex; flex-wrap: wrap; justify-content: center; gap: 8px; margin-top: 20px; }
.prompt {
  display: flex;
  align-items: center;
  gap: 6px;
  padding: var(--tc-gap) 16px;
  border: 1px solid var(--tc-border);
  border-radius: var(--tc-pill);
  background: var(--tc-surface);
  font-weight: 500;
}
.skeleton { display: grid; gap: 12px; padding: 20px 16px; }
.skeleton i { height: 14px; border-radius: 7px; background: var(--tc-surface-2); width: 72%; }
.row[data-fresh] { animation: rise 0.24s cubic-bezier(0.2, 0.7, 0.2, 1); }
.dots i, .skeleton i { animation: pulse 1.6s infinite; }
.dots i:nth-child(2) { animation-delay: 0.2s; }
.dots i:nth-child(3) { animation-delay: 0.4s; }
@keyframes rise { from { opacity: 0; translate: 0 6px; } }
@media (forced-colors: active) {
  .bubble { border: 1px solid; }
  .dots i { background: CanvasText; }
}
`;
