import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPerson, threadOf, toInput, widgetOf, wordsOf } from '../support/person.ts';
import { type RunningApp, startApp } from '../support/start-app.ts';

const app: RunningApp = await startApp();
afterAll(() => app.close());
const maya = createPerson(app, 'maya');
let thread = '';
let list = '';

beforeAll(async () => {
  thread = threadOf(await maya.start('add task: buy groceries'));
  list = widgetOf(await maya.say(thread, 'show all tasks')).id;
});

const message = (text: string, more: object = {}) => ({
  type: 'threads.add_user_message',
  params: { thread_id: thread, input: { ...toInput(''), content: [{ type: 'input_text', text, ...more }] } },
});

describe('a message that is too much', () => {
  it.each<[string, () => object]>([
    ['in one part', () => message('x'.repeat(16_001))],
    [
      'in two parts',
      () => ({
        type: 'threads.create',
        params: {
          input: { ...toInput(''), content: [8_000, 8_001].map((n) => ({ type: 'input_text', text: 'x'.repeat(n) })) },
        },
      }),
    ],
    ['beside its text', () => message('hello', { more: 'x'.repeat(200_000) })],
    [
      'with its quote',
      () => ({
        type: 'threads.create',
        params: { input: { ...toInput('x'.repeat(8_000)), quoted_text: 'x'.repeat(8_001) } },
      }),
    ],
  ])('is an error event at 16,001 characters, %s', async (_how, body) => {
    const before = await maya.seen();
    const { status, events, ended, ids } = await maya.stream(body());
    expect(status).toBe(200);
    expect(events).toEqual([
      {
        type: 'error',
        code: 'too_long',
        message: 'This message is too long. Please keep it under 16,000 characters.',
        allow_retry: false,
      },
    ]);
    expect({ ended, ids }).toEqual({ ended: true, ids: [] });
    expect(await maya.seen()).toEqual(before);
  });

  it.each<[string, () => object]>([
    ['of 16,000 characters', () => message('x'.repeat(16_000))],
    ['of 16,000 control characters', () => message('\0'.repeat(16_000))],
    ['with a little beside its text', () => message('hello', { more: 'x'.repeat(1_000) })],
  ])('while one %s is answered', async (_what, body) => {
    const { events } = await maya.stream(body());
    expect(events.map(({ type }) => type)).not.toContain('error');
  });
});

describe('what nobody can do', () => {
  /** The tasks alone: the conversation holds the message and its answer, as it must. */
  const tasks = async () => (await maya.items(thread)).find(({ id }) => id === list)?.widget;

  it.each<[string, string, RegExp]>([
    ['complete task 999', 'complete task 999', /There is no task #999\. Nothing was changed\./],
    ['delete task 999', 'delete task 999', /There is no task #999\. Nothing was changed\./],
    ['rename task 999', 'rename task 999 to x', /There is no task #999\. Nothing was changed\./],
    ['complete task 0', 'complete task 0', /There is no task #0\. Nothing was changed\./],
    ['complete a number of 30 digits', `complete task ${'9'.repeat(30)}`, /Nothing was changed\./],
    [
      'add a title of 201 characters',
      `add task: ${'x'.repeat(201)}`,
      /up to 200 characters; this one has 201\..*added/,
    ],
    ['rename to 201 characters', `rename task 1 to ${'x'.repeat(201)}`, /up to 200 characters; this one has 201\./],
    ['add a title of NUL characters', 'add task: \0\0', /What should I add\?/],
    ['add a title of half a character', 'add task: \ud800', /What should I add\?/],
    ['add nothing', 'add task: ', /What should I add\?/],
    ['confirm what nobody asked', 'yes', /nothing to confirm/],
  ])('is told in words: %s', async (_what, text, words) => {
    const before = await tasks();
    const reply = await maya.say(thread, text);
    expect(wordsOf(reply)).toMatch(words);
    expect(reply.events).not.toContainEqual(expect.objectContaining({ type: 'error' }));
    expect(await tasks()).toEqual(before);
  });

  it('while the same commands work with what is there', async () => {
    const before = await tasks();
    expect(wordsOf(await maya.say(thread, `add task: ${'x'.repeat(200)}`))).not.toMatch(/Nothing was/);
    await maya.say(thread, 'complete task 1');
    expect(await tasks()).not.toEqual(before);
  });
});

describe('a conversation’s name', () => {
  const rename = async (title: string) => (await maya.json('threads.update', { thread_id: thread, title })).body;

  it('is cut after 200 characters, and not within one', async () => {
    expect(await rename(`${'x'.repeat(199)}😀😀`)).toMatchObject({ title: `${'x'.repeat(199)}😀` });
  });

  it('of 200 characters stays as it is', async () => {
    expect(await rename('😀'.repeat(200))).toMatchObject({ title: '😀'.repeat(200) });
  });

  it('of blanks is refused', async () => {
    const before = await maya.seen();
    expect(await rename('  \n ')).toEqual({ code: 'bad_request', message: 'Please give the conversation a name.' });
    expect(await maya.seen()).toEqual(before);
  });
});
