import * as z from 'zod';

export const TITLE_MAX = 200;
export const NOTES_MAX = 2_000;

export const statusSchema = z.enum(['open', 'done']);
export type TaskStatus = z.infer<typeof statusSchema>;

/** One task of one owner. */
export interface Task {
  /** Per owner, from 1, never given twice. */
  number: number;
  title: string;
  notes?: string | undefined;
  status: TaskStatus;
  /** ISO 8601, UTC. */
  createdAt: string;
  updatedAt: string;
  /** There while the task is done. */
  completedAt?: string | undefined;
}
