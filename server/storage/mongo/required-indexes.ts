import type { Connection } from './connection.ts';
import { INDEXES, type IndexFault, prepareIndexes } from './indexes.ts';

/**
 * Sets up a new database; of one that is in use every index must be there.
 *
 * @throws Error with a line for the operator.
 */
export async function requireIndexes(connection: Connection): Promise<void> {
  const faults = await prepareIndexes(connection, INDEXES);
  if (faults.length > 0) throw new Error(`DATABASE_URL: ${toLine(faults)} Run this once: npm run migrate`);
}

function toLine(faults: readonly IndexFault[]): string {
  const [first, ...others] = faults;
  if (!first) return '';
  const { index, fault } = first;
  const more = others.length > 0 ? `, and ${others.length} more` : '';
  return `the index ${index.name} of ${index.collection} is ${fault}${more}.`;
}
