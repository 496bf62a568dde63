import { attempt } from '../attempt.ts';

/** Everything that the element keeps in a page's storage begins with this. */
export const PREFIX = 'task-chat:';

/** What is remembered for one person at one server. Works, until the page is left, without storage too. */
export interface Memory {
  /** Names person and server without telling them. */
  readonly key: string;
  readThread(): string | null | undefined;
  /** @param threadId `null` forgets it */
  saveThread(threadId: string | null): void;
  /** What is being typed: kept over a reload, and only in this tab. */
  readDraft(): string | null | undefined;
  saveDraft(text: string): void;
}

export function openMemory(apiUrl: URL, person: string): Memory {
  const key = `${PREFIX}${hash(`${apiUrl.href} ${person}`)}`;
  // Storage may be missing, forbidden or full: reading the property alone may throw.
  const read = (store: () => Storage) => attempt(() => store().getItem(key));
  const save = (store: () => Storage, value: string | null) =>
    attempt(() => (value ? store().setItem(key, value) : store().removeItem(key)));
  const lasting = () => localStorage;
  const tab = () => sessionStorage;
  return {
    key,
    readThread: () => read(lasting),
    saveThread: (threadId) => save(lasting, threadId),
    readDraft: () => read(tab),
    saveDraft: (text) => save(tab, text),
  };
}

/** FNV-1a, twice: not for secrets, only so that no name of a person stands in the page's storage. */
function hash(text: string): string {
  let one = 0x811c9dc5;
  let two = 0x01000193;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    one = Math.imul(one ^ code, 0x01000193);
    two = Math.imul(two ^ (code + index), 0x5bd1e995);
  }
  return (one >>> 0).toString(36) + (two >>> 0).toString(36);
}
