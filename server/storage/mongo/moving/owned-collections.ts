import type { Connection } from 'mongoose';
import { INDEXES } from '../indexes.ts';

/** Every collection whose documents belong to people, as its indexes say. */
export const OWNED_COLLECTIONS: readonly string[] = [
  ...new Set(INDEXES.filter(({ key }) => 'owner' in key).map(({ collection }) => collection)),
];

/** Whose documents there are, sorted. Nothing reads all of them: each collection is asked for the next owner, over and over. */
export async function* listOwners(connection: Connection): AsyncGenerator<string> {
  const next = new Map<string, string | undefined>();
  for (let last: string | undefined = ''; last !== undefined; ) {
    const before: string = last;
    await Promise.all(
      OWNED_COLLECTIONS.map(async (name) => {
        const known = next.get(name);
        if (next.has(name) && (known === undefined || known > before)) return;
        next.set(name, await nextOwner(connection, name, before));
      }),
    );
    last = [...next.values()].filter((owner) => owner !== undefined).sort()[0];
    if (last !== undefined) yield last;
  }
}

export async function hasDocuments(connection: Connection, owner: string): Promise<boolean> {
  const found = await Promise.all(
    OWNED_COLLECTIONS.map((name) =>
      connection.collection(name).findOne({ owner }, { projection: { _id: 1 }, hint: hintOf(name) }),
    ),
  );
  return found.some((document) => document !== null);
}

/** An index that begins with the owner and leaves no document out. */
export function hintOf(collection: string): string {
  const index = INDEXES.find(
    (each) => each.collection === collection && Object.keys(each.key)[0] === 'owner' && !each.partial,
  );
  if (!index) throw new Error(`no index of ${collection} finds all documents of an owner`);
  return index.name;
}

async function nextOwner(connection: Connection, name: string, after: string): Promise<string | undefined> {
  const [found] = await connection
    .collection<{ owner: string }>(name)
    .find({ owner: { $gt: after } }, { projection: { _id: 0, owner: 1 } })
    .sort({ owner: 1 })
    .hint(hintOf(name))
    .limit(1)
    .toArray();
  return found?.owner;
}
