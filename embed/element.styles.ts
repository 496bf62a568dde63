import { css } from 'lit';
import { modeStyles } from './modes/modes.styles.ts';
import { chatStyles, frameStyles } from './ui/chat.styles.ts';
import { composerExtraStyles, composerStyles } from './ui/composer.styles.ts';
import { conversationStyles } from './ui/conversation.styles.ts';
import { historyStyles } from './ui/history.styles.ts';
import { markdownStyles } from './ui/markdown/markdown.styles.ts';
import { noticeStyles } from './ui/notices.styles.ts';
import { widgetStyles } from './widgets/index.ts';

// Everything is drawn with the --tc-* tokens. A page sets --task-chat-*; light-dark() follows the `color-scheme` of
// whatever uses the token, so that a widget with a theme of its own flips them all. What stands on the accent is black
// or white, whichever is the easier to read.
const tokens = css`
.look {
  display: contents;
  --tc-bg: var(--task-chat-bg, light-dark(#fff, #15171c));
  --tc-surface: var(--task-chat-surface, light-dark(#fff, #1b1e24));
  --tc-surface-2: var(--task-chat-surface-2, light-dark(#f3f4f7, #262a32));
  --tc-text: var(--task-chat-text, light-dark(#17191e, #eceef2));
  --tc-text-3: var(--task-chat-text-3, light-dark(#686e7b, #939aa8));
  --tc-border: var(--task-chat-border, light-dark(#e5e7ec, #30343d));
  --tc-border-strong: var(--task-chat-border-strong, light-dark(#c8ccd5, #4a505c));
  --tc-accent: var(--task-chat-accent, light-dark(#3355d1, #9db4ff));
  --tc-radius: var(--task-chat-radius, 12px);
  --tc-pill: var(--task-chat-pill, 999px);
  --tc-font: var(--task-chat-font, system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif);
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

const laterTokens = css`
.look {
  --tc-text-2: var(--task-chat-text-2, light-dark(#545a66, #b0b6c2));
  --tc-on-accent: var(--task-chat-on-accent, oklch(from var(--tc-accent) clamp(0, (0.57 - l) * 999, 1) 0 h));
  --tc-accent-soft: var(--task-chat-accent-soft, color-mix(in srgb, var(--tc-accent) var(--tc-level, 10%), var(--tc-surface)));
  --tc-danger: var(--task-chat-danger, light-dark(#c0322c, #ff928a));
  --tc-success: var(--task-chat-success, light-dark(#157a48, #6bd797));
  --tc-warning: var(--task-chat-warning, light-dark(#95590a, #f2b861));
  --tc-info: var(--task-chat-info, light-dark(#1b68a8, #82c3f7));
  --tc-discovery: var(--task-chat-discovery, light-dark(#7641c4, #c9a8ff));
  --tc-caution: var(--task-chat-caution, light-dark(#856500, #e5c95f));
  --tc-gap: var(--task-chat-gap, 8px);
  --tc-mono: var(--task-chat-mono, ui-monospace, SFMono-Regular, Menlo, Consolas, monospace);
}
`;

/** What the first picture needs: reading what nothing on the screen uses yet would hold it up. */
export const firstStyles = [tokens, frameStyles, composerStyles];
export const laterStyles = [
  laterTokens,
  chatStyles,
  composerExtraStyles,
  modeStyles,
  conversationStyles,
  noticeStyles,
  markdownStyles,
  historyStyles,
  ...widgetStyles,
];
