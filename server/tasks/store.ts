import type { Task, TaskStatus } from './task.ts';

/** Which tasks a list shows. */
export interface TaskQuery {
  status: TaskStatus | 'all';
  /** Words that must all stand in the title or the notes, whatever their case. */
  text?: string | undefined;
}

export interface NewTask {
  title: string;
  notes?: string | undefined;
}

/** `title` and `notes` replace what is there; `notes: ''` removes them. */
export interface TaskChanges {
  title?: string | undefined;
  notes?: string | undefined;
}

/** Counts stop here: a badge reads "999+". */
export const COUNT_CAP = 1_000;

/**
 * Keeps tasks. Every method names the owner and sees nobody else's tasks.
 *
 * Every write takes an `operation`: the name of this one effect, unique per owner. A write whose operation was applied
 * before changes nothing and returns the first result, also after the task was changed or deleted since.
 *
 * Titles and notes arrive checked (`task.ts`); a store keeps them as they are.
 */
export interface TaskStore {
  /** Adds a task with the owner's next number. */
  add(owner: string, task: NewTask, operation: string): Promise<Task>;
  /** `undefined`: there is no such task (nothing is recorded then). A task in that status already stays untouched. */
  setStatus(owner: string, number: number, status: TaskStatus, operation: string): Promise<Task | undefined>;
  /** `undefined`: there is no such task. */
  update(owner: string, number: number, changes: TaskChanges, operation: string): Promise<Task | undefined>;
  /** The task that was deleted; `undefined`: there was none. */
  remove(owner: string, number: number, operation: string): Promise<Task | undefined>;

  get(owner: string, number: number): Promise<Task | undefined>;
  /**
   * Tasks by number, the newest first: `limit` of them (1–1,000), those with a number below `before` when it is given.
   * With a text it looks at the newest 10,000 of these; so does `count`.
   */
  list(owner: string, query: TaskQuery, page: { limit: number; before?: number | undefined }): Promise<Task[]>;
  /** How many tasks a list holds, up to `COUNT_CAP`. */
  count(owner: string, query: TaskQuery): Promise<number>;
  /**
   * Tasks whose title holds all these words, whatever their case; best first: the equal title, then open before done,
   * then the newest. Looks at the newest 1,000 of either status.
   */
  findByTitle(owner: string, words: string, limit: number): Promise<Task[]>;
}
