import { createServer } from 'node:http';
import { createDemo } from './app.ts';
import { loadConfig, SECRET_FILE } from './config.ts';
import { waitForSecret } from './secret.ts';

/** A first start of the task server makes its database before its secret. */
const PATIENCE_MS = 60_000;

async function main(): Promise<void> {
  // Nothing is under way here that would need an end.
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => process.exit(0));
  const { port, host, taskServer, issuer, audience, ...config } = loadConfig();
  const secret = config.secret ?? (await waitForSecret(SECRET_FILE, PATIENCE_MS));
  const origin = `http://localhost:${port}`;
  const server = createServer(await createDemo({ origin, taskServer, secret, issuer: issuer ?? origin, audience }));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, host, resolve);
  });
  console.log(`Host page:   ${origin}`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? toLine(error) : String(error));
  process.exit(1);
});

function toLine(error: NodeJS.ErrnoException & { port?: number }): string {
  if (error.syscall !== 'listen') return error.message;
  return `DEMO_PORT ${error.port} cannot be used (${error.code}). Stop what runs there, or set another.`;
}
