/** An index as it must stand in the database. Its key begins with the owner, unless it only lets documents run out. */
export interface NamedIndex {
  collection: string;
  name: string;
  /** Fields in their order: 1 up, -1 down. */
  key: Readonly<Record<string, 1 | -1>>;
  unique?: true;
  /** Only the documents that match are in the index. */
  partial?: Readonly<Record<string, unknown>>;
  /** What was asked by before, and is of no use any more. An index that changes takes another name, and replaces the old. */
  replaces?: string;
  /** Documents go this many seconds after the time in the (only) field of the key. */
  ttlSeconds?: number;
}
