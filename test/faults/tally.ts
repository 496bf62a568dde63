import type { Findings } from './audit.ts';
import type { Notes } from './ledger.ts';

/** What one fault did, in numbers and in words. */
export interface Tally {
  fault: string;
  database: string;
  /** How often it happened. */
  times: number;
  /** What people asked for meanwhile. */
  asked: number;
  acknowledged: number;
  /** Done without a second try by the person. */
  atOnce: number;
  findings: Findings;
  /** Refused for good: what and why. */
  notDone: string[];
  seconds: number;
  /** The part of what was asked that must be done at once. */
  share?: number | undefined;
}

export function emptyFindings(): Findings {
  return { lost: [], twice: [], closed: [], endless: [] };
}

export function joinFindings(all: readonly Findings[]): Findings {
  return {
    lost: all.flatMap(({ lost }) => lost),
    twice: all.flatMap(({ twice }) => twice),
    closed: all.flatMap(({ closed }) => closed),
    endless: all.flatMap(({ endless }) => endless),
  };
}

export function sumNotes(notes: readonly Notes[]): Pick<Tally, 'asked' | 'acknowledged' | 'atOnce' | 'notDone'> {
  const sum = (count: (each: Notes) => number) => notes.reduce((total, each) => total + count(each), 0);
  return {
    asked: sum(({ asked }) => asked),
    acknowledged: sum(({ acknowledged }) => acknowledged),
    atOnce: sum(({ atOnce }) => atOnce),
    notDone: notes.flatMap(({ notDone }) => notDone),
  };
}

/** Whether all was kept that was promised. A fault that nobody met, or under which nothing was done, proves nothing. */
export function isKept({ times, asked, acknowledged, atOnce, findings, notDone, share }: Tally): boolean {
  const faults = Object.values(findings).flat().length + notDone.length;
  return faults === 0 && times > 0 && acknowledged > 0 && (share === undefined || atOnce >= asked * share);
}

/** The table of all faults, and below it what each finding is about. */
export function toReport(tallies: readonly Tally[]): string {
  const head = [
    'fault',
    'database',
    'times',
    'asked',
    'at once',
    'not done',
    'lost',
    'twice',
    'closed',
    'endless',
    's',
  ];
  const rows = tallies.map((tally) => [
    tally.fault,
    tally.database,
    `${tally.times}`,
    `${tally.asked}`,
    `${((100 * tally.atOnce) / Math.max(1, tally.asked)).toFixed(1)} %${tally.share ? ` (asked ≥ ${100 * tally.share} %)` : ''}`,
    `${tally.notDone.length}`,
    ...(['lost', 'twice', 'closed', 'endless'] as const).map((kind) => `${tally.findings[kind].length}`),
    tally.seconds.toFixed(0),
  ]);
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const lines = [head, ...rows].map((row) =>
    row
      .map((cell, column) => (column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  '),
  );
  return [...lines, ...tallies.flatMap(toDetails)].join('\n');
}

const DETAILS_MAX = 10;

function toDetails({ fault, database, findings, notDone }: Tally): string[] {
  return Object.entries({ ...findings, 'not done': notDone }).flatMap(([kind, found]) => {
    const shown = found.slice(0, DETAILS_MAX).map((line) => `${fault} on ${database}: ${kind}: ${line}`);
    const more = found.length - shown.length;
    return more > 0 ? [...shown, `${fault} on ${database}: ${kind}: and ${more} more`] : shown;
  });
}
