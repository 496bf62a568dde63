import { test } from 'vitest';
import { turnStoreContract } from '../../../server/chatkit/testing/index.ts';
import { describeMongo } from '../../support/mongo/database.ts';
import { createMongoHarness } from './harness.ts';

describeMongo('turns', (server) => {
  for (const { name, run } of turnStoreContract(createMongoHarness(server))) test(name, run);
});
