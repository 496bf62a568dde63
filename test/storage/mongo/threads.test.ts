import { test } from 'vitest';
import { threadStoreContract } from '../../../server/chatkit/testing/index.ts';
import { describeMongo } from '../../support/mongo/database.ts';
import { createMongoHarness } from './harness.ts';

describeMongo('threads', (server) => {
  for (const { name, run } of threadStoreContract(createMongoHarness(server))) test(name, run);
});
