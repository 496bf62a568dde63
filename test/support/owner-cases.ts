import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPerson, threadOf, toInput, widgetOf } from './person.ts';
import type { RunningApp } from './start-app.ts';

type Person = ReturnType<typeof createPerson>;

/** Everything of a person that has an id. */
interface Ids {
  thread: string;
  message: string;
  list: string;
  confirm: string;
  turn: string;
  lastEvent: string;
  request: string;
}

async function fill(person: Person, request: string): Promise<Ids> {
  const started = await person.start(`add task: the secret of ${person.sub}`);
  const thread = threadOf(started);
  const list = widgetOf(await person.say(thread, 'show all tasks')).id;
  const asked = await person.say(thread, 'delete task 1', { task_chat: { request_id: request } });
  const message = asked.events[0]?.item?.id ?? '';
  const lastEvent = asked.ids.at(-1) ?? '';
  const turn = lastEvent.split('-')[0] ?? '';
  return { thread, message, list, confirm: widgetOf(asked).id, turn, lastEvent, request };
}

function mapIds(ids: Ids, change: (id: string) => string): Ids {
  return Object.fromEntries(Object.entries(ids).map(([name, id]) => [name, change(id)])) as unknown as Ids;
}

type Ask = [name: string, type: string, params: (theirs: Ids, mine: Ids) => object];
const done = { type: 'tasks.complete', payload: { number: 1 } };
const yes = { type: 'tasks.confirm_delete', payload: {} };
const more = { type: 'tasks.show_more', payload: { rows: 20 } };
const answers = { status: 'answered', answers: {} };

const STREAMS: Ask[] = [
  ['their conversation', 'threads.add_user_message', ({ thread }) => ({ thread_id: thread, input: toInput('yes') })],
  ['their conversation', 'threads.add_client_tool_output', ({ thread }) => ({ thread_id: thread, result: {} })],
  ['their item', 'threads.retry_after_item', ({ message }, { thread }) => ({ thread_id: thread, item_id: message })],
  ['both', 'threads.retry_after_item', ({ message, thread }) => ({ thread_id: thread, item_id: message })],
  ['my item in theirs', 'threads.retry_after_item', ({ thread }, m) => ({ thread_id: thread, item_id: m.message })],
  [
    'their list',
    'threads.custom_action',
    ({ list }, { thread }) => ({ thread_id: thread, item_id: list, action: done }),
  ],
  ['both', 'threads.custom_action', ({ thread, list }) => ({ thread_id: thread, item_id: list, action: done })],
  ['a question', 'threads.custom_action', (t, { thread }) => ({ thread_id: thread, item_id: t.confirm, action: yes })],
  ['both', 'threads.custom_action', ({ thread, confirm }) => ({ thread_id: thread, item_id: confirm, action: yes })],
  ['my list in theirs', 'threads.custom_action', (t, m) => ({ thread_id: t.thread, item_id: m.list, action: done })],
  ['no item', 'threads.custom_action', ({ thread }) => ({ thread_id: thread, action: done })],
  ['both', 'threads.add_structured_input', (t) => ({ thread_id: t.thread, item_id: t.message, input: answers })],
  [
    'their item',
    'threads.add_structured_input',
    (t, m) => ({ thread_id: m.thread, item_id: t.message, input: answers }),
  ],
  ['their conversation', 'turns.resume', ({ thread }) => ({ thread_id: thread })],
  ['their turn', 'turns.resume', ({ turn }, { thread }) => ({ thread_id: thread, turn_id: turn })],
  ['both', 'turns.resume', ({ turn, thread }) => ({ thread_id: thread, turn_id: turn, after: 0 })],
];

const OPERATIONS: Ask[] = [
  ['their conversation', 'threads.get_by_id', ({ thread }) => ({ thread_id: thread })],
  ['their conversation', 'threads.update', ({ thread }) => ({ thread_id: thread, title: 'Mine now' })],
  ['their conversation', 'threads.delete', ({ thread }) => ({ thread_id: thread })],
  ['their conversation', 'threads.list', ({ thread }) => ({ after: thread })],
  ['their conversation', 'items.list', ({ thread }) => ({ thread_id: thread })],
  ['their item', 'items.list', ({ message }, { thread }) => ({ thread_id: thread, after: message })],
  ['their conversation', 'items.feedback', (t) => ({ thread_id: t.thread, item_ids: [t.message], kind: 'negative' })],
  ['their item', 'items.feedback', (t, m) => ({ thread_id: m.thread, item_ids: [t.message], kind: 'negative' })],
  ['their list', 'threads.sync_custom_action', (t, m) => ({ thread_id: m.thread, item_id: t.list, action: more })],
  ['both', 'threads.sync_custom_action', (t) => ({ thread_id: t.thread, item_id: t.list, action: more })],
  ['their turn', 'turns.cancel', ({ turn }) => ({ turn_id: turn })],
  ['their turn', 'turns.cancel', ({ turn }, { thread }) => ({ thread_id: thread, turn_id: turn })],
];

