import { describe, test } from 'vitest';
import { createMemoryTurnLog } from '../../server/chatkit/index.ts';
import {
  attachmentStoreContract,
  type Clock,
  type ContractCase,
  createMemoryStorage,
  threadStoreContract,
  turnLogContract,
  turnStoreContract,
} from '../../server/chatkit/testing/index.ts';

const IN_MEMORY = { durable: false };

interface Person {
  name: string;
}

function createHarness(clock: Clock) {
  const storage = createMemoryStorage({ ownerOf: ({ name }: Person) => name, now: clock.now });
  return { contextOf: (name: string): Person => ({ name }), open: async () => storage };
}

function testAll(cases: ContractCase[]): void {
  for (const { name, run } of cases) test(name, run);
}

describe('the memory stores', () => {
  testAll(threadStoreContract(createHarness, IN_MEMORY));
  testAll(turnStoreContract(createHarness, IN_MEMORY));
  testAll(attachmentStoreContract(createHarness, IN_MEMORY));
});

describe('the memory turn log', () => {
  testAll(turnLogContract(() => ({ open: async () => ({ log: createMemoryTurnLog() }) }), IN_MEMORY));
});

describe('the memory turn log that folds', () => {
  const create = () => ({ open: async () => ({ log: createMemoryTurnLog({ foldAbove: 10_000 }) }) });
  testAll(turnLogContract(create, IN_MEMORY));
});
