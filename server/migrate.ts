// `npm run migrate`: brings the database up to date, before the servers that need it so start.
import { pino } from 'pino';
import { loadDatabaseUrl } from './config.ts';
import { migrateStorage } from './storage/open.ts';

try {
  const done = await migrateStorage({ url: loadDatabaseUrl(), logger: pino({ level: 'warn' }) });
  for (const line of done) console.log(line);
  console.log('The database is up to date.');
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
