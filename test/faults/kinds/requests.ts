import type { Conversation } from '../conversation.ts';
import type { Fault } from '../stage.ts';
import { sumNotes } from '../tally.ts';

const SERVERS = 3;
const COPIES = 5;

/** A client that nobody can trust to send a request only once. */
export const sentFiveTimes: Fault = {
  name: 'sent-five-times',
  title: 'one action sent 5 times at once to 3 processes',
  databases: ['sqlite', 'mongo'],
  times: { full: 1_000, small: 15 },
  async run(stage, times) {
    const databaseUrl = await stage.openDatabase();
    const servers = await stage.startServers({ count: SERVERS, databaseUrl });
    const copies = Array.from({ length: COPIES }, (_, copy) => servers.ways[copy % SERVERS] ?? servers);
    const crowd = stage.gather({ way: servers, people: 5, tasksMax: 180, conversation: { copies } });
    await crowd.doTogether(times, (conversation) => conversation.step());
    return { times, ...sumNotes(crowd.notes), findings: await crowd.audit(), share: 0.999 };
  },
};

/** Nothing is wrong. */
export const ordinaryClicks: Fault = {
  name: 'ordinary-clicks',
  title: 'ordinary clicks',
  databases: ['sqlite', 'mongo'],
  times: { full: 1_000, small: 30 },
  async run(stage, times) {
    const databaseUrl = await stage.openDatabase();
    const servers = await stage.startServers({ count: SERVERS, databaseUrl });
    const crowd = stage.gather({ way: servers, people: 5 });
    await crowd.doTogether(crowd.conversations.length * 2, (conversation) => conversation.add());
    const before = sumNotes(crowd.notes);
    await crowd.doTogether(times, click);
    const { asked, acknowledged, atOnce, notDone } = sumNotes(crowd.notes);
    return {
      times,
      asked: asked - before.asked,
      acknowledged: acknowledged - before.acknowledged,
      atOnce: atOnce - before.atOnce,
      notDone,
      findings: await crowd.audit(),
      share: 0.999,
    };
  },
};

function click(conversation: Conversation): Promise<void> {
  const { errands } = conversation.notes;
  // In turns, so that each card is clicked often.
  const errand = errands[conversation.notes.asked % errands.length];
  if (!errand) throw new Error('There is nothing to click.');
  return conversation.toggle(errand);
}
