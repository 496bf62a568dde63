import { MemoryAttachmentStore } from './attachment-store.ts';
import { MemoryThreadStore } from './thread-store.ts';
import { MemoryTurnStore } from './turn-store.ts';

export interface MemoryStorageOptions<Context> {
  /** Who a context speaks for, as `ChatKitServer.ownerOf` says it. */
  ownerOf(context: Context): string;
  /** Milliseconds since the epoch. @default Date.now */
  now?: (() => number) | undefined;
}

export interface MemoryStorage<Context> {
  threads: MemoryThreadStore<Context>;
  turns: MemoryTurnStore;
  attachments: MemoryAttachmentStore<Context>;
}

/** Everything that a ChatKit server keeps, in this process's memory: for tests, and for a first server. */
export function createMemoryStorage<Context>({ ownerOf, now }: MemoryStorageOptions<Context>): MemoryStorage<Context> {
  const turns = new MemoryTurnStore({ now });
  return {
    turns,
    threads: new MemoryThreadStore({ ownerOf, turns }),
    attachments: new MemoryAttachmentStore({ ownerOf }),
  };
}
