import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import { build } from 'vite';
import { expect, onTestFinished, test } from 'vitest';
import { compressFiles } from '../../scripts/build/compress-files.ts';

test('beside every script stand copies of the same content, the gzip smaller than zlib makes it', async () => {
  const root = await mkdtemp(join(tmpdir(), 'task-chat-compress-'));
  onTestFinished(() => rm(root, { recursive: true }));
  const lines = Array.from({ length: 400 }, (_, index) => `console.log(${index ** 3}, "${index.toString(2)}");`);
  await writeFile(join(root, 'index.js'), lines.join('\n'));
  await build({
    root,
    configFile: false,
    logLevel: 'silent',
    plugins: [compressFiles()],
    build: { sourcemap: true, lib: { entry: 'index.js', formats: ['es'], fileName: () => 'script.mjs' } },
  });
  const folder = join(root, 'dist');
  expect((await readdir(folder)).sort()).toEqual(['script.mjs', 'script.mjs.br', 'script.mjs.gz', 'script.mjs.map']);
  const [plain, packed, brotli] = await Promise.all(
    ['', '.gz', '.br'].map((ending) => readFile(join(folder, `script.mjs${ending}`))),
  );
  if (!plain || !packed || !brotli) throw new Error('not built');
  expect(gunzipSync(packed)).toEqual(plain);
  expect(brotliDecompressSync(brotli)).toEqual(plain);
  expect(packed.length).toBeLessThan(gzipSync(plain, { level: 9 }).length);
});
