import { css } from 'lit';
import { chatStyles } from './ui/chat.styles.ts';
import { composerStyles } from './ui/composer.styles.ts';
import { conversationStyles } from './ui/conversation.styles.ts';
import { historyStyles } from './ui/history.styles.ts';
import { markdownStyles } from './ui/markdown/markdown.styles.ts';
import { noticeStyles } from './ui/notices.styles.ts';
import { widgetStyles } from './widgets/index.ts';

// Everything is drawn with the --tc-* tokens. A page sets --task-chat-*; light-dark() follows the `color-scheme` of
// whatever uses the token, so that a widget with a theme of its own flips them all.
const tokens = css`
:host {
  --tc-bg: var(--task-chat-bg, light-dark(#fff, #15171c));
  --tc-surface: var(--task-chat-surface, light-dark(#fff, #1b1e24));
  --tc-surface-2: var(--task-chat-surface-2, light-dark(#f3f4f7, #262a32));
  --tc-text: var(--task-chat-text, light-dark(#17191e, #eceef2));
  --tc-text-2: var(--task-chat-text-2, light-dark(#545a66, #b0b6c2));
  --tc-text-3: var(--task-chat-text-3, light-dark(#686e7b, #939aa8));
  --tc-border: var(--task-chat-border, light-dark(#e5e7ec, #30343d));
  --tc-border-strong: var(--task-chat-border-strong, light-dark(#c8ccd5, #4a505c));
  --tc-accent: var(--task-chat-accent, light-dark(#3355d1, #9db4ff));
  --tc-on-accent: var(--task-chat-on-accent, light-dark(#fff, #10162b));
  --tc-accent-soft: var(--task-chat-accent-soft, light-dark(#eef1fd, #232a42));
  --tc-danger: var(--task-chat-danger, light-dark(#c0322c, #ff928a));
  --tc-success: var(--task-chat-success, light-dark(#157a48, #6bd797));
  --tc-warning: var(--task-chat-warning, light-dark(#95590a, #f2b861));
  --tc-info: var(--task-chat-info, light-dark(#1b68a8, #82c3f7));
  --tc-discovery: var(--task-chat-discovery, light-dark(#7641c4, #c9a8ff));
  --tc-caution: var(--task-chat-caution, light-dark(#856500, #e5c95f));
  --tc-radius: var(--task-chat-radius, 12px);
  --tc-font: var(--task-chat-font, system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif);
  --tc-mono: var(--task-chat-mono, ui-monospace, SFMono-Regular, Menlo, Consolas, monospace);
  --tc-font-size: var(--task-chat-font-size, max(15px, 0.9375rem));
  --tc-shadow: var(--task-chat-shadow, 0 1px 2px rgb(16 20 32 / 6%), 0 6px 20px -8px rgb(16 20 32 / 16%));
  color-scheme: light dark;
  display: grid;
  block-size: 100%;
  min-block-size: 420px;
  min-inline-size: 0;
}
:host([hidden]) { display: none; }
:host([theme='light']) { color-scheme: light; }
:host([theme='dark']) { color-scheme: dark; }
`;

export const styles = [
  tokens,
  chatStyles,
  conversationStyles,
  markdownStyles,
  noticeStyles,
  composerStyles,
  historyStyles,
  widgetStyles,
];
