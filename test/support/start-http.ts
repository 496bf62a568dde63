import { Writable } from 'node:stream';
import { pino } from 'pino';
import { createVerifier } from '../../server/auth/verifier.ts';
import type { AppOptions } from '../../server/http/app.ts';
import { createApp } from '../../server/http/app.ts';
import type { ChatKitEndpoint } from '../../server/http/chatkit-route.ts';
import type { HttpServer } from '../../server/http/server.ts';
import { listen } from '../../server/http/server.ts';
import { AUDIENCE, ISSUER, mintToken, SECRET } from './tokens.ts';

export interface HttpFixture {
  url: string;
  server: HttpServer;
  /** What was logged, line by line. */
  logs: Record<string, unknown>[];
  /** Sends a ChatKit request with a valid token; `init` overrides. */
  post(body: unknown, init?: { headers?: Record<string, string> }): Promise<Response>;
}

/** The real HTTP server with its real verifier, in front of whatever answers as the ChatKit server. */
export async function startHttp(
  process: ChatKitEndpoint['process'],
  overrides: Partial<AppOptions> = {},
): Promise<HttpFixture> {
  const logs: Record<string, unknown>[] = [];
  const sink = new Writable({
    write(chunk, _encoding, done) {
      logs.push(JSON.parse(String(chunk)));
      done();
    },
  });
  const app = createApp({
    chatkit: { process },
    verifier: createVerifier({ key: { kind: 'secret', secret: SECRET }, issuer: ISSUER, audience: AUDIENCE }),
    allowedOrigins: ['http://localhost:4000', 'https://*.example.com'],
    health: { ping: async () => {}, isDraining: () => false },
    embedFolder: 'dist/embed',
    info: { model: { kind: 'offline', name: 'offline' }, version: '0.0.0' },
    logger: pino({ level: 'debug' }, sink),
    floods: { ownerRequests: 0, addressRequests: 0, ownerStreams: 0 },
    bodyBytes: 256 * 1_024,
    ...overrides,
  });
  const server = await listen(app, { port: 0, host: '127.0.0.1' });
  const url = `http://127.0.0.1:${server.port}`;
  return {
    url,
    server,
    logs,
    post(body, init = {}) {
      return fetch(`${url}/chatkit`, {
        method: 'POST',
        body: typeof body === 'string' ? body : JSON.stringify(body),
        ...init,
        headers: { 'content-type': 'application/json', authorization: `Bearer ${mintToken()}`, ...init.headers },
      });
    },
  };
}
