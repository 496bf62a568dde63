// What the commands about people's data share: how they end, what they say, and how they name a person.
import { createInterface } from 'node:readline/promises';
import { pino } from 'pino';
import { toOwner } from './auth/owner.ts';

const PROGRESS_MS = 2_000;

/** The command was not called as it must be. */
export class UsageError extends Error {
  override name = 'UsageError';
}

/** For what the storage has to tell an operator; standard output may carry an export. */
export const logger = pino({ level: 'warn' }, pino.destination(2));

/** Runs a command: it ends with 0 when all was done, 1 when not, and 2 when it was called in a wrong way. */
export async function runCommand(usage: string, command: () => Promise<void>): Promise<void> {
  try {
    await command();
  } catch (error) {
    const isUsage = error instanceof UsageError || isArgumentError(error);
    say(error instanceof Error ? error.message : String(error));
    if (isUsage) say(usage);
    process.exitCode = isUsage ? 2 : 1;
  }
}

/** Tells the operator something; standard output is for data. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Says every two seconds how far it is. */
export function createProgress(toText: (count: number) => string): (count: number) => void {
  let last = performance.now();
  return (count) => {
    const now = performance.now();
    if (now - last < PROGRESS_MS) return;
    last = now;
    say(toText(count));
  };
}

export interface PersonOptions {
  /** The key itself. */
  owner?: string | undefined;
  issuer?: string | undefined;
  subject?: string | undefined;
}

/**
 * The key of the person that the arguments name.
 *
 * @returns nothing when they name none.
 * @throws UsageError
 */
export function toPerson({ owner, issuer, subject }: PersonOptions): string | undefined {
  if (issuer === undefined && subject === undefined) return owner;
  if (owner !== undefined) throw new UsageError('Name the person by the owner, or by --issuer and --subject.');
  if (!issuer || !subject) throw new UsageError('A person is named by --issuer and --subject together.');
  return toOwner(issuer, subject);
}

/** Asks whether to go on, unless that was said before. */
export async function confirm(question: string, isAgreed: boolean): Promise<void> {
  if (isAgreed) return;
  if (!process.stdin.isTTY) throw new UsageError('There is no terminal to ask at. Say --yes to go on without.');
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question(`${question} Type yes to go on: `).finally(() => terminal.close());
  if (answer.trim().toLowerCase() !== 'yes') throw new Error('Nothing was changed.');
}

/** `12 items, 3 threads`; what is 0 is left out. */
export function toText(counts: Record<string, number>): string {
  const texts = Object.entries(counts).flatMap(([name, count]) => (count > 0 ? `${format(count)} ${name}` : []));
  return texts.join(', ') || 'nothing';
}

export function format(count: number): string {
  return count.toLocaleString('en-US');
}

function isArgumentError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS_');
}
