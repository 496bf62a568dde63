import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { toOwner } from '../server/auth/owner.ts';
import { seed, withStorage } from './storage/moving/archive.ts';

// Every run of a command starts a program.
vi.setConfig({ testTimeout: 60_000 });

const ROOT = join(import.meta.dirname, '..');
const OLD = 'https://old.example.com';
const NEW = 'https://new.example.com';

/** An empty folder with a database in it that these people use, and a way to run commands there. */
async function useFolder(owners: readonly string[]) {
  const cwd = await mkdtemp(join(tmpdir(), 'task-chat-moving-'));
  onTestFinished(() => rm(cwd, { recursive: true, force: true }));
  const url = `file:${join(cwd, 'tasks.db')}`;
  if (owners.length > 0) await seed(url, owners);
  /** Without a terminal. */
  function run(command: string, args: string[] = [], { database = url, input = '' } = {}) {
    const loader = ['--import', join(ROOT, 'node_modules/tsx/dist/loader.mjs'), join(ROOT, `server/${command}.ts`)];
    const env = { PATH: process.env.PATH, DATABASE_URL: database };
    const { status, stdout, stderr } = spawnSync(process.execPath, [...loader, ...args], {
      cwd,
      env,
      input,
      encoding: 'utf8',
    });
    return { status, stdout, stderr };
  }
  return { cwd, url, run };
}

const COUNTS = /^Exported 2 threads, 5 items, 3 tasks, 7 operations, \d turns, 1 counter( to all\.jsonl)?\.\n$/;

test('an export is a file for its owner alone, and never takes the place of another', async () => {
  const { cwd, run } = await useFolder(['anne']);
  const done = run('export', ['--out', 'all.jsonl']);
  expect(done).toEqual({ status: 0, stdout: '', stderr: expect.stringMatching(COUNTS) });
  const file = await stat(join(cwd, 'all.jsonl'));
  expect(file.mode & 0o777).toBe(0o600);
  const again = run('export', ['--out', 'all.jsonl']);
  expect(again.status).toBe(1);
  expect(again.stderr).toMatch(
    /all\.jsonl cannot be made, or is there already\. The export is whole, in all\.jsonl\.[0-9a-f]{12}\.part\./,
  );
  expect((await stat(join(cwd, 'all.jsonl'))).ino).toBe(file.ino);
});

test('an export without a name gets one of the time', async () => {
  const { cwd, run } = await useFolder(['anne']);
  expect(run('export').status).toBe(0);
  expect((await readdir(cwd)).filter((name) => /^task-chat-[\d-]+T\d{6}Z\.jsonl$/.test(name))).toHaveLength(1);
});

test('an export goes through a pipe into another database', async () => {
  const { cwd, run } = await useFolder(['anne', 'ben']);
  const exported = run('export', ['--out', '-', '--owner', 'ben']);
  expect(exported).toMatchObject({ status: 0, stderr: expect.stringMatching(COUNTS) });
  const records = exported.stdout.trimEnd().split('\n').length - 2;
  const database = `file:${join(cwd, 'new', 'other.db')}`;
  const imported = run('import', ['-'], { database, input: exported.stdout });
  expect(imported).toEqual({
    status: 0,
    stdout: '',
    stderr: `Imported ${records}, replaced 0; 0 were there already.\n`,
  });
  const after = run('export', ['--out', '-'], { database });
  expect(after.stdout.split('\n').slice(1)).toEqual(exported.stdout.split('\n').slice(1));
});

test('an import says which line is wrong, and which data differs', async () => {
  const { cwd, run } = await useFolder(['anne']);
  run('export', ['--out', 'all.jsonl']);
  const text = await readFile(join(cwd, 'all.jsonl'), 'utf8');
  await writeFile(join(cwd, 'all.jsonl'), text.replace('"title":"one of anne"', '"title":"another"'));
  const refused = run('import', ['all.jsonl']);
  expect(refused).toEqual({
    status: 1,
    stdout: '',
    stderr:
      'Line 9: The task 1 of the owner anne is in the database already, and differs. To replace it, add --replace.\n',
  });
  expect(run('import', ['all.jsonl', '--replace'])).toMatchObject({
    status: 0,
    stderr: expect.stringMatching(/^Imported 0, replaced 1; \d+ were there already\.\n$/),
  });
});

