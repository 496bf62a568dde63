import type { TurnRef } from '../../../store.ts';
import type { NewTurn, TurnRecord, TurnStore } from '../../../turn-store.ts';
import type { Stage } from '../harness.ts';

export const LEASE_MS = 10_000;
export const LIMITS = { maxWaiting: 10 };
export const DAY_MS = 24 * 60 * 60 * 1_000;

export interface TurnHandle {
  turns: TurnStore;
}

export interface TurnStage extends Stage<TurnHandle>, TurnHandle {}

export function toTurn(id: string, threadId = 't'): NewTurn {
  return { id, owner: 'anne', threadId, createsThread: false };
}

/** Gives Anne's turn its thread. */
export async function run(turns: TurnStore, turnId: string): Promise<TurnRef> {
  const ref = await turns.acquire('anne', turnId, LEASE_MS);
  if (!ref || ref === 'ended') throw new Error(`the turn ${turnId} must get its thread, and acquire answered ${ref}`);
  return ref;
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

export function ids(turns: TurnRecord[]): string[] {
  return turns.map((turn) => turn.id);
}
