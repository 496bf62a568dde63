import { createDemo } from './app.ts';
import { AUTH_PATH, loadConfig } from './config.ts';
import { serve } from './serve.ts';

await serve('DEMO_PORT', async () => {
  const { page: origin, pagePort: port, auth, host, taskServer, sharedSecret } = loadConfig();
  const app = await createDemo({
    origin,
    taskServer,
    auth,
    tokens: sharedSecret ? `${auth}/task-token` : `${auth}${AUTH_PATH}/token`,
  });
  return { app, port, host, line: `Host page:   ${origin}` };
});
