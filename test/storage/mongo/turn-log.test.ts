import { describe, test } from 'vitest';
import { turnLogContract } from '../../../server/chatkit/testing/index.ts';
import { createTurnLog, type TurnLogOptions } from '../../../server/storage/mongo/turn-log.ts';
import { TURN_LOG_INDEXES } from '../../../server/storage/mongo/turn-log-model.ts';
import { createDatabase, describeMongo } from '../../support/mongo/database.ts';
import { createLogger } from '../sqlite-harness.ts';

const KINDS: Record<string, TurnLogOptions> = { 'as it is': {}, 'that folds': { foldAbove: 10_000 } };

describeMongo('the shared turn log', (serverUrl) => {
  describe.each(Object.entries(KINDS))('%s', (_, options) => {
    const cases = turnLogContract(async () => {
      const database = await createDatabase(serverUrl, TURN_LOG_INDEXES);
      return {
        dispose: database.drop,
        async open() {
          const connection = await database.connect();
          const log = createTurnLog(connection, createLogger(), options);
          return {
            log,
            async close() {
              log.close();
              await connection.close();
            },
          };
        },
      };
    });
    for (const { name, run } of cases) test(name, run);
  });
});
