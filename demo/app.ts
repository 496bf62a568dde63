import { join } from 'node:path';
import express, { type Express, type Response } from 'express';
import { loadPages, type PageOptions } from './page.ts';
import { onlyAt } from './serve.ts';

/** Where OpenAI's ChatKit runtime comes from. */
const CHATKIT = 'https://cdn.platform.openai.com';

export interface DemoOptions extends PageOptions {
  /** The address of this page, as browsers know it: `http://localhost:4000`. */
  origin: string;
}

/** A small company's workspace page, which embeds the task chat as any site would; who is signed in, another server knows. */
export async function createDemo({ origin, ...options }: DemoOptions): Promise<Express> {
  const pages = await loadPages(options);
  const { builtin, chatkit } = toPolicies(options);
  const app = express();
  app.disable('x-powered-by');
  app.use(onlyAt(origin), (_req, res, next) => {
    res.set({
      'content-security-policy': builtin,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'strict-origin-when-cross-origin',
      'cross-origin-opener-policy': 'same-origin',
      'cache-control': 'no-cache',
    });
    next();
  });

  const send = (res: Response, page: string) => res.set('cache-control', 'no-store').send(page);
  app.get('/', (req, res) => {
    if (req.query.runtime !== 'builtin') res.set('content-security-policy', chatkit);
    send(res, pages.workspace(req.query));
  });
  app.get('/sign-in', (_req, res) => send(res, pages.signIn()));
  app.use(express.static(join(import.meta.dirname, 'public'), { index: false }));
  app.use((_req, res) => {
    res.status(404).type('text').send('There is nothing at this address.');
  });
  return app;
}

/**
 * `builtin` is all that the built-in chat needs; OpenAI's element brings a script and a frame. Its `<style>` is refused and
 * told of in the console, and it looks the same: our element gives it the rules that it lacks.
 */
function toPolicies({ taskServer, auth }: PageOptions): { builtin: string; chatkit: string } {
  const write = (script: string, frame: string) =>
    [
      "default-src 'none'",
      `script-src 'self' ${taskServer}${script}`,
      "style-src 'self'",
      `frame-src ${frame}`,
      `connect-src 'self' ${taskServer} ${auth}`,
      "img-src 'self' data:",
      "base-uri 'none'",
      "form-action 'self'",
      "frame-ancestors 'none'",
      "require-trusted-types-for 'script'",
      'trusted-types task-chat task-chat-html',
    ].join('; ');
  return { builtin: write('', "'none'"), chatkit: write(` ${CHATKIT}`, CHATKIT) };
}
