import { randomUUID } from 'node:crypto';
import { type Model, type StreamEvent, Usage } from '@openai/agents';
import { expect, inject, onTestFinished, test } from 'vitest';
import type {} from '../../support/mongo/global-setup.ts';
import { startElectingSet } from '../../support/mongo/mongod.ts';
import { createPerson, wordsOf } from '../../support/person.ts';
import { startApp } from '../../support/start-app.ts';

const binary = inject('mongodFile');
const WORDS = Array.from({ length: 200 }, (_, n) => `word${n} `);
const STORY = WORDS.join('');

/** A model that tells half of a story, and the rest when it is told to. */
function createStoryteller() {
  let reachHalf = () => {};
  let goOn = () => {};
  const half = new Promise<void>((resolve) => {
    reachHalf = resolve;
  });
  const rest = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  async function* tell(): AsyncGenerator<StreamEvent> {
    yield { type: 'response_started' };
    for (const [index, delta] of WORDS.entries()) {
      if (index === WORDS.length / 2) {
        reachHalf();
        await rest;
      }
      yield { type: 'output_text_delta', delta };
    }
    const content = [{ type: 'output_text' as const, text: STORY }];
    const message = { type: 'message' as const, role: 'assistant' as const, status: 'completed' as const, content };
    yield { type: 'response_done', response: { id: randomUUID(), usage: new Usage(), output: [message] } };
  }
  const model: Model = {
    getResponse: () => Promise.reject(new Error('The assistant streams.')),
    getStreamedResponse: tell,
  };
  return { model, half, goOn };
}

test.skipIf(!binary)(
  'when a replica set of three elects another primary in mid-answer, no word is lost, here or in another process',
  async () => {
    const set = await startElectingSet(binary ?? '');
    onTestFinished(() => set.stop());
    const { model, half, goOn } = createStoryteller();
    const env = { DATABASE_URL: set.url };
    const apps = [await startApp({ model, env }), await startApp({ env })];
    onTestFinished(async () => {
      goOn();
      await Promise.all(apps.map((app) => app.close()));
    });
    const [here, there] = apps.map((app) => createPerson(app, 'maya'));
    if (!here || !there) throw new Error('no servers');

    const before = await there.start('add task: buy bread');
    expect(before.ended).toBe(true);
    const telling = here.start('tell me a story');
    await half;
    const { body } = await there.json('threads.list', { limit: 1, order: 'desc' });
    const thread_id = (body as { data: { id: string }[] }).data[0]?.id ?? '';
    const following = there.stream({ type: 'turns.resume', params: { thread_id } });

    await set.stepDown();
    const during = await there.start('add task: buy milk');
    goOn();
    const [told, followed] = await Promise.all([telling, following]);
    for (const reply of [told, followed]) {
      expect(reply.ended).toBe(true);
      expect(wordsOf(reply)).toBe(STORY);
    }
    const stored = (await there.items(thread_id)).filter(({ type }) => type === 'assistant_message');
    expect(stored.map(({ content }) => content?.[0]?.text)).toEqual([STORY]);

    // What was acknowledged before the election and behind it is there, once.
    expect(during.events.filter(({ type }) => type === 'error')).toEqual([]);
    const list = await there.start('show my tasks');
    expect(
      JSON.stringify(list.events)
        .match(/"buy (bread|milk)"/g)
        ?.sort(),
    ).toEqual(['"buy bread"', '"buy milk"']);
  },
  120_000,
);
