import type { Driver, Value } from '../driver.ts';

/** Every table whose rows belong to people, also those that later versions of the schema will have. */
export function ownedTables(driver: Driver): string[] {
  const found = driver.prepare<{ name: string }>(`
    SELECT t.name FROM sqlite_schema AS t JOIN pragma_table_info(t.name) AS c
    WHERE t.type = 'table' AND c.name = 'owner' ORDER BY t.name`);
  return found.all().map(({ name }) => name);
}

/** Whose rows there are, sorted. */
export function* listOwners(driver: Driver): Generator<string> {
  const next = ownedTables(driver).map((table) => `SELECT min(owner) AS owner FROM "${table}" WHERE owner > ?`);
  // One search in the index of each table: nothing reads all rows.
  const statement = driver.prepare<{ owner: string | null }>(
    `SELECT min(owner) AS owner FROM (${next.join(' UNION ALL ')})`,
  );
  for (let last: string | undefined = ''; last !== undefined; ) {
    const values: Value[] = next.map(() => last ?? '');
    last = statement.first(...values)?.owner ?? undefined;
    if (last !== undefined) yield last;
  }
}