/** What belongs to one person is to another one as if it were not there, whatever id they name, on every database. */
export function describeOwners(start: () => Promise<RunningApp>): void {
  let app: RunningApp;
  let tom: Person;
  let eve: Person;
  let toms: Ids;
  let eves: Ids;
  /** Ids as they could be, of nobody. */
  let nobodys: Ids;
  /** Requests with a foreign id, and which of them told or did something. */
  const asked: string[] = [];
  const leaked: string[] = [];

  beforeAll(async () => {
    app = await start();
    tom = createPerson(app, 'tom');
    eve = createPerson(app, 'eve');
    toms = await fill(tom, 'tom-request-1');
    eves = await fill(eve, 'eve-request-1');
    const other = (id: string) => id.replace(/[0-9a-f]{4}(?=-\d+$|$)/, '0000');
    nobodys = { ...mapIds(toms, other), request: 'nobody-request-1' };
  });
  afterAll(async () => {
    const types = new Set(asked.map((name) => name.split(' ')[0]));
    console.log(`${types.size} request types, ${asked.length} with foreign ids: ${leaked.length} leaked`);
    await app?.close();
  });

  /** Counts what the work finds out. */
  async function foreign(type: string, work: () => Promise<void>): Promise<void> {
    asked.push(type);
    leaked.push(type);
    await work();
    leaked.pop();
  }

  describe('with an id of somebody else', () => {
    it.each(STREAMS)('(%s) %s is answered as with one of nobody, and changes nothing', (_id, type, params) =>
      foreign(type, async () => {
        const before = [await tom.seen(), await eve.seen()];
        const foreign = await eve.stream({ type, params: params(toms, eves) });
        expect(foreign.status).toBe(200);
        expect(foreign.events).toEqual([
          { type: 'error', code: 'not_found', message: expect.stringMatching(/not here|no such/), allow_retry: false },
        ]);
        expect(foreign).toEqual(await eve.stream({ type, params: params(nobodys, eves) }));
        expect([await tom.seen(), await eve.seen()]).toEqual(before);
      }),
    );

    it.each(OPERATIONS)('(%s) %s is answered as with one of nobody, and changes nothing', (_id, type, params) =>
      foreign(type, async () => {
        const before = [await tom.seen(), await eve.seen()];
        const foreign = await eve.json(type, params(toms, eves));
        expect(foreign).toEqual({ status: 404, body: { code: 'not_found', message: expect.any(String) } });
        expect(foreign).toEqual(await eve.json(type, params(nobodys, eves)));
        expect([await tom.seen(), await eve.seen()]).toEqual(before);
      }),
    );

    it.each<Ask>([
      ['their item', 'attachments.get_preview', ({ message }) => ({ attachment_id: message })],
      ['their item', 'attachments.delete', ({ message }) => ({ attachment_id: message })],
    ])('(%s) %s is refused to everybody alike', (_id, type, params) =>
      foreign(type, async () => {
        const before = await tom.seen();
        const ask = async (ids: Ids) => (await app.post({ type, params: params(ids, eves) }, { sub: 'eve' })).text();
        const answer = await ask(toms);
        expect(answer).toContain('not available here');
        expect(answer).toBe(await ask(eves));
        expect(await tom.seen()).toEqual(before);
      }),
    );

    it('the number of a task of theirs in a click is a number of nobody', async () => {
      await tom.say(toms.thread, 'add task: second of tom');
      await tom.say(toms.thread, 'add task: third of tom');
      const before = await tom.seen();
      for (const verb of ['complete', 'reopen', 'edit', 'delete']) {
        const click = (number: number) =>
          eve.click(eves.thread, eves.list, { type: `tasks.${verb}`, payload: { number } });
        const plain = (text: string, number: number) =>
          text.replaceAll(/"\w*id":"[^"]*"|^id: .*$/gm, '').replaceAll(`#${number} `, '# ');
        await foreign('threads.custom_action', async () => {
          const answer = plain((await click(3)).text, 3);
          expect(answer).not.toContain('of tom');
          expect(answer).toBe(plain((await click(7)).text, 7));
        });
      }
      expect(await tom.seen()).toEqual(before);
    });

    it('a request id begins a turn of one’s own, and stops none of theirs', async () => {
      const before = await tom.seen();
      const note = { task_chat: { request_id: toms.request } };
      expect((await eve.json('turns.cancel', { request_id: nobodys.request })).status).toBe(200);
      const own = await eve.say(eves.thread, 'hello', note);
      expect(own.ids[0]).not.toContain(toms.turn);
      expect(own.text).not.toContain('secret of tom');
      expect(await eve.json('turns.cancel', { request_id: toms.request })).toEqual({ status: 200, body: {} });
      expect(await tom.seen()).toEqual(before);
      const repeated = await tom.say(toms.thread, 'hello', note);
      expect(repeated.ids.at(-1)).toBe(toms.lastEvent);
    });

    it('a Last-Event-ID is no way into their turn [owner-alone]', async () => {
      const before = await tom.seen();
      const headers = { 'last-event-id': `${toms.turn}-0` };
      const say = { type: 'threads.add_user_message', params: { thread_id: eves.thread, input: toInput('hello') } };
      const own = await eve.stream(say, headers);
      expect(own.ids[0]).not.toContain(toms.turn);
      const resumed = await eve.stream({ type: 'turns.resume', params: { thread_id: toms.thread } }, headers);
      expect(resumed.events).toMatchObject([{ type: 'error', code: 'not_found' }]);
      expect(await tom.seen()).toEqual(before);
      const his = { ...say, params: { ...say.params, thread_id: toms.thread } };
      const read = await tom.stream(his, headers);
      expect(read.ids.at(-1)).toBe(toms.lastEvent);
    });
  });

  describe('with one’s own ids', () => {
    let people = 0;
    const somebody = () => createPerson(app, `somebody ${++people}`);

    it.each(STREAMS.filter(([, type]) => type !== 'threads.add_client_tool_output'))(
      '(%s) %s is done',
      async (_id, type, params) => {
        const person = somebody();
        const ids = await fill(person, 'own-request-1');
        const reply = await person.stream({ type, params: params(ids, ids) });
        expect(reply.events).not.toContainEqual(expect.objectContaining({ code: 'not_found' }));
        expect(reply.ended).toBe(true);
      },
    );

    it.each(OPERATIONS)('(%s) %s is done', async (_id, type, params) => {
      const person = somebody();
      const ids = await fill(person, 'own-request-1');
      expect((await person.json(type, params(ids, ids))).status).toBe(200);
    });
  });

  describe('an id of odd characters', () => {
    it.each([
      '\0',
      '\ud800',
      '😀',
      ' ',
      '%00',
      'null',
      '__proto__',
      'constructor',
      "' OR 1=1 --",
      '../../etc/passwd',
      '$gt',
      'client_1',
      'x'.repeat(200),
    ])('is one of nobody: %j', async (odd) => {
      const before = await tom.seen();
      const { thread, turn } = toms;
      for (const id of [odd, `${thread}${odd}`.slice(0, 200), `${odd}${thread}`.slice(0, 200)]) {
        expect((await tom.json('threads.get_by_id', { thread_id: id })).status).toBe(404);
        expect((await tom.json('threads.list', { after: id })).status).toBe(404);
        expect((await tom.json('threads.delete', { thread_id: id })).status).toBe(404);
        expect((await tom.json('items.list', { thread_id: thread, after: id })).status).toBe(404);
        expect((await tom.json('turns.cancel', { turn_id: id })).status).toBe(404);
        expect((await tom.json('turns.cancel', { request_id: id.slice(0, 100) })).status).toBe(200);
        const click = await tom.click(thread, id, done);
        expect(click.events).toMatchObject([{ type: 'error', code: 'not_found' }]);
      }
      const resumed = await tom.stream({
        type: 'turns.resume',
        params: { thread_id: thread, turn_id: `${turn}${odd}`.slice(0, 200) },
      });
      expect(resumed.events[0]).toMatchObject({ type: 'error' });
      expect(await tom.seen()).toEqual(before);
    });

    it.each(['', 'x'.repeat(201), 5, ['a'], { $gt: '' }])('is a 400 when it is no id: %j', async (id) => {
      expect((await tom.json('threads.get_by_id', { thread_id: id })).status).toBe(400);
      expect((await tom.json('turns.cancel', { turn_id: id })).status).toBe(400);
    });

    it.each(['', '-', 'turn_', '-1', `turn_${'0'.repeat(32)}-1`, `turn_${'0'.repeat(32)}-99999999999`, "' OR 1=1"])(
      'as a Last-Event-ID is no obstacle: %j',
      async (odd) => {
        const params = { thread_id: toms.thread, turn_id: toms.turn };
        const { ids } = await tom.stream({ type: 'turns.resume', params }, { 'last-event-id': odd });
        expect(ids.at(-1)).toBe(toms.lastEvent);
      },
    );
  });
}
