import { mkdir } from 'node:fs/promises';
import { loadConfig } from '../config.ts';
import { serve } from '../serve.ts';
import { createAuthServer } from './app.ts';

await serve('AUTH_PORT', async () => {
  const { auth: origin, authPort: port, host, dataFolder, ...config } = loadConfig();
  await mkdir(dataFolder, { recursive: true, mode: 0o700 });
  const app = await createAuthServer({ ...config, origin, dataFolder });
  return { app, port, host, line: `Auth server: ${origin}` };
});
