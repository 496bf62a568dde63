import { taskStoreContract } from '../support/contracts/task-store-contract.ts';
import { threadStoreContract } from '../support/contracts/thread-store-contract.ts';
import { turnStoreContract } from '../support/contracts/turn-store-contract.ts';
import { createSqliteHarness } from './sqlite-harness.ts';

threadStoreContract('SQLite', createSqliteHarness);
turnStoreContract('SQLite', createSqliteHarness);
taskStoreContract('SQLite', createSqliteHarness);
