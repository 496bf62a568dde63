import type { TurnOutcome, TurnPriority, TurnRecord } from '../../chatkit/index.ts';

export interface TurnRow {
  owner: string;
  id: string;
  thread_id: string;
  request_id: string | null;
  fingerprint: string | null;
  creates_thread: number;
  sender_item_id: string | null;
  priority: TurnPriority;
  state: TurnRecord['state'];
  outcome: TurnOutcome | null;
  created_at: number;
  ended_at: number | null;
  broken_at: number | null;
  cancel_requested: number;
  lease_until: number;
  fence: number | null;
}

/**
 * The turn as it stands at this time: one whose lease ran out reads as lost, whether or not somebody noted it yet.
 * `undefined` when that was before it ever held its thread: then it is as if it had never come.
 */
export function toTurnRecord(row: TurnRow, time: number): TurnRecord | undefined {
  const lost = row.state !== 'ended' && row.lease_until <= time;
  const ended = lost ? row.lease_until : row.ended_at;
  const broken = row.broken_at ?? (lost ? row.lease_until : null);
  const outcome = lost ? 'lost' : row.outcome;
  if (outcome === 'lost' && row.fence === null) return undefined;
  return {
    id: row.id,
    owner: row.owner,
    threadId: row.thread_id,
    ...(row.request_id !== null && { requestId: row.request_id }),
    ...(row.fingerprint !== null && { fingerprint: row.fingerprint }),
    createsThread: row.creates_thread === 1,
    ...(row.sender_item_id !== null && { senderItemId: row.sender_item_id }),
    priority: row.priority,
    state: lost ? 'ended' : row.state,
    ...(outcome !== null && { outcome }),
    createdAt: row.created_at,
    ...(ended !== null && { endedAt: ended }),
    ...(broken !== null && { brokenAt: broken }),
    cancelRequested: row.cancel_requested === 1,
  };
}
