import type { Conversation } from '../conversation.ts';
import type { Crowd } from '../crowd.ts';
import type { Counted, Fault } from '../stage.ts';
import { sumNotes } from '../tally.ts';
import { openServers, SERVERS } from './at-work.ts';

const COPIES = 5;
const PEOPLE = 5;
/** The part of what is asked that must be done at once: nothing is wrong with the servers. */
const SHARE = 0.999;
const TIMES = { databases: ['sqlite', 'mongo'], full: 1_000 } as const;

/** A client that nobody can trust to send a request only once. */
export const sentFiveTimes: Fault = {
  name: 'sent-five-times',
  title: 'one action sent 5 times at once to 3 processes',
  databases: TIMES.databases,
  times: { full: TIMES.full, small: 15 },
  async run(stage, times) {
    const servers = await openServers(stage);
    const copies = Array.from({ length: COPIES }, (_, copy) => servers.ways[copy % SERVERS] ?? servers);
    const crowd = stage.gather({ way: servers, people: PEOPLE, tasksMax: 180, conversation: { copies } });
    return count(crowd, times, (conversation) => conversation.step());
  },
};

/** Nothing is wrong. */
export const ordinaryClicks: Fault = {
  name: 'ordinary-clicks',
  title: 'ordinary clicks',
  databases: TIMES.databases,
  times: { full: TIMES.full, small: 30 },
  async run(stage, times) {
    const crowd = stage.gather({ way: await openServers(stage), people: PEOPLE });
    await crowd.doTogether(crowd.conversations.length * 2, (conversation) => conversation.add());
    return count(crowd, times, click);
  },
};

/** Counts what is asked from here on. */
async function count(crowd: Crowd, times: number, step: (conversation: Conversation) => Promise<void>) {
  const before = sumNotes(crowd.notes);
  await crowd.doTogether(times, step);
  const { asked, acknowledged, atOnce, notDone } = sumNotes(crowd.notes);
  const counted: Counted = {
    times,
    asked: asked - before.asked,
    acknowledged: acknowledged - before.acknowledged,
    atOnce: atOnce - before.atOnce,
    notDone,
    findings: await crowd.audit(),
    share: SHARE,
  };
  return counted;
}

function click(conversation: Conversation): Promise<void> {
  const { errands } = conversation.notes;
  // In turns, so that each card is clicked often.
  const errand = errands[conversation.notes.asked % errands.length];
  if (!errand) throw new Error('There is nothing to click.');
  return conversation.toggle(errand);
}
