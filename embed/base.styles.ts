import { css } from 'lit';
import { composerStyles } from './ui/composer.styles.ts';
import { frameStyles } from './ui/frame.styles.ts';

// Everything is drawn with the --tc-* tokens. A page sets --task-chat-*; light-dark() follows the `color-scheme` of
// whatever uses the token, so that a widget with a theme of its own flips them all. Greys lie between the text and what it
// stands on, so that they go with both. What stands on the accent is black or white, whichever is the easier to read.
const tokens = css`
.look {
  display: contents;
  --tc-bg: var(--task-chat-bg, light-dark(#fff, #15171c));
  --tc-surface: var(--task-chat-surface, light-dark(#fff, #1b1e24));
  --tc-text: var(--task-chat-text, light-dark(#17191e, #eceef2));
  --tc-surface-2: var(--task-chat-surface-2, color-mix(in srgb, var(--tc-text) 6%, var(--tc-surface)));
  --tc-text-3: var(--task-chat-text-3, color-mix(in srgb, var(--tc-text) 64%, var(--tc-surface)));
  --tc-border: var(--task-chat-border, color-mix(in srgb, var(--tc-text) 11%, var(--tc-surface)));
  --tc-border-strong: var(--task-chat-border-strong, color-mix(in srgb, var(--tc-text) 23%, var(--tc-surface)));
  --tc-accent: var(--task-chat-accent, light-dark(#3355d1, #9db4ff));
  --tc-radius: var(--task-chat-radius, 12px);
  --tc-pill: var(--task-chat-pill, 999px);
  --tc-font-size: var(--task-chat-font-size, max(15px, 0.9375rem));
  --tc-shadow: var(--task-chat-shadow, 0 1px 2px rgb(16 20 32 / 6%), 0 6px 20px -8px rgb(16 20 32 / 16%));
}
:host {
  color-scheme: light dark;
  display: grid;
  block-size: 100%;
  min-block-size: 420px;
  min-inline-size: 0;
}
:host([hidden]) { display: none; }
`;

/** What the first picture needs: reading what nothing on the screen uses yet would hold it up. */
export const firstStyles = [tokens, frameStyles, composerStyles];
