// `npm run forget`: deletes all that the database has of one person.
import { parseArgs } from 'node:util';
import { confirm, logger, runCommand, say, toPerson, toText, UsageError } from './command.ts';
import { loadDatabaseUrl } from './config.ts';
import { openMoving } from './storage/open.ts';

const USAGE = 'npm run forget -- (OWNER | --issuer ISSUER --subject SUBJECT) [--yes]';
const OPTIONS = {
  issuer: { type: 'string' },
  subject: { type: 'string' },
  yes: { type: 'boolean', default: false },
} as const;

await runCommand(USAGE, async () => {
  const { values, positionals } = parseArgs({ options: OPTIONS, allowPositionals: true });
  const [named, ...others] = positionals;
  if (others.length > 0) throw new UsageError('One person at a time.');
  const owner = toPerson({ ...values, owner: named });
  if (!owner) throw new UsageError('Name the person.');
  const moving = await openMoving({ url: loadDatabaseUrl(), logger });
  try {
    if (!(await moving.hasData(owner))) {
      say(`The database has nothing of ${owner}.`);
      return;
    }
    await confirm(`All that ${owner} has is deleted for good.`, values.yes);
    const counts = await moving.forget(owner);
    say(`Deleted ${toText(counts)}.`);
    // A run that was under way may have written meanwhile.
    if (await moving.hasData(owner))
      throw new Error('This person is using the chat now, and has data again. Run it again.');
  } finally {
    await moving.close();
  }
});
