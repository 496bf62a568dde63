import { NotFoundError } from '../../../errors.ts';
import type { ThreadMetadata } from '../../../protocol/threads.ts';
import { refused, same } from '../expectations.ts';
import type { Bodies } from '../harness.ts';
import { addItems, itemIds, type ThreadStage, time, toThread } from './stage.ts';

export const updateCases: Bodies<ThreadStage> = {
  async 'updateThread sets the given fields, leaves all others and answers the whole'(stage) {
    const { threads, anne } = stage;
    const thread = { ...toThread('t'), title: 'Before', metadata: { a: 1, b: 2 }, added_by_a_later_chatkit: [null] };
    await threads.saveThread(thread, anne);
    await addItems(stage, 't', ['i']);
    const renamed = { ...thread, title: 'After', updated_at: time(3) };
    const answer = await threads.updateThread('t', { title: 'After', updated_at: time(3) }, anne);
    same(answer, renamed, 'updateThread answers the thread with the given fields set');
    same(await threads.loadThread('t', anne), renamed, 'loadThread answers what updateThread answered');
    const changes = {
      status: { type: 'locked' as const },
      metadata: { c: null },
      allowed_image_domains: ['a.example'],
    };
    same(
      await threads.updateThread('t', changes, anne),
      { ...renamed, ...changes },
      'metadata is replaced as one field',
    );
    same(await itemIds(stage, 't'), ['i'], 'the items stay');
  },

  async 'a field that is given as undefined is removed'({ threads, anne }) {
    const thread = { ...toThread('t'), title: 'Before', updated_at: time(1), allowed_image_domains: [] };
    await threads.saveThread(thread, anne);
    const changes = { title: undefined, updated_at: undefined, allowed_image_domains: undefined };
    same(await threads.updateThread('t', changes, anne), toThread('t'), 'the given fields are gone from the answer');
    same(await threads.loadThread('t', anne), toThread('t'), 'the given fields are gone from what is stored');
  },

  async 'updateThread sets nothing but what a thread may change'({ threads, anne }) {
    await threads.saveThread(toThread('t', 1), anne);
    await threads.saveThread(toThread('u', 2), anne);
    // As when somebody hands over a whole thread, which the type lets through.
    const whole: ThreadMetadata = { ...toThread('u', 9), title: 'x' };
    same(
      await threads.updateThread('t', whole, anne),
      { ...toThread('t', 1), title: 'x' },
      'id and created_at stay as they are',
    );
    const { data } = await threads.loadThreads({ limit: 5, order: 'asc' }, anne);
    same(
      data.map(({ id }) => id),
      ['t', 'u'],
      'the thread keeps its place in the history',
    );
  },

  async 'what is given to updateThread, and what it answers, is copied'({ threads, anne }) {
    await threads.saveThread(toThread('t'), anne);
    const changes = { metadata: { list: [1] } };
    const updating = threads.updateThread('t', changes, anne);
    changes.metadata.list.push(2);
    const answer = await updating;
    same(answer.metadata, { list: [1] }, 'changes made to the given value after the call do not count');
    answer.metadata.more = true;
    changes.metadata.list.push(3);
    same((await threads.loadThread('t', anne)).metadata, { list: [1] }, 'what is stored is a copy');
  },

  async 'two who change different fields at once over two handles never overwrite each other'({ threads, anne, open }) {
    const other = (await open()).threads;
    await threads.saveThread(toThread('t'), anne);
    for (let round = 0; round < 20; round += 1) {
      await Promise.all([
        threads.updateThread('t', { title: `title ${round}` }, anne),
        other.updateThread('t', { metadata: { round } }, anne),
      ]);
      const { title, metadata } = await threads.loadThread('t', anne);
      same(
        { title, metadata },
        { title: `title ${round}`, metadata: { round } },
        `both changes of round ${round} stay`,
      );
    }
  },

  async 'updateThread does not bring back a deleted thread'({ threads, anne }) {
    await threads.saveThread(toThread('t'), anne);
    await threads.deleteThread('t', anne);
    await refused(
      { updateThread: () => threads.updateThread('t', { title: 'x' }, anne) },
      NotFoundError,
      'of a deleted thread',
    );
    same((await threads.loadThreads({ limit: 5, order: 'asc' }, anne)).data, [], 'the thread stays deleted');
  },
};
