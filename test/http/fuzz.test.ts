import { mkdtemp, rm } from 'node:fs/promises';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { toOwner } from '../../server/auth/owner.ts';
import { ends, expectNothingInternal, judge, SECRET, watchForUncaught } from '../chatkit/fuzz/answers.ts';
import { oddRequest, toBytes } from '../chatkit/fuzz/bodies.ts';
import { watchDatabase } from '../chatkit/fuzz/database.ts';
import { exchange, leave, oddEnvelope, shout } from '../chatkit/fuzz/envelope.ts';
import type { Names } from '../chatkit/fuzz/valid-requests.ts';
import { allNames } from '../chatkit/fuzz/valid-requests.ts';
import { createPerson, threadOf, widgetOf } from '../support/person.ts';
import { startApp } from '../support/start-app.ts';
import { ISSUER } from '../support/tokens.ts';

/** Together with those of test/chatkit/fuzz/process.test.ts: 10,000. */
const REQUESTS = 1_200;
const LEAVING = 100;
/** Another one for a search by hand; a failure prints it, and where in its run the failure stands. */
const SEED = Number(process.env.FUZZ_SEED ?? 4);
/** For a search of the smallest counterexample, too: what hangs takes long to shrink. */
const TIME = { interruptAfterTimeLimit: 90_000, markInterruptAsFailure: true };
const [MAYA, BOB] = [toOwner(ISSUER, 'maya'), toOwner(ISSUER, 'bob')];

const uncaught = watchForUncaught();
const folder = await mkdtemp(join(tmpdir(), 'task-chat-fuzz-'));
const path = join(folder, 'fuzz.db');
const app = await startApp({ env: { DATABASE_URL: `file:${path}` } });
const names = await fill();
const database = watchDatabase(path);
const before = {
  all: database.rows(),
  bobs: database.rowsOf(BOB),
  work: database.rowsOf(MAYA, ['items', 'tasks']),
};
const agent = new Agent({ keepAlive: true });
afterAll(async () => {
  agent.destroy();
  database.close();
  await app.close();
  await rm(folder, { recursive: true, force: true });
  uncaught.expectNone();
  uncaught.stop();
});

/** Maya, who sends odd requests, and Bob, who must never notice: each with tasks, a list and a question. */
async function fill(): Promise<Names> {
  const known = [];
  for (const [sub, title] of [
    ['maya', 'buy groceries'],
    ['bob', SECRET],
  ] as const) {
    const person = createPerson(app, sub);
    const started = await person.start(`add task: ${title}`);
    const thread = threadOf(started);
    await person.say(thread, `add task: call mom about ${title}`);
    const list = widgetOf(await person.say(thread, 'show all tasks')).id;
    const request = `${sub}-request-1`;
    const asked = await person.say(thread, 'delete task 2', { task_chat: { request_id: request } });
    known.push({
      threads: [thread],
      items: (await person.items(thread)).map(({ id }) => id),
      widgets: [list, widgetOf(asked).id, widgetOf(started).id],
      turns: [asked.ids[0]?.split('-')[0] ?? ''],
      requests: [request],
    });
  }
  const [mine, theirs] = known;
  if (!mine || !theirs) throw new Error('Two people are here.');
  // One's own comes more often, so that what lies behind the checks is met too.
  const both = (field: keyof typeof mine) => [...Array(9).fill(mine[field]).flat(), ...theirs[field]] as string[];
  return {
    threads: [...both('threads'), `thr_${'0'.repeat(32)}`],
    items: both('items'),
    widgets: both('widgets'),
    questions: mine.items,
    turns: both('turns'),
    requests: both('requests'),
    attachments: ['atc_1'],
    actions: [
      ...['complete', 'reopen', 'delete', 'edit'].map((verb) => ({ type: `tasks.${verb}`, payload: { number: 1 } })),
      { type: 'tasks.confirm_delete', payload: {} },
      { type: 'tasks.cancel_delete', payload: {} },
      { type: 'tasks.show_more', payload: { rows: 20 } },
      { type: 'tasks.save', payload: { number: 1, updatedAt: '2026-01-01T00:00:00.000Z', title: 'x', notes: '' } },
    ],
    texts: ['hello', 'add task: x', 'show all tasks', 'complete task 1', 'delete task 1', 'yes', 'rename task 1 to y'],
  };
}

