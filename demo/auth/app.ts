import { fromNodeHeaders, toNodeHandler } from 'better-auth/node';
import cors from 'cors';
import express, { type Express } from 'express';
import jwt from 'jsonwebtoken';
import { AUTH_PATH } from '../config.ts';
import { onlyAt } from '../serve.ts';
import { type AuthOptions, openAuth } from './auth.ts';

export interface AuthServerOptions extends AuthOptions {
  /** A secret shared with the task server: `/task-token` gives tokens signed with it. */
  sharedSecret?: string | undefined;
}

/** The server that people sign in at, from a page of another origin. */
export async function createAuthServer({ sharedSecret, ...options }: AuthServerOptions): Promise<Express> {
  const { origin, page, issuer, audience, tokenSeconds = 300 } = options;
  const auth = await openAuth(options);
  const app = express();
  app.disable('x-powered-by');
  // The page sends the session's cookie along; its origin alone may read an answer.
  app.use(onlyAt(origin), cors({ origin: page, credentials: true, maxAge: 600 }));

  if (sharedSecret) {
    // What a site does that has sessions of its own and no keys to publish.
    app.get('/task-token', async (req, res) => {
      const session = await auth.api.getSession({ headers: fromNodeHeaders(req.headers) });
      res.set('cache-control', 'no-store');
      if (!session) return void res.status(401).json({ message: 'Please sign in.' });
      const { id: subject, name } = session.user;
      const claims = { issuer, audience, subject, expiresIn: tokenSeconds };
      res.json({ token: jwt.sign({ name }, sharedSecret, { algorithm: 'HS256', ...claims }) });
    });
  }

  app.all(`${AUTH_PATH}/{*path}`, toNodeHandler(auth));
  app.use((_req, res) => {
    res.status(404).type('text').send(`People sign in at ${page}.`);
  });
  return app;
}
