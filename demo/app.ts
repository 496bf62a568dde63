import { join } from 'node:path';
import express, { type Express, type RequestHandler } from 'express';
import { loadPages } from './page.ts';
import { createSessionKeeper, toName } from './session.ts';

/** Where OpenAI's ChatKit runtime comes from. */
const CHATKIT = 'https://cdn.platform.openai.com';

export interface DemoOptions {
  /** The address of this page, as browsers know it: `http://localhost:4000`. */
  origin: string;
  /** The address of the task server, as browsers know it. */
  taskServer: string;
  secret: string;
  issuer: string;
  audience: string;
}

/** A small company's workspace page with its own sign-in, which embeds the task chat as any site would. */
export async function createDemo({ origin, taskServer, secret, issuer, audience }: DemoOptions): Promise<Express> {
  const pages = await loadPages(taskServer);
  const sessions = createSessionKeeper({ secret, issuer, audience });
  const app = express();
  app.disable('x-powered-by');
  app.use(secureHeaders(taskServer), onlyAt(origin));

  app.get('/', (req, res) => {
    const session = sessions.read(req.headers.cookie);
    res.set('cache-control', 'no-store').send(session ? pages.workspace(session, req.query) : pages.signIn());
  });

  app.get('/token', (req, res) => {
    const session = sessions.read(req.headers.cookie);
    res.set('cache-control', 'no-store');
    if (session) res.json({ token: sessions.mint(session) });
    else res.status(401).json({ message: 'Please sign in.' });
  });

  app.post('/session', ownPageOnly(origin), express.json({ limit: '2kb' }), (req, res) => {
    const body: unknown = req.body;
    const name = toName(typeof body === 'object' && body !== null && 'name' in body ? body.name : undefined);
    if (name) res.set('set-cookie', sessions.open({ name })).status(204).end();
    else res.status(400).json({ message: 'Please enter a name of up to 60 characters.' });
  });

  app.delete('/session', ownPageOnly(origin), (_req, res) => {
    res.set('set-cookie', sessions.close()).status(204).end();
  });

  app.use(express.static(join(import.meta.dirname, 'public'), { index: false }));
  app.use((_req, res) => {
    res.status(404).type('text').send('There is nothing at this address.');
  });
  return app;
}

function secureHeaders(taskServer: string): RequestHandler {
  const policy = [
    "default-src 'none'",
    `script-src 'self' ${taskServer} ${CHATKIT}`,
    `frame-src ${CHATKIT}`,
    `connect-src 'self' ${taskServer}`,
    // OpenAI's element brings a <style> of its own; the built-in chat needs no more than 'self'.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types task-chat task-chat-html',
  ].join('; ');
  return (_req, res, next) => {
    res.set({
      'content-security-policy': policy,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'strict-origin-when-cross-origin',
      'cross-origin-opener-policy': 'same-origin',
      'cache-control': 'no-cache',
    });
    next();
  };
}

/** Under another name (127.0.0.1) the task server would not know this page; a foreign name may be a rebinding attack. */
function onlyAt(origin: string): RequestHandler {
  const { host } = new URL(origin);
  return (req, res, next) => {
    if (req.headers.host === host) return next();
    if (req.method === 'GET' && req.path === '/') res.redirect(307, `${origin}/`);
    else res.status(421).type('text').send(`This page lives at ${origin}.`);
  };
}

/** No other site may sign somebody in or out: browsers send `Origin` with every such request. */
function ownPageOnly(origin: string): RequestHandler {
  return (req, res, next) => {
    if (req.headers.origin === origin) return next();
    res.status(403).json({ message: 'This is done on the page itself.' });
  };
}
