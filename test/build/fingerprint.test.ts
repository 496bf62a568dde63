import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { describeFingerprints, fingerprint } from '../../scripts/fingerprint.mjs';

async function useFolder() {
  const folder = await mkdtemp(join(tmpdir(), 'task-chat-fingerprint-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  let builds = 0;
  return Object.assign(
    async (text: string) => {
      for (const file of ['task-chat.js', 'task-chat.mjs']) {
        for (const ending of ['', '.gz', '.br'])
          await writeFile(join(folder, file + ending), `${text} ${file}${ending}`);
      }
      const list = await fingerprint(folder);
      // Each build a minute after the one before.
      builds += 1;
      const made = new Date(Date.now() - 3_600_000 + builds * 60_000);
      for (const { file } of Object.values(list)) await utimes(join(folder, file), made, made);
      return list;
    },
    { folder },
  );
}

test('a script is copied under the hash of its content, with what is packed of it, and listed with what a tag must say', async () => {
  const build = await useFolder();
  const { folder } = build;
  const list = await build('one');
  for (const [plain, { file, integrity }] of Object.entries(list)) {
    expect(file).toMatch(/^task-chat\.[0-9a-f]{16}\.m?js$/);
    const script = await readFile(join(folder, file));
    expect(script.toString()).toBe(`one ${plain}`);
    expect(integrity).toBe(`sha384-${createHash('sha384').update(script).digest('base64')}`);
    expect(await readFile(join(folder, `${file}.br`), 'utf8')).toBe(`one ${plain}.br`);
  }
  expect(JSON.parse(await readFile(join(folder, 'integrity.json'), 'utf8'))).toEqual(list);
  expect(describeFingerprints(list)).toContain(`integrity ${list['task-chat.mjs']?.integrity}`);
});

test('scripts of the two builds before stay, and older ones go', async () => {
  const build = await useFolder();
  const { folder } = build;
  const files: string[] = [];
  for (const text of ['one', 'two', 'three', 'four']) files.push((await build(text))['task-chat.js']?.file ?? '');
  const left = await readdir(folder);
  expect(files.map((file) => left.includes(file))).toEqual([false, true, true, true]);
  expect(left.filter((file) => file.includes(files[0]?.slice(10, 26) ?? ''))).toEqual([]);
  expect(await build('four')).toEqual(await build('four'));
});
