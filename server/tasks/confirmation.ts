import * as z from 'zod';
import type { ThreadMetadata } from '../chatkit/index.ts';
import type { TaskStore } from './store.ts';
import { CARD_ROWS_MAX, type ConfirmView } from './view.ts';

const pendingSchema = z.object({
  /** The confirm widgets that one turn showed. */
  items: z.array(z.string()),
  /** That turn. */
  turn: z.string(),
  /** The one message that may answer: the first one behind the question. */
  message: z.string().optional(),
});
type Pending = z.infer<typeof pendingSchema>;

const ANSWER_CHARS_MAX = 80;
const ANSWER_WORDS_MAX = 10;
const PHRASE_WORDS_MAX = 5;

const YES = toPhrases(`
  yes, y, yea, yeah, yep, yup, ya, aye, sure, sure thing, of course, ok, okay, k, alright, all right, do it, do that,
  do so, do, go ahead, go for it, go on, confirm, confirmed, i confirm, confirm it, confirm that, proceed, delete, delete it,
  delete them, delete that, delete those, delete this, remove it, remove them, remove that, absolutely, definitely,
  certainly, affirmative, sounds good, correct, exactly, thats right, right, i am sure, im sure, i do, yes i do, yes i am,
  very sure, totally, by all means, get rid of it, get rid of them, 👍, ✅`);
const NO = toPhrases(`
  no, n, nope, nah, na, no way, cancel, cancel it, cancel that, keep, keep it, keep them, keep that, keep those, keep this,
  dont, do not, dont do it, do not do it, dont do that, dont delete, do not delete, dont delete it, do not delete it,
  dont delete them, do not delete them, dont delete that, stop, stop it, never mind, nevermind, forget it, forget that, abort,
  leave it, leave them, leave that, not now, not yet, i changed my mind, changed my mind, better not, rather not,
  id rather not, negative, 👎, ❌`);
/** What may stand anywhere and changes nothing. */
const POLITE = toPhrases(`
  please, pls, plz, thanks, thank you, thx, ty, thank you very much, thanks a lot, thank you so much, cheers, kindly, now,
  then, just, so, well, oh, hmm, um, uh, actually, and, 🙏`);

/** Reads a typed answer to a yes-or-no question; `undefined` for whatever says anything else, or both. */
export function parseAnswer(text: string): 'yes' | 'no' | undefined {
  if (text.length > ANSWER_CHARS_MAX) return undefined;
  const words = text
    .toLowerCase()
    .replace(/['’‘`]/g, '')
    .replace(/\ufe0f|\p{Emoji_Modifier}/gu, '')
    .replace(/[👍👎✅❌🙏]/gu, ' $& ')
    .replace(/[^\p{L}\p{N}👍👎✅❌🙏]+/gu, ' ')
    .trim()
    .split(' ');
  if (words.length > ANSWER_WORDS_MAX) return undefined;
  const answers = new Set<'yes' | 'no'>();
  for (let at = 0; at < words.length; ) {
    const phrase = longestPhrase(words, at);
    if (!phrase) return undefined;
    if (phrase.means) answers.add(phrase.means);
    at += phrase.length;
  }
  return answers.size === 1 ? [...answers][0] : undefined;
}

/** Notes that a confirm widget was shown: the very next message of the thread may answer it in words. */
export function notePending(thread: ThreadMetadata, itemId: string, turnId: string): void {
  const before = readPending(thread);
  const items = before?.turn === turnId ? [...before.items, itemId] : [itemId];
  writePending(thread, { items, turn: turnId });
}

/** The confirm widgets that wait for an answer in words. */
export function pendingItems(thread: ThreadMetadata): string[] {
  const pending = readPending(thread);
  return pending && pending.message === undefined ? pending.items : [];
}

/**
 * The confirm widgets that this message may answer. Only the first message behind the question may, and again when the
 * same message is retried.
 */
export function takePending(thread: ThreadMetadata, messageId: string): string[] {
  const pending = readPending(thread);
  if (!pending) return [];
  if (pending.message !== undefined && pending.message !== messageId) {
    writePending(thread, undefined);
    return [];
  }
  writePending(thread, { ...pending, message: messageId });
  return pending.items;
}

/** Forgets that a widget waits for an answer in words: it was clicked. */
export function dropPending(thread: ThreadMetadata, itemId: string): void {
  const pending = readPending(thread);
  if (!pending?.items.includes(itemId)) return;
  const items = pending.items.filter((id) => id !== itemId);
  writePending(thread, items.length > 0 ? { ...pending, items } : undefined);
}

/**
 * Answers the question of a confirm widget, once: what was answered before stays as it is. A second run after a crash
 * goes on where the first one stopped.
 */
export async function settle(
  view: ConfirmView,
  answer: 'yes' | 'no',
  { tasks, owner, itemId }: { tasks: TaskStore; owner: string; itemId: string },
): Promise<{ view: ConfirmView; changed: number[] }> {
  if (view.state !== 'asked') return { view, changed: [] };
  if (answer === 'no') return { view: { ...view, state: 'kept' }, changed: [] };
  const deleted = [];
  for (const number of view.numbers) {
    const task = await tasks.remove(owner, number, `confirm:${itemId}:${number}`);
    if (task) deleted.push(task);
  }
  const gone = view.numbers.length - deleted.length;
  return {
    view: {
      ...view,
      state: 'deleted',
      tasks: deleted.slice(0, CARD_ROWS_MAX).map(({ number, title, status }) => ({ number, title, status })),
      deleted: deleted.length,
      note: gone > 0 && deleted.length > 0 ? `${gone} of them ${gone === 1 ? 'was' : 'were'} gone already.` : undefined,
    },
    changed: deleted.map((task) => task.number),
  };
}

interface Phrase {
  length: number;
  means?: 'yes' | 'no';
}

function longestPhrase(words: string[], at: number): Phrase | undefined {
  for (let length = Math.min(PHRASE_WORDS_MAX, words.length - at); length > 0; length -= 1) {
    const phrase = words.slice(at, at + length).join(' ');
    if (NO.has(phrase)) return { length, means: 'no' };
    if (YES.has(phrase)) return { length, means: 'yes' };
    if (POLITE.has(phrase)) return { length };
  }
  return undefined;
}

function toPhrases(list: string): Set<string> {
  return new Set(list.split(',').map((phrase) => phrase.trim().replace(/\s+/g, ' ')));
}

function readPending(thread: ThreadMetadata): Pending | undefined {
  const parsed = pendingSchema.safeParse(thread.metadata.pending_confirmation);
  return parsed.success ? parsed.data : undefined;
}

function writePending(thread: ThreadMetadata, pending: Pending | undefined): void {
  const { pending_confirmation: _, ...rest } = thread.metadata;
  thread.metadata = pending ? { ...rest, pending_confirmation: pending } : rest;
}
