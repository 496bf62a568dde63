import { css } from 'lit';

export const chatStyles = css`
.frame > .skeleton { align-content: start; }
.chatkit[inert] { opacity: 0; }
h2, h3, p, ul, ol, figure, pre, blockquote, form { margin: 0; padding: 0; }
ul, ol { list-style: none; }
a { color: var(--tc-accent); text-underline-offset: 0.15em; }
:focus-visible { outline: 2px solid var(--tc-accent); outline-offset: 2px; }
.icon { width: 1.25em; height: 1.25em; }
.unseen {
  position: absolute;
  width: 1px;
  height: 1px;
  overflow: hidden;
  clip-path: inset(50%);
  white-space: nowrap;
}
.bar {
  display: flex;
  align-items: center;
  gap: 4px;
  padding: var(--tc-gap);
  border-bottom: 1px solid var(--tc-border);
}
.bar h2 {
  flex: 1;
  min-width: 0;
  overflow: hidden;
  font-size: 1em;
  font-weight: 600;
  text-align: center;
  text-overflow: ellipsis;
  white-space: nowrap;
}
.round { border-radius: min(10px, var(--tc-pill)); color: var(--tc-text-2); }
.round:disabled { opacity: 0.4; }
.way {
  display: inline-flex;
  align-items: center;
  gap: 4px;
  flex: none;
  padding: 4px 12px;
  border: 1px solid var(--tc-border-strong);
  border-radius: var(--tc-pill);
  background: var(--tc-surface);
  color: var(--tc-text);
  font-size: 0.875em;
  font-weight: 500;
}
/* Whatever can be pressed. */
:where(.round, .way, .prompt, .offer, .list li, .w-hit, .w-more):hover:not(:disabled) { background: var(--tc-surface-2); }
.way.danger { border-color: var(--tc-danger); color: var(--tc-danger); }
.link p { padding: 4px 12px; background: var(--tc-surface-2); color: var(--tc-text-2); font-size: 0.875em; text-align: center; }
`;
