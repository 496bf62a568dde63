// `npm run import`: puts what an export holds into the database.
import { createReadStream } from 'node:fs';
import { access } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { createProgress, format, logger, runCommand, say, UsageError } from './command.ts';
import { loadDatabaseUrl } from './config.ts';
import { DiffersError, importLines } from './storage/moving/import.ts';
import { readLines } from './storage/moving/lines.ts';
import { openMoving } from './storage/open.ts';

const USAGE = 'npm run import -- FILE [--replace]     (- reads standard input)';
const OPTIONS = { replace: { type: 'boolean', default: false } } as const;

await runCommand(USAGE, async () => {
  const { values, positionals } = parseArgs({ options: OPTIONS, allowPositionals: true });
  const [file, ...others] = positionals;
  if (!file || others.length > 0) throw new UsageError('Name the one file to import.');
  if (file !== '-') await requireFile(file);
  const moving = await openMoving({ url: loadDatabaseUrl(), logger, create: true });
  try {
    const progress = createProgress((count) => `${format(count)} records ...`);
    const chunks: AsyncIterable<Uint8Array> = file === '-' ? process.stdin : createReadStream(file);
    const importing = importLines(readLines(chunks), moving, {
      replace: values.replace,
      onBatch: (written) => progress(written.added + written.replaced + written.same),
    });
    const { added, replaced, same } = await importing.catch(addAdvice);
    say(`Imported ${format(added)}, replaced ${format(replaced)}; ${format(same)} were there already.`);
  } finally {
    await moving.close();
  }
});

function addAdvice(error: unknown): never {
  if (!(error instanceof DiffersError)) throw error;
  throw new Error(`${error.message} To replace it, add --replace.`, { cause: error });
}

/** Before a database is made for it. */
async function requireFile(path: string): Promise<void> {
  await access(path).catch((cause) => {
    throw new Error(`${path} cannot be read.`, { cause });
  });
}