/** The beginning of a request that would be served. */
const HEAD = `POST /chatkit HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\nauthorization: Bearer ${app.token()}\r\n`;

const sent = fc.record({ odd: oddRequest(names), envelope: oddEnvelope(app.token(), allNames(names)) });

test('an odd request is answered, never by a 5xx or anything internal, and changes nothing when refused [error-no-5xx-after-effect]', async () => {
  const fates = { refused: 0, failed: 0, served: 0 };
  await fc.assert(
    fc.asyncProperty(sent, async ({ odd, envelope }) => {
      try {
        const body = toBytes(odd);
        const fate = judge(await ends(exchange(agent, app.url, envelope, body)), body);
        fates[fate] += 1;
        uncaught.expectNone();
        if (fate === 'refused') expect(database.rows()).toBe(before.all);
        if (fate === 'failed') expect(database.rowsOf(MAYA, ['items', 'tasks'])).toBe(before.work);
        expect(database.rowsOf(BOB)).toBe(before.bobs);
      } finally {
        database.restore();
      }
    }),
    { numRuns: REQUESTS, seed: SEED, ...TIME },
  );
  // Only refusals would say nothing about what lies behind them, and only answers nothing about refusals.
  expect(fates.refused).toBeGreaterThan(REQUESTS / 4);
  expect(fates.served).toBeGreaterThan(REQUESTS / 15);
  expect(fates.failed).toBeGreaterThan(0);
}, 120_000);

test.each([
  ['no HTTP', '\x16\x03\x01\x02\x00'],
  ['another version', 'POST /chatkit HTTP/9.9\r\n\r\n'],
  ['a NUL in a header', 'POST /chatkit HTTP/1.1\r\nhost: x\r\naccept: \0\r\n\r\n'],
  ['no host', 'POST /chatkit HTTP/1.1\r\n\r\n'],
  ['headers without end', `POST /chatkit HTTP/1.1\r\nhost: x\r\n${`a: ${'x'.repeat(1_000)}\r\n`.repeat(100)}`],
  ['two lengths', `${HEAD}content-length: 2\r\ncontent-length: 3\r\n\r\n{}`],
  ['a chunk of no size', `${HEAD}transfer-encoding: chunked\r\n\r\nZZ\r\n{}`],
  ['a length and chunks', `${HEAD}content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`],
])('bytes that are hardly HTTP are turned away: %s', async (_what, bytes) => {
  const text = await ends(shout(app.url, bytes));
  expect(text).toMatch(/^HTTP\/1\.1 4\d\d /);
  expectNothingInternal(text);
  expect((await fetch(`${app.url}/health/live`)).status).toBe(200);
  uncaught.expectNone();
});

test('whoever hangs up in the middle of a request leaves nothing running behind', async () => {
  const leaving = fc.sample(fc.tuple(sent, fc.nat({ max: 99 })), { numRuns: LEAVING, seed: SEED });
  const gone = leaving.map(([{ odd, envelope }, percent], index) => {
    const body = toBytes(odd);
    const bytes = index % 2 ? body.length : Math.floor((body.length * percent) / 100);
    return leave(agent, app.url, envelope, body, bytes);
  });
  await ends(Promise.all(gone));
  const maya = createPerson(app, 'maya');
  expect((await ends(maya.start('hello'))).ended).toBe(true);
  await expect
    .poll(() => database.rowsOf(MAYA, ['turns']), { timeout: 10_000 })
    .not.toMatch(/"state":"(waiting|running)"/);
  uncaught.expectNone();
  expect(database.rowsOf(BOB)).toBe(before.bobs);
}, 120_000);
