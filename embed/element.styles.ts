import { css } from 'lit';
import { modeStyles } from './modes/modes.styles.ts';
import { chatStyles } from './ui/chat.styles.ts';
import { composerExtraStyles } from './ui/composer.styles.ts';
import { conversationStyles } from './ui/conversation.styles.ts';
import { historyStyles } from './ui/history.styles.ts';
import { markdownStyles } from './ui/markdown/markdown.styles.ts';
import { noticeStyles } from './ui/notices.styles.ts';
import { widgetStyles } from './widgets/index.ts';

const laterTokens = css`
.look {
  --tc-text-2: var(--task-chat-text-2, color-mix(in srgb, var(--tc-text) 73%, var(--tc-surface)));
  --tc-on-accent: var(--task-chat-on-accent, oklch(from var(--tc-accent) clamp(0, (0.57 - l) * 999, 1) 0 h));
  --tc-accent-soft: var(--task-chat-accent-soft, color-mix(in srgb, var(--tc-accent) var(--tc-level, 10%), var(--tc-surface)));
  --tc-danger: var(--task-chat-danger, light-dark(#c0322c, #ff928a));
  --tc-success: var(--task-chat-success, light-dark(#157a48, #6bd797));
  --tc-warning: var(--task-chat-warning, light-dark(#95590a, #f2b861));
  --tc-info: var(--task-chat-info, light-dark(#1b68a8, #82c3f7));
  --tc-discovery: var(--task-chat-discovery, light-dark(#7641c4, #c9a8ff));
  --tc-caution: var(--task-chat-caution, light-dark(#856500, #e5c95f));
  --tc-font: var(--task-chat-font, system-ui, sans-serif);
  --tc-gap: var(--task-chat-gap, 8px);
  --tc-mono: var(--task-chat-mono, ui-monospace, SFMono-Regular, Menlo, Consolas, monospace);
}
`;

/** What the first picture has no use for. */
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
