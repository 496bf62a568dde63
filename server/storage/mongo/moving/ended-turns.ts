import type { Connection } from 'mongoose';
import { type MovedTurn, toMovedTurn } from '../../moving/format.ts';
import { createClock } from '../clock.ts';
import { createLines } from '../lines.ts';
import { createTurnRecords } from '../turn-records.ts';

/** Later than every lease; the last moment that a date can hold. */
const END_OF_TIME = 8_640_000_000_000_000;

/** Reads turns as they stand when no lease holds any more. */
export function createEndedTurns(connection: Connection) {
  const clock = createClock(() => END_OF_TIME);
  const records = createTurnRecords(connection, createLines(connection, clock), clock);
  return async (owner: string, ids: readonly string[]): Promise<MovedTurn[]> => {
    const found = new Map((await records.load(owner, ids)).map((turn) => [turn.id, toMovedTurn(turn)]));
    return ids.flatMap((id) => found.get(id) ?? []);
  };
}
