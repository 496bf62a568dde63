import { randomUUID } from 'node:crypto';
import { describe, inject, onTestFinished } from 'vitest';
import { type Connection, connect } from '../../../server/storage/mongo/connection.ts';
import { createIndexes } from '../../../server/storage/mongo/indexes.ts';
import type { NamedIndex } from '../../../server/storage/mongo/named-index.ts';

/** An empty database for one test. */
export interface TestDatabase {
  url: string;
  /** Another connection to it, as another process would have one; closed with the test at the latest. */
  connect(): Promise<Connection>;
  drop(): Promise<void>;
}

/** Describes the same tests on every kind of MongoDB that the run has; skipped, and counted so, where it has none. */
export function describeMongo(name: string, body: (serverUrl: string) => void): void {
  const servers = inject('mongoServers');
  for (const server of servers) describe(`${name} (${server.name})`, () => body(server.url));
  if (servers.length === 0) describe.skip(`${name} (no MongoDB here)`, () => body(''));
}

/** Makes a database of its own on this server, with these indexes. */
export async function createDatabase(serverUrl: string, indexes: readonly NamedIndex[]): Promise<TestDatabase> {
  const url = toDatabaseUrl(serverUrl, `test_${randomUUID()}`);
  const connections: Connection[] = [];
  async function connectHere(): Promise<Connection> {
    const connection = await connect(url);
    connections.push(connection);
    return connection;
  }
  await createIndexes(await connectHere(), indexes);
  return {
    url,
    connect: connectHere,
    async drop() {
      const [first, ...others] = connections.splice(0);
      await Promise.all(others.map((connection) => connection.close()));
      await first?.dropDatabase();
      await first?.close();
    },
  };
}

/** The same, gone when the test ends. */
export async function useDatabase(serverUrl: string, indexes: readonly NamedIndex[]): Promise<TestDatabase> {
  const database = await createDatabase(serverUrl, indexes);
  onTestFinished(() => database.drop());
  return database;
}

/** Options of the server's URL stay. */
function toDatabaseUrl(serverUrl: string, name: string): string {
  const [, server, options = ''] = /^(mongodb(?:\+srv)?:\/\/[^/?]+)\/?[^?]*(\?.*)?$/.exec(serverUrl) ?? [];
  if (!server) throw new Error('TEST_MONGODB_URL is not an address of MongoDB');
  return `${server}/${name}${options}`;
}
