import type { ThreadStore } from '../../store.ts';
import type { TurnStore } from '../../turn-store.ts';
import { type ContractCase, type ContractOptions, type CreateHarness, type ScopedHarness, toCases } from './harness.ts';
import { itemCases } from './thread-store/items.ts';
import { ownerCases } from './thread-store/owners.ts';
import { pageCases } from './thread-store/pages.ts';
import { ANNE, BEN, type ThreadHandle, type ThreadStage } from './thread-store/stage.ts';
import { threadCases } from './thread-store/threads.ts';
import { updateCases } from './thread-store/updates.ts';
import { writerCases } from './thread-store/writers.ts';

/** Both stores of one database: a thread store asks the turn store's records who may write. */
export interface ThreadStoreHandle<Context> {
  threads: ThreadStore<Context>;
  turns: TurnStore;
}

const GROUPS = {
  threads: threadCases,
  updates: updateCases,
  owners: ownerCases,
  pages: pageCases,
  items: itemCases,
  'turns that write': writerCases,
};

/**
 * What every `ThreadStore` promises, as cases for any test runner.
 *
 * @param create makes an empty database; called once for every case.
 */
export function threadStoreContract<Context>(
  create: CreateHarness<ScopedHarness<Context, ThreadStoreHandle<Context>>>,
  options?: ContractOptions,
): ContractCase[] {
  return toCases<ThreadHandle, ScopedHarness<unknown, ThreadHandle>, ThreadStage>(
    GROUPS,
    create,
    async ({ clock, open, restart }, { contextOf }) => {
      const { threads, turns } = await open();
      return { threads, turns, clock, open, restart, anne: contextOf(ANNE), ben: contextOf(BEN) };
    },
    options,
  );
}
