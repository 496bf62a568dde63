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

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
/** Random bytes for 64 ids: asking for them costs the same however many they are. */
const pool = new Uint8Array(1_024);
let used = pool.length;

/**
 * An id of 128 random bits behind the prefix of its kind, such as `thr_9f…`.
 *
 * Hexadecimal, so that it never holds the `-` which parts a turn's id from an event's number, and never starts with
 * `client_`, which ChatKit's runtime takes for a temporary thread.
 */
export function createId(kind: ItemKind | 'thread' | 'turn'): string {
  if (used === pool.length) {
    crypto.getRandomValues(pool);
    used = 0;
  }
  let id = `${PREFIXES[kind]}_`;
  for (const end = used + 16; used < end; used += 1) id += HEX[pool[used] ?? 0];
  return id;
}
