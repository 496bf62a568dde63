import { randomUUID } from 'node:crypto';
import { toInput } from '../../support/person.ts';
import { mintToken } from '../../support/tokens.ts';
import { auditPerson, type Findings } from '../audit.ts';
import { newTag, toErrand } from '../conversation.ts';
import { createNotes, type Notes, noteEvents } from '../ledger.ts';
import type { Random } from '../random.ts';
import type { Servers } from '../servers.ts';
import type { Counted, Fault } from '../stage.ts';
import { ask, type Caller, type ReadOptions, type Told } from '../stream.ts';
import { emptyFindings, joinFindings, sumNotes } from '../tally.ts';
import { TIMES } from '../times.ts';
import { openServers, SERVERS } from './at-work.ts';

/** The connection breaks at every event of a turn, and reading goes on where it broke. */
export const connectionCut: Fault = {
  name: 'connection-cut',
  title: 'the connection cut at every event of a turn',
  databases: ['sqlite', 'mongo'],
  times: { full: 10, small: 1 },
  async run(stage, rounds) {
    const servers = await openServers(stage);
    // A run on SQLite is read where it runs; one on MongoDB from anywhere.
    const toWay = (round: number) =>
      stage.database === 'sqlite' ? (servers.ways[round % SERVERS] ?? servers) : servers;
    return cutEverywhere(toWay, stage.random, rounds);
  },
};

/** Somebody asks for a task and for help, anew for each event of the answer, at which the connection then breaks. */
export async function cutEverywhere(
  toWay: (round: number) => Pick<Servers, 'pick'>,
  random: Random,
  rounds: number,
): Promise<Counted> {
  const token = mintToken({ exp: Math.floor(Date.now() / 1_000) + 24 * 60 * 60 });
  const toCaller = (round: number): Caller => ({ way: toWay(round), token: () => token, times: TIMES });
  const notes = createNotes('somebody who is cut off');
  const findings = emptyFindings();
  let times = 0;

  async function send(kind: 'task' | 'help', round: number, cutAfter?: ReadOptions['cutAfter']): Promise<Told> {
    const tag = newTag(random);
    const text = kind === 'task' ? `add task: water the ${tag}` : 'help';
    const caller = toCaller(round);
    const told = await ask(toMessage(text, notes.threads[0]?.id), caller, { cutAfter });
    const threadId = noteTold(notes, told);
    await compare(told, threadId, caller, findings);
    if (kind === 'task') {
      const errand = toErrand(tag, threadId, told.events);
      if (errand) notes.errands.push(errand);
      else notes.notDone.push(`no card for ${tag}`);
    }
    return told;
  }

  for (let round = 0; round < rounds; round += 1) {
    for (const kind of ['task', 'help'] as const) {
      const { length } = (await send(kind, round)).events;
      // Cut once at each event in turn, and in the end at all of them.
      for (let event = 0; event < length; event += 1) {
        await send(kind, round, (connection) => (connection === 0 ? event : undefined));
      }
      await send(kind, round, (connection) => (connection <= length ? 1 : undefined));
      times += 2 * length;
    }
  }
  return { times, ...sumNotes([notes]), findings: joinFindings([findings, await auditPerson([notes], toCaller(0))]) };
}

function toMessage(text: string, thread_id: string | undefined): object {
  return {
    type: thread_id ? 'threads.add_user_message' : 'threads.create',
    params: { ...(thread_id && { thread_id }), input: toInput(text) },
    metadata: { task_chat: { request_id: randomUUID(), cancel: 'explicit' } },
  };
}

/** Writes down what was told; answers the thread in which all of it is. */
function noteTold(notes: Notes, { events, outcome }: Told): string {
  const created = events.find(({ type }) => type === 'thread.created')?.thread?.id;
  if (created) notes.threads.push({ id: created, shown: [], open: new Set() });
  const [thread] = notes.threads;
  if (!thread) throw new Error('The first answer told of no thread.');
  noteEvents(thread, events);
  notes.asked += 1;
  if (outcome === 'ended' && !events.some(({ type }) => type === 'error')) {
    notes.acknowledged += 1;
    notes.atOnce += 1;
  } else {
    notes.notDone.push(`a message that ${outcome === 'ended' ? 'failed' : 'was not answered to its end'}`);
  }
  return thread.id;
}

/** What came in pieces must be what somebody reads who reads it whole. */
async function compare(told: Told, thread_id: string, caller: Caller, findings: Findings): Promise<void> {
  const { turnId: turn_id, ids, outcome } = told;
  if (outcome === 'lost' || !turn_id) {
    findings.endless.push(`a turn in ${thread_id} was not read to its end`);
    return;
  }
  const whole = await ask({ type: 'turns.resume', params: { thread_id, turn_id, after: 0 } }, caller);
  const missing = whole.ids.filter((id) => !ids.includes(id));
  const twice = ids.filter((id, place) => ids.indexOf(id) !== place);
  if (missing.length > 0) findings.lost.push(`of ${turn_id} these events were not read: ${missing.join()}`);
  if (twice.length > 0) findings.twice.push(`of ${turn_id} these events were read twice: ${twice.join()}`);
  if (missing.length + twice.length === 0 && JSON.stringify(told.events) !== JSON.stringify(whole.events)) {
    findings.lost.push(`the events of ${turn_id} are others in pieces than whole`);
  }
}
