import mongoose, { type Connection, type ConnectOptions, mongo } from 'mongoose';
import type { Logger } from '../../chatkit/index.ts';

export type { Connection };

/** Of a URL that names none. */
const DATABASE = 'task-chat';

const OPTIONS: ConnectOptions = {
  // What is acknowledged survives a failover, and what is read was acknowledged.
  writeConcern: { w: 'majority' },
  readConcern: { level: 'majority' },
  readPreference: 'primary',
  // A server that hangs or is gone is noticed in a second or two; errors.ts holds the rest of a request to its time.
  connectTimeoutMS: 1_000,
  heartbeatFrequencyMS: 500,
  serverSelectionTimeoutMS: 3_000,
  socketTimeoutMS: 3_000,
  waitQueueTimeoutMS: 3_000,
  // Indexes are made by `npm run migrate` and checked at the start. A query waits for no connection but the driver's.
  autoIndex: false,
  autoCreate: false,
  bufferCommands: false,
};

const WRITABLE: readonly string[] = ['Standalone', 'RSPrimary', 'Mongos', 'LoadBalancer'];

/**
 * Connects to the database that the URL names. What stands above goes before what the URL says.
 *
 * @throws Error with a line for the operator, without the password that the URL may hold.
 */
export async function connect(url: string, options: ConnectOptions = {}): Promise<Connection> {
  const named = /^mongodb(?:\+srv)?:\/\/[^/]+\/([^?]+)/.exec(url)?.[1];
  const names = { ...(named === undefined && { dbName: DATABASE }), appName: toServerName(named ?? DATABASE) };
  const connection = mongoose.createConnection();
  try {
    return await connection.openUri(url, { ...OPTIONS, ...names, ...options });
  } catch (cause) {
    await connection.close().catch(() => {});
    throw new Error(`DATABASE_URL: ${toLine(cause)}`, { cause });
  }
}

/** How a server calls itself to the database, so that commands can tell whether one runs. */
export function toServerName(database: string): string {
  return `task-chat server ${database}`;
}

/** Tells the operator when nothing can be read or written any more, and when it can again. */
export function watchReachability(connection: Connection, logger: Logger): void {
  let wasReachable = true;
  connection.getClient().on('topologyDescriptionChanged', ({ newDescription }) => {
    const servers = [...newDescription.servers.values()];
    const isReachable = servers.some(({ type }) => WRITABLE.includes(type));
    if (isReachable === wasReachable) return;
    wasReachable = isReachable;
    if (isReachable) logger.info({}, 'the database is back');
    // Somebody closed the storage.
    else if (connection.readyState === mongoose.STATES.disconnecting) return;
    else logger.error({ err: servers.find(({ error }) => error)?.error }, 'the database is gone, or takes no writes');
  });
}

function toLine(error: unknown): string {
  if (error instanceof mongoose.Error.MongooseServerSelectionError) return `no MongoDB answers. ${error.message}`;
  const isTold = error instanceof mongo.MongoServerError || error instanceof mongo.MongoCompatibilityError;
  if (isTold) return `MongoDB refuses the connection. ${error.message}`;
  // The code tells what is wrong; the message may hold the URL.
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return 'a file that it names is not there.';
  if (typeof code === 'string' && /^E[A-Z]+$/.test(code)) return `its host cannot be found (${code}).`;
  return 'this is not an address of MongoDB. One reads mongodb://user:password@host:27017/database';
}
