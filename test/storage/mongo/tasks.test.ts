import type { Clock } from '../../../server/chatkit/testing/index.ts';
import { OPERATION_INDEXES } from '../../../server/storage/mongo/operation-model.ts';
import { TASK_INDEXES } from '../../../server/storage/mongo/task-model.ts';
import { createTaskStore } from '../../../server/storage/mongo/task-store.ts';
import type { Storage } from '../../../server/storage/storage.ts';
import { taskStoreContract } from '../../support/contracts/task-store-contract.ts';
import { createDatabase, describeMongo } from '../../support/mongo/database.ts';

describeMongo('tasks in MongoDB', (serverUrl) => {
  taskStoreContract('MongoDB', async (clock: Clock) => {
    const database = await createDatabase(serverUrl, [...TASK_INDEXES, ...OPERATION_INDEXES]);
    return {
      clock,
      dispose: database.drop,
      async open() {
        const connection = await database.connect();
        // All that this contract asks of a storage.
        const storage = { tasks: createTaskStore(connection, clock.now), close: () => connection.close() };
        return storage as unknown as Storage;
      },
    };
  });
});
