import type { ThreadStore, TurnLog, TurnStore } from '../chatkit/index.ts';
import type { TaskStore } from '../tasks/store.ts';
import type { CreateLimiter } from './limiter.ts';

/** Everything the server keeps, on one database. */
export interface Storage {
  kind: 'sqlite' | 'mongodb';
  threads: ThreadStore<{ owner: string }>;
  turns: TurnStore;
  tasks: TaskStore;
  /** Where the events of turns stand when other processes may read them; absent where this process is the only one. */
  log?: TurnLog | undefined;
  /** Counts that every process on this database shares. */
  createLimiter: CreateLimiter;
  /**
   * Whether rows can be read and written now; answers within about a second.
   *
   * @throws UnavailableError
   */
  ping(): Promise<void>;
  /** Finishes what is under way and lets go of the database; later calls are `UnavailableError`. */
  close(): Promise<void>;
}
