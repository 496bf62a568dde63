import Libsql from 'libsql';

type Value = string | number | null;
type Row = Record<string, Value>;
/** The rows of every table, and each row as a line of text. */
type State = Map<string, { rows: Row[]; lines: string[] }>;

/** A database file, watched through a connection of its own. */
export interface WatchedDatabase {
  /** All rows of all tables, a line each. */
  rows(): string;
  /** The rows of one owner, in all tables or in these. */
  rowsOf(owner: string, tables?: readonly string[]): string;
  /** Puts every row back to where it stood when the database was first watched. */
  restore(): void;
  close(): void;
}

export function watchDatabase(path: string): WatchedDatabase {
  const database = new Libsql(path, { timeout: 5_000 });
  // What a test writes need not outlast a power cut.
  database.exec('PRAGMA synchronous = OFF');
  const all = (sql: string) => database.prepare(sql).all([]) as Row[];
  const tables = all(
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
  ).map(({ name }) => {
    const table = String(name);
    const columns = all(`PRAGMA table_info(${table})`).map((column) => String(column.name));
    const places = columns.map(() => '?').join(', ');
    return {
      table,
      select: database.prepare(`SELECT * FROM ${table} ORDER BY 1, 2`),
      insert: database.prepare(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${places})`),
    };
  });
  if (!tables.some(({ table }) => table === 'threads'))
    throw new Error('There is nothing to watch: no table "threads".');

  const select = (): State =>
    new Map(
      tables.map(({ table, select }) => {
        const rows = select.all([]) as Row[];
        return [table, { rows, lines: rows.map((row) => `${table} ${JSON.stringify(row)}`) }];
      }),
    );
  // Changes with every commit of anybody else: while it stands, nothing need be read again.
  const versions = database.prepare('PRAGMA data_version');
  const version = () => Number((versions.all([]) as Row[])[0]?.data_version);

  const first = select();
  let last = { version: version(), state: first };
  const read = (): State => {
    const now = version();
    if (now !== last.version) last = { version: now, state: select() };
    return last.state;
  };

  // Asked for after every request, most of which change nothing.
  const texts = new WeakMap<State, Map<string, string>>();
  const text = (name: string, select: (state: State) => string[]): string => {
    const state = read();
    const known = texts.get(state) ?? new Map<string, string>();
    texts.set(state, known);
    const found = known.get(name) ?? select(state).join('\n');
    known.set(name, found);
    return found;
  };

  return {
    rows: () => text('', (state) => [...state.values()].flatMap(({ lines }) => lines)),
    rowsOf: (owner, wanted) =>
      text(`${owner} ${wanted}`, (state) =>
        [...state]
          .filter(([table]) => !wanted || wanted.includes(table))
          .flatMap(([, { rows, lines }]) => lines.filter((_, index) => rows[index]?.owner === owner)),
      ),
    restore() {
      const state = read();
      if (state === first) return;
      database.exec('BEGIN IMMEDIATE');
      for (const { table, insert } of tables) {
        const [was, is] = [first.get(table), state.get(table)];
        if (was?.lines.join('\n') === is?.lines.join('\n')) continue;
        database.exec(`DELETE FROM ${table}`);
        for (const row of was?.rows ?? []) insert.run(Object.values(row));
      }
      database.exec('COMMIT');
      last = { version: version(), state: first };
    },
    close: () => void database.close(),
  };
}
