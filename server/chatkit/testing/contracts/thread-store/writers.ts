import { TurnLostError } from '../../../errors.ts';
import { refused, same } from '../expectations.ts';
import type { Bodies } from '../harness.ts';
import { ANNE, addItems, itemIds, type ThreadStage, takeThread, toItem, toThread } from './stage.ts';

export const writerCases: Bodies<ThreadStage> = {
  async 'a turn writes while it holds the thread, and is refused once another one took it [turn-fence]'(stage) {
    const { threads, anne, clock } = stage;
    const other = { ...stage, ...(await stage.open()) };
    const first = await takeThread(stage, 'turn1');
    await threads.saveThread(toThread('t'), anne, { turn: first });
    await threads.updateThread('t', { title: 'in time' }, anne, { turn: first });
    await threads.saveItem('t', toItem('i1'), anne, { turn: first });
    clock.advance(60_000);
    const second = await takeThread(other, 'turn2');
    same(second.fence > first.fence, true, 'the fence of a later turn is higher');
    const late = { turn: first };
    await refused(
      {
        saveThread: () => threads.saveThread({ ...toThread('t'), title: 'late' }, anne, late),
        updateThread: () => threads.updateThread('t', { title: 'late' }, anne, late),
        'saveItem of an old item': () => threads.saveItem('t', toItem('i1', 'late'), anne, late),
        'saveItem with onlyExisting': () =>
          threads.saveItem('t', toItem('i1', 'late'), anne, { ...late, onlyExisting: true }),
        'saveItem of a new item': () => threads.saveItem('t', toItem('i9'), anne, late),
        deleteItem: () => threads.deleteItem('t', 'i1', anne, late),
        deleteItemsAfter: () => threads.deleteItemsAfter('t', 'i1', anne, late),
      },
      TurnLostError,
      'by a turn that lost its thread',
    );
    await other.threads.saveItem('t', toItem('i2'), anne, { turn: second });
    same(await itemIds(other, 't'), ['i1', 'i2'], 'the turn that holds the thread writes');
    same(await other.threads.loadItem('t', 'i1', anne), toItem('i1'), 'no late write reached the item');
    same((await other.threads.loadThread('t', anne)).title, 'in time', 'no late write reached the thread');
  },

  async 'writes outside a turn pass whoever holds the thread'(stage) {
    const { threads, anne } = stage;
    const turn = await takeThread(stage, 'turn1');
    await threads.saveThread(toThread('t'), anne, { turn });
    await threads.saveThread({ ...toThread('t'), title: 'replaced' }, anne);
    await threads.updateThread('t', { metadata: { by: 'a click' } }, anne);
    await addItems(stage, 't', ['i1']);
    await threads.saveItem('t', toItem('i2'), anne, { turn });
    await threads.deleteItem('t', 'i1', anne);
    const expected = { ...toThread('t'), title: 'replaced', metadata: { by: 'a click' } };
    same(await threads.loadThread('t', anne), expected, 'the thread is as the last two writes made it');
    same(await itemIds(stage, 't'), ['i2'], 'so are its items');
  },

  async 'a turn cannot bring back a thread that was deleted under it, nor write to one of the same id'(stage) {
    const { threads, turns, anne } = stage;
    const old = await takeThread(stage, 'turn1');
    await threads.saveThread(toThread('t'), anne, { turn: old });
    await turns.end(ANNE, 'turn1', 'cancelled');
    await threads.deleteThread('t', anne);
    const write = { saveThread: () => threads.saveThread(toThread('t'), anne, { turn: old }) };
    await refused(write, TurnLostError, 'by a turn whose thread was deleted');
    const turn = await takeThread(stage, 'turn2');
    await threads.saveThread(toThread('t'), anne, { turn });
    await refused(
      {
        saveItem: () => threads.saveItem('t', toItem('i'), anne, { turn: old }),
        updateThread: () => threads.updateThread('t', { title: 'x' }, anne, { turn: old }),
      },
      TurnLostError,
      'by a turn of an earlier thread of the same id',
    );
    same(await itemIds(stage, 't'), [], 'the new thread has nothing of the old turn');
  },

  async "a fence of one person's thread means nothing to another's"(stage) {
    const { threads, ben } = stage;
    const turn = await takeThread(stage, 'turn1');
    await threads.saveThread(toThread('t'), ben);
    await refused(
      { saveItem: () => threads.saveItem('t', toItem('i'), ben, { turn }) },
      TurnLostError,
      "by a turn of somebody else's thread",
    );
  },

  async 'loadTurnItems gives what a turn added or changed, as it stands, in order'(stage) {
    const { threads, turns, anne } = stage;
    const first = await takeThread(stage, 'turn1');
    await threads.saveThread(toThread('t'), anne, { turn: first });
    for (const id of ['i1', 'i2', 'i3']) await threads.saveItem('t', toItem(id), anne, { turn: first });
    await threads.saveItem('t', toItem('i3', 'changed by its turn'), anne, { turn: first });
    await turns.end(ANNE, 'turn1', 'completed');
    await threads.saveItem('t', toItem('i4'), anne);
    const second = await takeThread(stage, 'turn2');
    await threads.saveItem('t', toItem('i5'), anne, { turn: second });
    await threads.saveItem('t', toItem('i2', 'changed by the second'), anne, { turn: second });
    for (const id of ['i2', 'i5']) await threads.saveItem('t', toItem(id, 'changed by a click'), anne);
    await threads.deleteItem('t', 'i1', anne, { turn: second });
    same(
      await threads.loadTurnItems('t', 'turn1', anne),
      [toItem('i2', 'changed by a click'), toItem('i3', 'changed by its turn')],
      'the first turn has what it added and is still there',
    );
    same(
      await threads.loadTurnItems('t', 'turn2', anne),
      [toItem('i2', 'changed by a click'), toItem('i5', 'changed by a click')],
      'the second turn has what it added and what it changed, in the order of the thread',
    );
    same(await threads.loadTurnItems('t', 'turn3', anne), [], 'a turn that wrote nothing has nothing');
  },
};
