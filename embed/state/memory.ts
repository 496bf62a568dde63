import { attempt } from '../attempt.ts';

/** Everything that the element keeps in a page's storage begins with this. */
export const PREFIX = 'task-chat:';

/** What is remembered for one person at one server. Works, until the page is left, without storage too. */
export interface Memory {
  /** Names person and server without telling them. */
  readonly key: string;
  /** The first of these that says which, else the one that was open last; `null`: a new one. */
  readThread(...wanted: (string | null | undefined)[]): string | null;
  /** @param threadId `null` forgets it */
  saveThread(threadId: string | null): void;
  /** What is being typed: kept over a reload, and only in this tab. */
  readDraft(): string;
  saveDraft(text: string): void;
}

export function openMemory(apiUrl: URL, person: string): Memory {
  const key = `${PREFIX}${hash(`${apiUrl.href} ${person}`)}`;
  return {
    key,
    readThread: (...wanted) => [...wanted, recall('localStorage', key)].find((id) => id !== undefined) ?? null,
    saveThread: (threadId) => keep('localStorage', key, threadId),
    readDraft: () => recall('sessionStorage', key) ?? '',
    saveDraft: (text) => keep('sessionStorage', key, text),
  };
}

type Store = 'localStorage' | 'sessionStorage';

/** What a page's storage keeps. It may be missing, forbidden or full: reading the property alone may throw. */
export function recall(store: Store, key: string): string | null | undefined {
  return attempt(() => window[store].getItem(key));
}

/** Puts it there; nothing forgets it. */
export function keep(store: Store, key: string, value: string | null): void {
  attempt(() => (value ? window[store].setItem(key, value) : window[store].removeItem(key)));
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
