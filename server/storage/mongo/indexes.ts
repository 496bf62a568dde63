import type { mongo } from 'mongoose';
import type { Connection } from './connection.ts';
import type { NamedIndex } from './named-index.ts';

/** Creates what is missing; an index that is there already, as it should be, is left alone. */
export async function createIndexes(connection: Connection, indexes: readonly NamedIndex[]): Promise<void> {
  const collections = [...new Set(indexes.map(({ collection }) => collection))];
  await Promise.all(
    collections.map((collection) =>
      connection
        .collection(collection)
        .createIndexes(indexes.filter((index) => index.collection === collection).map(toDescription)),
    ),
  );
}

function toDescription({ name, key, unique, partial, ttlSeconds }: NamedIndex): mongo.IndexDescription {
  return {
    name,
    key: new Map(Object.entries(key)),
    ...(unique && { unique }),
    ...(partial && { partialFilterExpression: partial }),
    ...(ttlSeconds !== undefined && { expireAfterSeconds: ttlSeconds }),
  };
}
