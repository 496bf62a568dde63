import { type Connection, type Model, Schema } from 'mongoose';
import type { TurnOutcome, TurnPriority } from '../../chatkit/index.ts';
import type { NamedIndex } from './named-index.ts';

/** What is known of a turn for good. How it stands until it has an outcome says its entry in line. */
export interface TurnDocument {
  owner: string;
  id: string;
  threadId: string;
  requestId?: string | undefined;
  fingerprint?: string | undefined;
  createsThread: boolean;
  senderItemId?: string | undefined;
  priority: TurnPriority;
  /** By the database's clock, as all times here. */
  createdAt: Date;
  outcome?: TurnOutcome | undefined;
  endedAt?: Date | undefined;
  brokenAt?: Date | undefined;
  cancelRequested: boolean;
}

/** Every query names its index: where it finds nothing, the planner takes any that begins with the owner for as good. */
export const TURN_HINTS = {
  turn: 'turns_by_id',
  request: 'turns_by_request',
  fingerprint: 'turns_by_fingerprint',
  age: 'turns_by_age',
} as const;

export const TURN_INDEXES: readonly NamedIndex[] = [
  { collection: 'turns', name: TURN_HINTS.turn, key: { owner: 1, id: 1 }, unique: true },
  {
    collection: 'turns',
    name: TURN_HINTS.request,
    key: { owner: 1, requestId: 1 },
    unique: true,
    partial: { requestId: { $exists: true } },
  },
  {
    collection: 'turns',
    name: TURN_HINTS.fingerprint,
    key: { owner: 1, fingerprint: 1, createdAt: 1, _id: 1 },
    partial: { fingerprint: { $exists: true } },
  },
  { collection: 'turns', name: TURN_HINTS.age, key: { owner: 1, createdAt: 1 } },
];

const TURN = new Schema<TurnDocument>(
  {
    owner: { type: String, required: true },
    id: { type: String, required: true },
    threadId: { type: String, required: true },
    requestId: String,
    fingerprint: String,
    createsThread: { type: Boolean, required: true },
    senderItemId: String,
    priority: { type: String, required: true },
    createdAt: { type: Date, required: true },
    outcome: String,
    endedAt: Date,
    brokenAt: Date,
    cancelRequested: { type: Boolean, required: true },
  },
  { collection: 'turns', versionKey: false, id: false, strict: 'throw', strictQuery: 'throw' },
);

export function createTurnModel(connection: Connection): Model<TurnDocument> {
  return connection.model<TurnDocument>('Turn', TURN);
}
