import type { Clock } from '../../../server/chatkit/testing/index.ts';
import { openStorage } from '../../../server/storage/open.ts';
import { createDatabase } from '../../support/mongo/database.ts';
import { createLogger } from '../sqlite-harness.ts';

/** Makes harnesses of contracts: a database of its own for every case, which the first who opens it sets up. */
export function createMongoHarness(serverUrl: string) {
  return async (clock: Clock) => {
    const database = await createDatabase(serverUrl, []);
    return {
      clock,
      contextOf: (owner: string) => ({ owner }),
      open: () => openStorage({ url: database.url, logger: createLogger(), now: clock.now }),
      dispose: () => database.drop(),
    };
  };
}
