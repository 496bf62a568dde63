import { test } from 'vitest';
import { threadStoreContract, turnStoreContract } from '../../server/chatkit/testing/index.ts';
import { taskStoreContract } from '../support/contracts/task-store-contract.ts';
import { createSqliteHarness } from './sqlite-harness.ts';

for (const { name, run } of [...threadStoreContract(createSqliteHarness), ...turnStoreContract(createSqliteHarness)]) {
  test(name, run);
}
taskStoreContract('SQLite', createSqliteHarness);