test('forgetting names a person by issuer and subject, and asks before it deletes', async () => {
  const owner = toOwner(OLD, 'maya');
  const { url, run } = await useFolder([owner, 'ben']);
  const person = ['--issuer', OLD, '--subject', 'maya'];
  const asked = run('forget', person);
  expect(asked.status).toBe(2);
  expect(asked.stderr).toContain('There is no terminal to ask at. Say --yes to go on without.');
  await withStorage(url, async ({ tasks }) => expect(await tasks.count(owner, { status: 'all' })).toBe(3));
  const done = run('forget', [...person, '--yes']);
  expect(done).toMatchObject({ status: 0, stdout: '' });
  expect(done.stderr).toMatch(/^Deleted .*3 tasks.*\.\n$/);
  expect(run('forget', [owner, '--yes'])).toMatchObject({
    status: 0,
    stderr: `The database has nothing of ${owner}.\n`,
  });
  await withStorage(url, async ({ tasks }) => expect(await tasks.count('ben', { status: 'all' })).toBe(3));
});

test('people follow their issuer, may be told again, and are not mixed up with those who are there', async () => {
  const { cwd, run } = await useFolder([toOwner(OLD, 'maya'), toOwner(OLD, 'ben'), toOwner(NEW, 'ben'), 'else']);
  // A database that this process never had open: what is open somewhere counts as served.
  const database = `file:${join(cwd, 'moved.db')}`;
  run('import', ['-'], { database, input: run('export', ['--out', '-']).stdout });
  const args = ['--from', OLD, '--to', NEW, '--subjects', '-'];
  const input = 'maya\nben\r\nnobody\n';
  const refused = run('reowner', args, { input, database });
  expect(refused.status).toBe(1);
  expect(refused.stderr.split('\n')).toEqual([
    'Moved 1 of 3 people; the others had nothing to move, or stay.',
    'Not moved: ben has data under both issuers.',
    expect.stringContaining('1 person has used the new issuer already'),
    '',
  ]);
  const done = run('reowner', [...args, '--replace'], { input, database });
  expect(done).toEqual({
    status: 0,
    stdout: '',
    stderr:
      'Moved 1 of 3 people; the others had nothing to move, or stay.\nOthers in the database: 1 person, none of these.\n',
  });
  const after = run('export', ['--out', '-'], { database }).stdout;
  for (const subject of ['maya', 'ben']) {
    const [from, to] = [toOwner(OLD, subject), toOwner(NEW, subject)];
    expect(after).toContain(`"owner":"${to}","task":{"number":1,"title":"one of ${from}"`);
    expect(after).not.toContain(`"owner":"${from}"`);
  }
  expect(after).not.toContain(`one of ${toOwner(NEW, 'ben')}`);
});

test('people do not change their keys while a server runs', async () => {
  const { url, run } = await useFolder([toOwner(OLD, 'maya')]);
  await withStorage(url, async ({ tasks }) => {
    const refused = run('reowner', ['--from', OLD, '--to', NEW, '--subject', 'maya']);
    expect(refused).toMatchObject({ status: 1, stdout: '' });
    expect(refused.stderr).toMatch(/^A server is at work on .*\. Stop it first: .*\n$/);
    expect(await tasks.count(toOwner(OLD, 'maya'), { status: 'all' })).toBe(3);
  });
});

test.each([
  ['export', ['--wrong']],
  ['import', ['one', 'two']],
  ['forget', ['--issuer', 'a']],
  ['reowner', ['--from', 'a', '--to', 'b']],
])('%s %j is told how it is called', async (command, args) => {
  const { cwd, run } = await useFolder([]);
  const { status, stdout, stderr } = run(command, args);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toContain(`npm run ${command}`);
  expect(await readdir(cwd)).toEqual([]);
});

test.each(['export', 'forget'])('%s makes no database where there is none', async (command) => {
  const { cwd, run } = await useFolder([]);
  const { status, stderr } = run(command, command === 'forget' ? ['anne', '--yes'] : []);
  expect({ status, files: await readdir(cwd) }).toEqual({ status: 1, files: [] });
  expect(stderr).toMatch(/^There is no database .*tasks\.db\. DATABASE_URL says which one is meant\.\n$/);
});
