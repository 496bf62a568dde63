import { createServer } from 'node:http';
import type { Express, RequestHandler } from 'express';

/** Under another name (127.0.0.1) nobody would know this server; a foreign name may be a rebinding attack. */
export function onlyAt(origin: string): RequestHandler {
  const { host } = new URL(origin);
  return (req, res, next) => {
    if (req.headers.host === host) return next();
    if (req.method === 'GET' && req.path === '/') res.redirect(307, `${origin}/`);
    else res.status(421).type('text').send(`This lives at ${origin}.`);
  };
}

/**
 * Serves until a signal comes; whatever fails before that ends the process with one line.
 *
 * @param setting the setting that says the port
 * @param start gives the server, and the line that is printed when it listens
 */
export async function serve(
  setting: string,
  start: () => Promise<{ app: Express; port: number; host: string; line: string }>,
): Promise<void> {
  // Nothing is under way here that would need an end.
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => process.exit(0));
  try {
    const { app, port, host, line } = await start();
    const server = createServer(app);
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(port, host, resolve);
    });
    console.log(line);
  } catch (error) {
    console.error(error instanceof Error ? toLine(error, setting) : String(error));
    process.exit(1);
  }
}

function toLine(error: NodeJS.ErrnoException & { port?: number }, setting: string): string {
  if (error.syscall !== 'listen') return error.message;
  return `${setting} ${error.port} cannot be used (${error.code}). Stop what runs there, or set another.`;
}
