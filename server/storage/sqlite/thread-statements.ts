/** Every statement about threads. Each names the owner; what is hidden (leftovers.ts) counts as deleted. */
export const THREAD_SQL = {
  find: `
    SELECT t.key, t.created, t.next_position, t.data,
      coalesce(l.from_position, 0) AS hidden_from, coalesce(l.to_position, 0) AS hidden_to
    FROM threads AS t LEFT JOIN leftovers AS l ON l.owner = t.owner AND l.thread_key = t.key
    WHERE t.owner = ? AND t.id = ?`,
  insert: 'INSERT INTO threads (owner, id, created, data) VALUES (?, ?, ?, ?)',
  update: 'UPDATE threads SET data = ? WHERE owner = ? AND id = ?',
  takePosition: 'UPDATE threads SET next_position = next_position + 1 WHERE owner = ? AND id = ?',
  remove: 'DELETE FROM threads WHERE owner = ? AND id = ?',
  pageAscending: `
    SELECT id, data FROM threads WHERE owner = ? AND (created, key) > (?, ?) ORDER BY created, key LIMIT ?`,
  pageDescending: `
    SELECT id, data FROM threads WHERE owner = ? AND (created, key) < (?, ?) ORDER BY created DESC, key DESC LIMIT ?`,
  count: 'SELECT count(*) AS count FROM (SELECT 1 FROM threads WHERE owner = ? LIMIT ?)',
  findLine: 'SELECT fence, turn_id FROM thread_lines WHERE owner = ? AND thread_id = ?',
  removeLine: 'DELETE FROM thread_lines WHERE owner = ? AND thread_id = ?',
} as const;

/** Every statement about items. Each names the owner and the thread's key. */
export const ITEM_SQL = {
  find: 'SELECT key, position, data FROM items WHERE owner = ? AND thread_key = ? AND id = ?',
  insert: `
    INSERT INTO items (owner, thread_key, position, id, type, added_turn, data) VALUES (?, ?, ?, ?, ?, ?, ?)`,
  update: `
    UPDATE items SET type = ?, data = ?, changed_turn = coalesce(?, changed_turn)
    WHERE owner = ? AND thread_key = ? AND id = ?`,
  remove: 'DELETE FROM items WHERE owner = ? AND thread_key = ? AND id = ?',
  removeAfter: 'DELETE FROM items WHERE owner = ? AND thread_key = ? AND position > ?',
  pageAscending: `
    SELECT id, position, data FROM items
    WHERE owner = ? AND thread_key = ? AND position > ? AND position NOT BETWEEN ? AND ? ORDER BY position LIMIT ?`,
  pageDescending: `
    SELECT id, position, data FROM items
    WHERE owner = ? AND thread_key = ? AND position < ? AND position NOT BETWEEN ? AND ?
    ORDER BY position DESC LIMIT ?`,
  headsAfter: `
    SELECT id, position, coalesce(type, data ->> 'type') AS type FROM items
    WHERE owner = ? AND thread_key = ? AND position > ? AND position NOT BETWEEN ? AND ? ORDER BY position LIMIT ?`,
  addedBy: `
    SELECT position, data FROM items
    WHERE owner = ? AND thread_key = ? AND added_turn = ? AND position NOT BETWEEN ? AND ? ORDER BY position`,
  changedBy: `
    SELECT position, data FROM items
    WHERE owner = ? AND thread_key = ? AND changed_turn = ? AND position NOT BETWEEN ? AND ? ORDER BY position`,
} as const;
