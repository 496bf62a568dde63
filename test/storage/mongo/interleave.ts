import { type Connection, mongo } from 'mongoose';

type Write = 'insertOne' | 'updateOne' | 'deleteOne' | 'deleteMany' | 'findOneAndUpdate';
type Send = (this: mongo.Collection & { client: mongo.MongoClient }, ...values: unknown[]) => Promise<unknown>;

/**
 * Lets something happen at the worst moment: after all that came before this write, and before it reaches the database. Only
 * the first such write of this connection waits for it.
 */
export function beforeWrite(
  connection: Connection,
  { method, collection }: { method: Write; collection: string },
  happens: () => Promise<unknown>,
): { happened(): boolean } {
  const prototype = mongo.Collection.prototype as unknown as Record<Write, Send>;
  const send = prototype[method];
  const client = connection.getClient();
  let happened = false;
  prototype[method] = async function (...values) {
    if (!happened && this.client === client && this.collectionName === collection) {
      happened = true;
      prototype[method] = send;
      await happens();
    }
    return send.apply(this, values);
  };
  return { happened: () => happened };
}
