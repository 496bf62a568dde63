import type { TurnStore } from '../../turn-store.ts';
import { type ContractCase, type ContractOptions, type CreateHarness, type Harness, toCases } from './harness.ts';
import { leaseCases } from './turn-store/leases.ts';
import { lineCases } from './turn-store/line.ts';
import { priorityCases } from './turn-store/priorities.ts';
import { recordCases } from './turn-store/records.ts';
import { repeatCases } from './turn-store/repeats.ts';
import type { TurnHandle, TurnStage } from './turn-store/stage.ts';

const GROUPS = {
  'turn records': recordCases,
  'the line': lineCases,
  priorities: priorityCases,
  leases: leaseCases,
  'repeats without a request id': repeatCases,
};

/**
 * What every `TurnStore` promises, as cases for any test runner.
 *
 * @param create makes an empty database; called once for every case.
 */
export function turnStoreContract(
  create: CreateHarness<Harness<{ turns: TurnStore }>>,
  options?: ContractOptions,
): ContractCase[] {
  return toCases<TurnHandle, Harness<TurnHandle>, TurnStage>(
    GROUPS,
    create,
    async ({ clock, open, restart }) => ({ turns: (await open()).turns, clock, open, restart }),
    options,
  );
}
