// `npm run reowner`: the address of an issuer changed, and its people keep what they have.
import { createReadStream } from 'node:fs';
import { parseArgs } from 'node:util';
import { toOwner } from './auth/owner.ts';
import { createProgress, format, logger, runCommand, say, UsageError } from './command.ts';
import { loadDatabaseUrl } from './config.ts';
import { readLines } from './storage/moving/lines.ts';
import { type Merged, type Moving, TakenError } from './storage/moving/moving.ts';
import { openMoving } from './storage/open.ts';

const USAGE =
  'npm run reowner -- --from ISSUER --to ISSUER (--subjects FILE | --subject SUBJECT) [--replace]     (- reads standard input)';
const OPTIONS = {
  from: { type: 'string' },
  to: { type: 'string' },
  subjects: { type: 'string' },
  subject: { type: 'string', multiple: true },
  replace: { type: 'boolean', default: false },
} as const;

interface Person {
  subject: string;
  from: string;
  to: string;
}

await runCommand(USAGE, async () => {
  const { values } = parseArgs({ options: OPTIONS });
  const { from, to, replace } = values;
  if (!from || !to || from === to) throw new UsageError('Name the former issuer and the new one.');
  if ((values.subjects === undefined) === (values.subject === undefined)) {
    // Keys cannot be read backwards: only the issuer knows whose they are.
    throw new UsageError("Name the issuer's people: a file with one subject a line, or one --subject.");
  }
  const subjects = values.subject ?? (await readSubjects(values.subjects ?? '-'));
  const people = subjects.map((subject) => ({ subject, from: toOwner(from, subject), to: toOwner(to, subject) }));
  const moving = await openMoving({ url: loadDatabaseUrl(), logger, alone: true });
  try {
    await moveAll(moving, people, replace);
    await tellOthers(moving, people);
  } finally {
    await moving.close();
  }
});

async function moveAll(moving: Moving, people: readonly Person[], replace: boolean): Promise<void> {
  const taken: string[] = [];
  let moved = 0;
  const progress = createProgress((count) => `${format(count)} of ${format(people.length)} people ...`);
  for (const [index, { subject, from, to }] of people.entries()) {
    progress(index);
    try {
      const { rows, merged } = await moving.reassign(from, to, { replace });
      if (Object.values(rows).some((count) => count > 0)) moved += 1;
      if (merged) say(toMergedLine(subject, merged));
    } catch (error) {
      if (!(error instanceof TakenError)) throw error;
      taken.push(subject);
    }
  }
  say(`Moved ${format(moved)} of ${toPeople(people.length)}; the others had nothing to move, or stay.`);
  if (taken.length === 0) return;
  for (const subject of taken) say(`Not moved: ${subject} has data under both issuers.`);
  const have = taken.length === 1 ? 'has' : 'have';
  throw new Error(
    `${toPeople(taken.length)} ${have} used the new issuer already. To give up what is there and keep what is older, add --replace.`,
  );
}

/** What an operator has to tell somebody who finds two parts in one. */
function toMergedLine(subject: string, { renumbered }: Merged): string {
  const numbers = renumbered.map(({ before, now }) => `${before} is now ${now}`).join(', ');
  const tasks = numbers && ` Tasks that had the number of an older one have others: ${numbers}.`;
  return `Merged: ${subject} used the chat after an earlier run was cut short. Both parts are kept.${tasks}`;
}

/** Whose data nobody named: people who are missing in the list, or of another issuer. */
async function tellOthers(moving: Moving, people: readonly Person[]): Promise<void> {
  const named = new Set(people.map(({ to }) => to));
  const source = await moving.openSource();
  let others = 0;
  for await (const owner of source.owners()) if (!named.has(owner)) others += 1;
  await source.close();
  if (others > 0) say(`Others in the database: ${toPeople(others)}, none of these.`);
}

function toPeople(count: number): string {
  return count === 1 ? '1 person' : `${format(count)} people`;
}

async function readSubjects(file: string): Promise<string[]> {
  const subjects = new Set<string>();
  for await (const { text } of readLines(file === '-' ? process.stdin : createReadStream(file))) {
    const subject = text.replace(/\r$/, '');
    if (subject !== '') subjects.add(subject);
  }
  if (subjects.size === 0) throw new UsageError(`${file} names nobody.`);
  return [...subjects];
}
