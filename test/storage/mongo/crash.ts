import { type Connection, mongo } from 'mongoose';

const WRITES = [
  'insertOne',
  'insertMany',
  'updateOne',
  'updateMany',
  'deleteOne',
  'deleteMany',
  'findOneAndUpdate',
  'findOneAndDelete',
  'bulkWrite',
] as const;

interface Fate {
  left: number;
  crashed: boolean;
}

type Method = (this: { client: mongo.MongoClient }, ...values: unknown[]) => Promise<unknown>;

const fates = new WeakMap<mongo.MongoClient, Fate>();
let watching = false;

/**
 * Lets what works on this connection die: so many writes reach the database, and nobody learns of the last one; what comes
 * behind it reaches nothing. With 0 not even the first write is sent.
 */
export function crashAfter(connection: Connection, writes: number): { crashed(): boolean; mend(): void } {
  if (!watching) watchWrites();
  const fate = { left: writes, crashed: false };
  fates.set(connection.getClient(), fate);
  return {
    crashed: () => fate.crashed,
    /** It was the network, and nobody died. */
    mend: () => {
      fates.delete(connection.getClient());
    },
  };
}

function watchWrites(): void {
  watching = true;
  const prototype = mongo.Collection.prototype as unknown as Record<string, Method>;
  for (const name of WRITES) {
    const send = prototype[name];
    if (!send) throw new Error(`the driver has no ${name}`);
    prototype[name] = async function (...values) {
      const fate = fates.get(this.client);
      if (!fate) return send.apply(this, values);
      const last = fate.left === 1;
      fate.left -= 1;
      if (fate.left >= 0) {
        const result = await send.apply(this, values);
        if (!last) return result;
      }
      fate.crashed = true;
      throw new mongo.MongoNetworkError('the process died');
    };
  }
}
