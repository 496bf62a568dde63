// `npm run export`: writes what the database has of one person, or of everybody, to a file.
import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { link, rm } from 'node:fs/promises';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { createProgress, format, logger, runCommand, say, toPerson, toText, UsageError } from './command.ts';
import { loadDatabaseUrl } from './config.ts';
import { exportLines } from './storage/moving/export.ts';
import { type Counts, noCounts } from './storage/moving/format.ts';
import { openMoving } from './storage/open.ts';

const USAGE = 'npm run export [-- --out FILE] [--owner OWNER | --issuer ISSUER --subject SUBJECT]';
const OPTIONS = {
  out: { type: 'string' },
  owner: { type: 'string' },
  issuer: { type: 'string' },
  subject: { type: 'string' },
} as const;

await runCommand(USAGE, async () => {
  const { values } = parseArgs({ options: OPTIONS });
  const owner = toPerson(values);
  const out = values.out ?? `task-chat-${new Date().toISOString().slice(0, 19).replaceAll(':', '')}Z.jsonl`;
  if (out === '') throw new UsageError('--out needs the name of a file, or - for standard output.');
  const moving = await openMoving({ url: loadDatabaseUrl(), logger });
  try {
    let counts: Counts = noCounts();
    const progress = createProgress((lines) => `${format(lines)} lines ...`);
    let lines = 0;
    const onLine = (all: Counts) => {
      counts = all;
      progress(++lines);
    };
    const source = Readable.from(exportLines(moving, { owner, now: Date.now, onLine }));
    if (out === '-') await pipeline(source, process.stdout);
    else await writeWhole(out, (file) => pipeline(source, file));
    say(`Exported ${toText(toPlural(counts))}${out === '-' ? '.' : ` to ${out}.`}`);
  } finally {
    await moving.close();
  }
});

/** The file is there when it is whole; nobody else on this machine may read it. */
async function writeWhole(path: string, write: (file: Writable) => Promise<void>): Promise<void> {
  const part = `${path}.${randomBytes(6).toString('hex')}.part`;
  await write(createWriteStream(part, { mode: 0o600, flags: 'wx' }));
  try {
    // Unlike a renaming, this never takes the place of another file.
    await link(part, path);
  } catch (cause) {
    throw new Error(`${path} cannot be made, or is there already. The export is whole, in ${part}.`, { cause });
  }
  await rm(part);
}

function toPlural(counts: Counts): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).map(([kind, count]) => [count === 1 ? kind : `${kind}s`, count]));
}
