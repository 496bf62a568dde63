import { randomUUID } from 'node:crypto';
import { toInput } from '../../support/person.ts';
import { mintToken } from '../../support/tokens.ts';
import type { Servers } from '../servers.ts';
import type { Fault } from '../stage.ts';
import { ask, type Caller, fetchJson, type Told } from '../stream.ts';
import { emptyFindings } from '../tally.ts';
import { TIMES } from '../times.ts';

const SERVERS = 3;
/** A turn that writes, and one of many small events. */
const MESSAGES = ['add task: water the plants', 'help'];

/** The connection breaks at every event of a turn, and reading goes on where it broke. */
export const connectionCut: Fault = {
  name: 'connection-cut',
  title: 'the connection cut at every event of a turn',
  databases: ['sqlite', 'mongo'],
  times: { full: 10, small: 1 },
  async run(stage, rounds) {
    const databaseUrl = await stage.openDatabase();
    const servers = await stage.startServers({ count: SERVERS, databaseUrl });
    const findings = emptyFindings();
    const token = mintToken({ exp: Math.floor(Date.now() / 1_000) + 24 * 60 * 60 });
    let times = 0;
    let asked = 0;
    let threadId: string | undefined;

    for (let round = 0; round < rounds; round += 1) {
      for (const text of MESSAGES) {
        const caller: Caller = { way: toWay(stage.database, servers, round), token: () => token, times: TIMES };
        const send = (cutAfter?: (connection: number) => number | undefined) =>
          ask(toMessage(text, threadId), caller, { cutAfter });
        const whole = await send();
        threadId ??= whole.events.find(({ type }) => type === 'thread.created')?.thread?.id;
        const length = whole.events.length;
        // Cut once at each event in turn, and in the end at all of them.
        const cuts = Array.from(
          { length },
          (_, event) => (connection: number) => (connection === 0 ? event : undefined),
        );
        for (const cutAfter of [...cuts, (connection: number) => (connection <= length ? 1 : undefined)]) {
          const told = await send(cutAfter);
          asked += 1;
          times += cuts.includes(cutAfter) ? 1 : length;
          await compare(told, threadId ?? '', caller, findings);
        }
      }
    }
    const notDone: string[] = [];
    return { times, asked, acknowledged: asked, atOnce: asked, notDone, findings };
  },
};

/** A run on SQLite is read where it runs; one on MongoDB from anywhere. */
function toWay(database: string, servers: Servers, round: number) {
  return database === 'sqlite' ? (servers.ways[round % SERVERS] ?? servers) : servers;
}

function toMessage(text: string, thread_id: string | undefined): object {
  return {
    type: thread_id ? 'threads.add_user_message' : 'threads.create',
    params: { ...(thread_id && { thread_id }), input: toInput(text) },
    metadata: { task_chat: { request_id: randomUUID(), cancel: 'explicit' } },
  };
}

/** What came in pieces must be what somebody reads who reads it whole. */
async function compare(told: Told, thread_id: string, caller: Caller, findings: ReturnType<typeof emptyFindings>) {
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
  const { data } = await fetchJson<{ data: { content?: { text?: string }[] }[] }>(
    'items.list',
    { thread_id, order: 'desc', limit: 3 },
    caller,
  );
  if (data.length === 0) findings.closed.push(`${thread_id} shows nothing`);
}
