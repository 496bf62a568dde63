/** Every statement that reads for a move. Each names the owner, and goes on where the last one ended. */
export const SOURCE_SQL = {
  threads: `
    SELECT t.key, t.id, t.created, t.next_position, t.data, h.turn_id, h.fence,
      coalesce(l.from_position, 0) AS hidden_from, coalesce(l.to_position, 0) AS hidden_to
    FROM threads AS t
      LEFT JOIN leftovers AS l ON l.owner = t.owner AND l.thread_key = t.key
      LEFT JOIN thread_lines AS h ON h.owner = t.owner AND h.thread_id = t.id
    WHERE t.owner = ? AND (t.created, t.key) > (?, ?) ORDER BY t.created, t.key LIMIT ?`,
  items: `
    SELECT position, id, added_turn, changed_turn, data FROM items
    WHERE owner = ? AND thread_key = ? AND position > ? ORDER BY position LIMIT ?`,
  tasks: 'SELECT number, data FROM tasks WHERE owner = ? AND number > ? ORDER BY number LIMIT ?',
  operations: `
    SELECT operation, result, applied_at FROM operations WHERE owner = ? AND operation > ? ORDER BY operation LIMIT ?`,
  turns: `
    SELECT * FROM turns WHERE owner = ? AND (created_at, seq) > (?, ?) ORDER BY created_at, seq LIMIT ?`,
  counter: 'SELECT last FROM task_counters WHERE owner = ?',
} as const;

/** Every statement that writes for a move. Each names the owner. */
export const TARGET_SQL = {
  itemAt: `
    SELECT position, id, added_turn, changed_turn, data FROM items
    WHERE owner = ? AND thread_key = ? AND position = ?`,
  itemOf: `
    SELECT position, id, added_turn, changed_turn, data FROM items WHERE owner = ? AND thread_key = ? AND id = ?`,
  insertItem: `
    INSERT INTO items (owner, thread_key, position, id, type, added_turn, changed_turn, data)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  removeItem: 'DELETE FROM items WHERE owner = ? AND thread_key = ? AND position = ?',
  reach: 'UPDATE threads SET next_position = max(next_position, ?) WHERE owner = ? AND id = ?',
  /** Who took the thread later stays. */
  hold: `
    INSERT INTO thread_lines (owner, thread_id, fence, turn_id) VALUES (?, ?, ?, ?)
    ON CONFLICT (owner, thread_id) DO UPDATE SET fence = excluded.fence, turn_id = excluded.turn_id
    WHERE excluded.fence > fence`,
  replaceOperation: 'UPDATE operations SET result = ? WHERE owner = ? AND operation = ?',
  /** One that ended, with a fence: it had its thread. */
  insertTurn: `
    INSERT INTO turns (owner, id, thread_id, request_id, fingerprint, creates_thread, sender_item_id, priority, state,
      outcome, created_at, ended_at, broken_at, cancel_requested, lease_until, fence)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'ended', ?, ?, ?, ?, ?, ?, 0)`,
  count: `
    INSERT INTO task_counters (owner, last) VALUES (?, ?)
    ON CONFLICT (owner) DO UPDATE SET last = excluded.last WHERE excluded.last > last`,
} as const;
