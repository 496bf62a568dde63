import mongoose, { type Connection, type ConnectOptions } from 'mongoose';

export type { Connection };

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

/** Connects to the database that the URL names. What stands above goes before what the URL says. */
export async function connect(url: string, options: ConnectOptions = {}): Promise<Connection> {
  return mongoose.createConnection(url, { ...OPTIONS, ...options }).asPromise();
}
