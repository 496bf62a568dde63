import { stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { Router } from 'express';

const FILES = ['task-chat.js', 'task-chat.mjs', 'task-chat.js.map', 'task-chat.mjs.map', 'integrity.json'];
/** What the build names by its content never changes, and pages may ask for one of an earlier build. */
const HASHED = /^\/(task-chat\.[0-9a-f]{16}\.m?js)$/;
const FOR_EVER = 'public, max-age=31536000, immutable';
/** What the build puts beside a file, the smallest first. */
const ENCODINGS = [
  { encoding: 'br', ending: '.br' },
  { encoding: 'gzip', ending: '.gz' },
];

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
  // A plain name stays while its content changes: always asked again, answered by 304 (`etag`).
  for (const file of FILES) router.get(`/${file}`, (req, res, next) => send(req, res, next, file));
  router.get(HASHED, (req, res, next) => {
    res.set('cache-control', FOR_EVER);
    return send(req, res, next, req.path.slice(1));
  });
  return router;

  async function send(req: Request, res: Response, next: NextFunction, file: string): Promise<void> {
    const packed = await findPacked(req, join(folder, file));
    if (packed) res.set('content-encoding', packed.encoding);
    res.vary('accept-encoding').type(extname(file));
    const options = { root: folder, cacheControl: false };
    res.sendFile(`${file}${packed?.ending ?? ''}`, options, (error?: Error & { status?: number }) => {
      if (!error || res.headersSent) return;
      res.removeHeader('content-encoding');
      next(error.status === 404 ? undefined : error);
    });
  }
}

/** The smallest copy of a file that this client understands, if one was packed since the file last changed. */
async function findPacked(req: Request, path: string) {
  const wanted = ENCODINGS.filter(({ encoding }) => req.acceptsEncodings(encoding));
  const [plain, ...copies] = await Promise.all(
    ['', ...wanted.map(({ ending }) => ending)].map((ending) => stat(path + ending).catch(() => undefined)),
  );
  return wanted.find((_, index) => plain && (copies[index]?.mtimeMs ?? 0) >= plain.mtimeMs);
}

const openToAll: RequestHandler = (_req, res, next) => {
  res.set({
    'access-control-allow-origin': '*',
    'cross-origin-resource-policy': 'cross-origin',
    'cache-control': 'no-cache',
  });
  next();
};
