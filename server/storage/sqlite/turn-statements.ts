/** Every statement about turns. Each names the owner. */
export const TURN_SQL = {
  find: 'SELECT * FROM turns WHERE owner = ? AND id = ?',
  findByRequest: 'SELECT * FROM turns WHERE owner = ? AND request_id = ?',
  findByFingerprint: 'SELECT * FROM turns WHERE owner = ? AND fingerprint = ? ORDER BY seq DESC LIMIT ?',
  /** Who runs or waits in a thread, as they came, leases that ran out included. */
  findInLine: "SELECT * FROM turns WHERE owner = ? AND thread_id = ? AND state <> 'ended' ORDER BY seq",
  insert: `
    INSERT INTO turns (owner, id, thread_id, request_id, fingerprint, creates_thread, sender_item_id, priority, state,
      created_at, lease_until)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'waiting', ?, ?)`,
  /** A dead process breaks its connections; the lease is the last that is known of it. */
  sweep: `
    UPDATE turns
    SET state = 'ended', outcome = 'lost', ended_at = lease_until, broken_at = coalesce(broken_at, lease_until)
    WHERE owner = ? AND thread_id = ? AND state <> 'ended' AND lease_until <= ?`,
  takeFence: `
    INSERT INTO thread_lines (owner, thread_id, fence, turn_id) VALUES (?, ?, 1, ?)
    ON CONFLICT (owner, thread_id) DO UPDATE SET fence = fence + 1, turn_id = excluded.turn_id RETURNING fence`,
  start: "UPDATE turns SET state = 'running', fence = ?, lease_until = ? WHERE owner = ? AND id = ?",
  renew: 'UPDATE turns SET lease_until = ? WHERE owner = ? AND id = ?',
  end: "UPDATE turns SET state = 'ended', outcome = ?, ended_at = ? WHERE owner = ? AND id = ?",
  requestCancel: 'UPDATE turns SET cancel_requested = 1 WHERE owner = ? AND id = ?',
  markBroken: 'UPDATE turns SET broken_at = ? WHERE owner = ? AND id = ?',
  findOld: `
    SELECT * FROM turns
    WHERE owner = ? AND created_at < ? AND (state = 'ended' OR lease_until <= ?) ORDER BY created_at LIMIT ?`,
  remove: 'DELETE FROM turns WHERE owner = ? AND id = ?',
  /** The line of a thread that was never made goes with the turn that meant to make it. */
  removeLine: `
    DELETE FROM thread_lines WHERE owner = ? AND thread_id = ? AND turn_id = ?
      AND NOT EXISTS (SELECT 1 FROM threads AS t WHERE t.owner = thread_lines.owner AND t.id = thread_lines.thread_id)`,
} as const;
