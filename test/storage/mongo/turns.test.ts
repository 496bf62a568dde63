import { test } from 'vitest';
import { turnStoreContract } from '../../../server/chatkit/testing/index.ts';
import { LINE_INDEXES } from '../../../server/storage/mongo/line-model.ts';
import { THREAD_INDEXES } from '../../../server/storage/mongo/thread-model.ts';
import { TURN_INDEXES } from '../../../server/storage/mongo/turn-model.ts';
import { createTurnStore } from '../../../server/storage/mongo/turn-store.ts';
import { createDatabase, describeMongo } from '../../support/mongo/database.ts';

describeMongo('turns in MongoDB', (serverUrl) => {
  const cases = turnStoreContract(async (clock) => {
    const database = await createDatabase(serverUrl, [...LINE_INDEXES, ...TURN_INDEXES, ...THREAD_INDEXES]);
    return {
      dispose: database.drop,
      async open() {
        const connection = await database.connect();
        return { turns: createTurnStore(connection, clock.now), close: () => connection.close() };
      },
    };
  });
  for (const { name, run } of cases) test(name, run);
});
