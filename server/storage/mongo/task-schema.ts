import { Schema } from 'mongoose';
import type { Task } from '../../tasks/task.ts';

/** A task as people see it, wherever a document holds one. */
export const TASK = new Schema<Task>(
  {
    number: { type: Number, required: true },
    title: String,
    notes: String,
    status: { type: String, required: true },
    createdAt: { type: String, required: true },
    updatedAt: { type: String, required: true },
    completedAt: String,
  },
  { _id: false, id: false, strict: 'throw' },
);
