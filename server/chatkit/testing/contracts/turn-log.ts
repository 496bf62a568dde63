import type { TurnLog } from '../../turn-log.ts';
import { type ContractCase, type ContractOptions, type CreateHarness, type Harness, toCases } from './harness.ts';
import { endCases } from './turn-log/ends.ts';
import { longLogCases } from './turn-log/long-logs.ts';
import { readerCases } from './turn-log/readers.ts';
import type { LogHandle, LogStage } from './turn-log/stage.ts';

const GROUPS = { readers: readerCases, ends: endCases, 'long logs': longLogCases };

/**
 * What every `TurnLog` promises, as cases for any test runner.
 *
 * @param create makes an empty log; called once for every case. A log that folds should do so at 10,000 characters or less.
 */
export function turnLogContract(
  create: CreateHarness<Harness<{ log: TurnLog }>>,
  options?: ContractOptions,
): ContractCase[] {
  return toCases<LogHandle, Harness<LogHandle>, LogStage>(
    GROUPS,
    create,
    async ({ clock, open, restart }) => ({ log: (await open()).log, clock, open, restart }),
    options,
  );
}
