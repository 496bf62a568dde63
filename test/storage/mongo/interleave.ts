import { type Connection, mongo } from 'mongoose';

type Write = 'insertOne' | 'updateOne' | 'deleteOne' | 'deleteMany' | 'findOneAndUpdate';
type Send = (this: mongo.Collection & { client: mongo.MongoClient }, ...values: unknown[]) => Promise<unknown>;

/**
 * Lets something happen at the worst moment: after all that came before this write, and before it reaches the database. Only
 * the first such write of this connection waits for it.
 */
export function beforeWrite(
  connection: Connection,
  write: { method: Write; collection: string },
  happens: () => Promise<unknown>,
): { happened(): boolean } {
  let happened = false;
  interceptFirst(connection, write, async (send) => {
    happened = true;
    await happens();
    return send();
  });
  return { happened: () => happened };
}

/**
 * Lets the driver give the first such write of this connection up, as it does when the database hangs. The database applies
 * it all the same once this was called.
 */
export function giveUpWrite(
  connection: Connection,
  write: { method: Write; collection: string },
): { apply(): Promise<unknown> } {
  let apply = (): Promise<unknown> => Promise.reject(new Error('nothing was written'));
  interceptFirst(connection, write, async (send) => {
    apply = send;
    throw new mongo.MongoNetworkTimeoutError('the connection timed out');
  });
  return { apply: () => apply() };
}

function interceptFirst(
  connection: Connection,
  { method, collection }: { method: Write; collection: string },
  meet: (send: () => Promise<unknown>) => Promise<unknown>,
): void {
  const prototype = mongo.Collection.prototype as unknown as Record<Write, Send>;
  const send = prototype[method];
  const client = connection.getClient();
  let met = false;
  prototype[method] = async function (...values) {
    if (met || this.client !== client || this.collectionName !== collection) return send.apply(this, values);
    met = true;
    prototype[method] = send;
    return meet(() => send.apply(this, values));
  };
}
