import { expect, onTestFinished, test } from 'vitest';
import { describeMongo, useDatabase } from '../../support/mongo/database.ts';
import { createPerson } from '../../support/person.ts';
import { startApp } from '../../support/start-app.ts';

describeMongo('two servers on one database', (server) => {
  async function startBoth() {
    const { url } = await useDatabase(server, []);
    const apps = await Promise.all([url, url].map((DATABASE_URL) => startApp({ env: { DATABASE_URL } })));
    onTestFinished(async () => {
      await Promise.all(apps.map((app) => app.close()));
    });
    const [one, two] = apps;
    if (!one || !two) throw new Error('no servers');
    return { here: createPerson(one, 'maya'), there: createPerson(two, 'maya') };
  }

  test('go on with each other’s conversations, and show the same', async () => {
    const { here, there } = await startBoth();
    const begun = await here.start('add task: buy groceries');
    const threadId = begun.events[0]?.thread?.id ?? '';
    const completed = await there.say(threadId, 'complete task 1');
    expect(completed.ended).toBe(true);
    expect(JSON.stringify(completed.events)).toContain('buy groceries');
    expect(await here.items(threadId)).toEqual(await there.items(threadId));
    expect(await here.seen()).toEqual(await there.seen());
  });

  test('read each other’s runs from any event on [turn-shared-log]', async () => {
    const { here, there } = await startBoth();
    const begun = await here.start('add task: buy groceries');
    const thread_id = begun.events[0]?.thread?.id ?? '';
    const turn_id = begun.ids[0]?.split('-')[0];
    for (const after of [0, 2]) {
      const read = await there.stream({ type: 'turns.resume', params: { thread_id, turn_id, after } });
      expect(read.ended).toBe(true);
      expect(read.events).toEqual(begun.events.slice(after));
    }
  });

  test('take the same request sent to both as one', async () => {
    const { here, there } = await startBoth();
    const { events } = await here.start('list tasks');
    const threadId = events[0]?.thread?.id ?? '';
    const metadata = { task_chat: { request_id: 'the same request' } };
    const replies = await Promise.all(
      [here, there, here, there].map((person) => person.say(threadId, 'add task: only once', metadata)),
    );
    expect(new Set(replies.map(({ ids }) => ids[0]?.split('-')[0])).size).toBe(1);
    const list = await here.start('list tasks');
    expect(JSON.stringify(list.events).match(/"only once"/g)).toHaveLength(1);
  });
});
