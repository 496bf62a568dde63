import { type Connection, toServerName } from '../connection.ts';

/**
 * Refuses while a server is connected to this database. Of others' connections a database with access control tells
 * nobody, so a server that signs in under another name is not seen.
 *
 * @throws Error with a line for the operator.
 */
export async function requireNoServer(connection: Connection): Promise<void> {
  const servers = await connection
    .getClient()
    .db('admin')
    .aggregate(
      [
        { $currentOp: { allUsers: false, idleConnections: true } },
        { $match: { appName: toServerName(connection.name) } },
        { $limit: 1 },
      ],
      { readConcern: { level: 'local' } },
    )
    .toArray();
  if (servers.length === 0) return;
  throw new Error(
    `A server is connected to the database ${connection.name}. Stop it first: this must be done while none runs.`,
  );
}
