import { taskStoreContract } from '../../support/contracts/task-store-contract.ts';
import { describeMongo } from '../../support/mongo/database.ts';
import { createMongoHarness } from './harness.ts';

describeMongo('tasks', (server) => {
  taskStoreContract('MongoDB', createMongoHarness(server));
});
