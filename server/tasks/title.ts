import type { UserMessageItem } from '../chatkit/index.ts';
import { clip, toOneLine } from './task-text.ts';

const TITLE_CHARS = 60;

/** The name of a conversation, from its first message; `undefined` when that holds nothing readable. */
export function toThreadTitle(message: UserMessageItem): string | undefined {
  const line = toOneLine(toText(message).slice(0, 1_000));
  return line ? capitalise(clip(line, TITLE_CHARS)) : undefined;
}

/** What a person typed. */
export function toText(message: UserMessageItem): string {
  return message.content.map((part) => part.text).join('');
}

/** A heading starts with a capital, whatever somebody typed in a hurry. */
function capitalise(line: string): string {
  const [first = ''] = line;
  return first.toUpperCase() + line.slice(first.length);
}
