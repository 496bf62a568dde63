export { attachmentStoreContract } from './contracts/attachment-store.ts';
export type {
  Clock,
  Closable,
  ContractCase,
  ContractOptions,
  CreateHarness,
  Harness,
  ScopedHarness,
} from './contracts/harness.ts';
export { type ThreadStoreHandle, threadStoreContract } from './contracts/thread-store.ts';
export { turnLogContract } from './contracts/turn-log.ts';
export { turnStoreContract } from './contracts/turn-store.ts';
export { MemoryAttachmentStore, type MemoryAttachmentStoreOptions } from './memory/attachment-store.ts';
export { createMemoryStorage, type MemoryStorage, type MemoryStorageOptions } from './memory/storage.ts';
export { MemoryThreadStore, type MemoryThreadStoreOptions } from './memory/thread-store.ts';
export { MemoryTurnStore, type MemoryTurnStoreOptions } from './memory/turn-store.ts';
