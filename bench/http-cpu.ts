import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { mintToken } from '../test/support/tokens.ts';
import type { Kind, Told } from './http-cpu-server.ts';
import { median, toMessage } from './sdk-server.ts';

const TURNS = 400;
const ROUNDS = 5;
const SERVER = fileURLToPath(new URL('./http-cpu-server.ts', import.meta.url));

/** The processor time that a turn of 107 events costs a server, beside one that writes the same bytes event by event. */
export async function benchHttpCpu(): Promise<void> {
  const sdk = await start('sdk');
  const frames = (await sdk.answer()).split(/(?<=\n\n)/);
  const servers = [await start('bare', frames), sdk, await start('product')];
  const times = servers.map((): number[] => []);
  for (let round = -1; round < ROUNDS; round += 1) {
    for (const [index, server] of servers.entries()) {
      const before = await server.cpu();
      for (let turn = 0; turn < TURNS; turn += 1) await server.answer();
      if (round >= 0) times[index]?.push(((await server.cpu()) - before) / TURNS);
    }
  }
  for (const server of servers) server.stop();
  const [bare = Number.NaN, ...rest] = times.map(median);
  const cell = (us: number) => ({ 'µs CPU per turn': Math.round(us), ratio: `×${(us / bare).toFixed(2)}` });
  const events = frames.filter((frame) => frame.includes('data: ')).length;
  console.log(`\nA turn of ${events} events over HTTP, one by one, in-memory store (asked: ≤ 2 × a bare server):`);
  console.table({
    'node:http, same bytes': cell(bare),
    'ChatKitServer behind node:http': cell(rest[0] ?? Number.NaN),
    'the same behind Express, JWT and a log': cell(rest[1] ?? Number.NaN),
  });
}

async function start(kind: Kind, frames: string[] = []) {
  const child = fork(SERVER, { execArgv: ['--import', 'tsx'] });
  const ask = async (message: object): Promise<Told> => {
    child.send(message);
    return (await once(child, 'message'))[0] as Told;
  };
  const { url, threadId } = await ask({ kind, frames });
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${mintToken({ sub: 'bench' })}` };
  const body = JSON.stringify(toMessage(threadId));
  return {
    async answer(): Promise<string> {
      const response = await fetch(url, { method: 'POST', headers, body });
      const text = await response.text();
      if (!response.ok || !text.includes('ListView')) throw new Error(`No widget came: ${text.slice(0, 300)}`);
      return text;
    },
    /** Microseconds of processor time so far. */
    cpu: async () => (await ask({})).cpu,
    stop: () => child.kill(),
  };
}
