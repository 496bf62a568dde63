import { expect, test } from 'vitest';
import { describeMongo, useDatabase } from '../../support/mongo/database.ts';
import { createPerson, nodesOf, threadOf, widgetOf, wordsOf } from '../../support/person.ts';
import { startApp } from '../../support/start-app.ts';
import { exportFrom, importInto } from '../moving/archive.ts';
import { useDatabasePath } from '../sqlite-harness.ts';

type Person = ReturnType<typeof createPerson>;

/** Runs the product on this database for as long as the work takes. */
async function withApp<T>(DATABASE_URL: string, work: (maya: Person, ben: Person) => Promise<T>): Promise<T> {
  const app = await startApp({ env: { DATABASE_URL } });
  try {
    return await work(createPerson(app, 'maya'), createPerson(app, 'ben'));
  } finally {
    await app.close();
  }
}

const REQUEST = { task_chat: { request_id: 'the request of before' } };

describeMongo('a move', (server) => {
  test('from SQLite to MongoDB and back is nothing that people notice', async () => {
    const here = `file:${await useDatabasePath()}`;
    const there = (await useDatabase(server, [])).url;
    const back = `file:${await useDatabasePath()}`;

    const before = await withApp(here, async (maya, ben) => {
      await ben.start('add task: feed the cat');
      const threadId = threadOf(await maya.start('add task: buy groceries'));
      const asked = await maya.say(threadId, 'add task: call mom', REQUEST);
      await maya.say(threadId, 'complete task 1');
      await maya.say(threadId, 'delete task 2');
      return { threadId, widget: widgetOf(asked).id, maya: await maya.seen(), ben: await ben.seen() };
    });
    await importInto(there, await exportFrom(here));

    const after = await withApp(there, async (maya, ben) => {
      expect(await maya.seen()).toEqual(before.maya);
      expect(await ben.seen()).toEqual(before.ben);
      // The same turn, told from what is stored.
      const repeated = await maya.say(before.threadId, 'add task: call mom', REQUEST);
      expect(widgetOf(repeated).id).toBe(before.widget);
      expect(repeated.ended).toBe(true);
      expect(await maya.seen()).toEqual(before.maya);
      // The question of before the move stands, and the very next message answers it.
      await maya.say(before.threadId, 'yes');
      const added = await maya.say(before.threadId, 'add task: water the plants');
      expect(nodesOf(widgetOf(added)).map(({ id }) => id)).toContain('complete_3_button');
      expect(wordsOf(await maya.say(before.threadId, 'complete task 2'))).not.toContain('call mom');
      return { maya: await maya.seen(), ben: await ben.seen() };
    });
    await importInto(back, await exportFrom(there));

    await withApp(back, async (maya, ben) => {
      expect(await maya.seen()).toEqual(after.maya);
      expect(await ben.seen()).toEqual(after.ben);
      const repeated = await maya.say(before.threadId, 'add task: call mom', REQUEST);
      expect(widgetOf(repeated).id).toBe(before.widget);
      const added = await maya.say(before.threadId, 'add task: clean up');
      expect(nodesOf(widgetOf(added)).map(({ id }) => id)).toContain('complete_4_button');
    });
  });
});
