/** Every statement about tasks. Each names the owner. */
export const TASK_SQL = {
  find: 'SELECT data FROM tasks WHERE owner = ? AND number = ?',
  insert: 'INSERT INTO tasks (owner, number, status, title_key, notes_key, data) VALUES (?, ?, ?, ?, ?, ?)',
  update: 'UPDATE tasks SET status = ?, title_key = ?, notes_key = ?, data = ? WHERE owner = ? AND number = ?',
  remove: 'DELETE FROM tasks WHERE owner = ? AND number = ?',
  takeNumber: `
    INSERT INTO task_counters (owner, last) VALUES (?, 1) ON CONFLICT (owner) DO UPDATE SET last = last + 1
    RETURNING last`,
  page: 'SELECT data FROM tasks WHERE owner = ? AND number < ? ORDER BY number DESC LIMIT ?',
  pageOfStatus: 'SELECT data FROM tasks WHERE owner = ? AND status = ? AND number < ? ORDER BY number DESC LIMIT ?',
  count: 'SELECT count(*) AS total FROM (SELECT 1 FROM tasks WHERE owner = ? LIMIT ?)',
  countOfStatus: 'SELECT count(*) AS total FROM (SELECT 1 FROM tasks WHERE owner = ? AND status = ? LIMIT ?)',
  keys: `
    SELECT number, title_key AS titleKey, notes_key AS notesKey FROM tasks WHERE owner = ? AND number < ? ORDER BY number DESC LIMIT ?`,
  keysOfStatus: `
    SELECT number, title_key AS titleKey, notes_key AS notesKey FROM tasks
    WHERE owner = ? AND status = ? AND number < ? ORDER BY number DESC LIMIT ?`,
  findOperation: 'SELECT result FROM operations WHERE owner = ? AND operation = ?',
  insertOperation: 'INSERT INTO operations (owner, operation, result, applied_at) VALUES (?, ?, ?, ?)',
  pruneOperations: `
    DELETE FROM operations WHERE owner = ? AND operation IN (
      SELECT operation FROM operations WHERE owner = ? AND applied_at < ? ORDER BY applied_at LIMIT ?
    )`,
} as const;
