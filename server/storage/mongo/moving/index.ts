import { type Moving, TakenError } from '../../moving/moving.ts';
import { connect } from '../connection.ts';
import { requireIndexes } from '../required-indexes.ts';
import { requireNoServer } from './alone.ts';
import { hasDocuments } from './owned-collections.ts';
import { createOwners } from './owners.ts';
import { openMongoSource } from './source.ts';
import { createMongoTarget } from './target.ts';

/** A command may take its time: a large deletion is one question to the database. */
const PATIENCE_MS = 600_000;

export interface MongoMovingOptions {
  url: string;
  /** Refuses while a server is connected to the database. @default false */
  alone?: boolean | undefined;
}

/** @throws Error with a line for the operator when the database cannot be used. */
export async function openMongoMoving({ url, alone }: MongoMovingOptions): Promise<Moving> {
  const connection = await connect(url, { appName: 'task-chat command', socketTimeoutMS: PATIENCE_MS });
  try {
    if (alone) await requireNoServer(connection);
    await requireIndexes(connection);
  } catch (error) {
    await connection.close();
    throw error;
  }
  const write = createMongoTarget(connection);
  const owners = createOwners(connection);
  return {
    kind: 'mongodb',
    openSource: async () => openMongoSource(connection),
    write: (records, { replace }) => write(records, replace),
    forget: (owner) => owners.forget(owner),
    hasData: (owner) => hasDocuments(connection, owner),
    async reassign(from, to, { replace }) {
      // What an earlier call left half done is no data of somebody else.
      const isTaken = !(await owners.isUnderWay(from, to)) && (await hasDocuments(connection, to));
      if (isTaken && (await hasDocuments(connection, from))) {
        if (!replace) throw new TakenError('This key has data already.');
        await owners.forget(to);
      }
      return owners.reassign(from, to);
    },
    close: () => connection.close(),
  };
}
