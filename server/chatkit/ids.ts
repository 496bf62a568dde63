import type { ItemKind } from './store.ts';

const PREFIXES: Record<ItemKind | 'thread' | 'turn', string> = {
  thread: 'thr',
  turn: 'turn',
  message: 'msg',
  tool_call: 'tc',
  task: 'tsk',
  workflow: 'wf',
  attachment: 'atc',
  sdk_hidden_context: 'shcx',
  structured_input: 'si',
};

/**
 * An id of 128 random bits behind the prefix of its kind, such as `thr_9f…`.
 *
 * Hexadecimal, so that it never holds the `-` which parts a turn's id from an event's number, and never starts with
 * `client_`, which ChatKit's runtime takes for a temporary thread.
 */
export function createId(kind: ItemKind | 'thread' | 'turn'): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return `${PREFIXES[kind]}_${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}
