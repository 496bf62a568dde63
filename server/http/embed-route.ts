import type { RequestHandler } from 'express';
import { Router } from 'express';

const FILES = ['task-chat.js', 'task-chat.mjs', 'task-chat.js.map', 'task-chat.mjs.map'];

/** What the page of a site may say about this server without signing in. */
export interface EmbedInfo {
  /** Which model answers. */
  model: { kind: string; name: string };
  version: string;
}

/** The element's script, for every site. `folder` is where the build put it. */
export function createEmbedRoute(folder: string, info: EmbedInfo): Router {
  const router = Router();
  router.use(openToAll);
  router.get('/info.json', (_req, res) => {
    res.json(info);
  });
  for (const file of FILES) {
    router.get(`/${file}`, (_req, res, next) => {
      // The plain name stays while its content changes: always asked again, answered by 304 (`etag`).
      res.sendFile(file, { root: folder, cacheControl: false }, (error?: Error & { status?: number }) => {
        if (error && !res.headersSent) next(error.status === 404 ? undefined : error);
      });
    });
  }
  return router;
}

const openToAll: RequestHandler = (_req, res, next) => {
  res.set({
    'access-control-allow-origin': '*',
    'cross-origin-resource-policy': 'cross-origin',
    'cache-control': 'no-cache',
  });
  next();
};
