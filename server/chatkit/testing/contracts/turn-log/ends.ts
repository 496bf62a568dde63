import { same } from '../expectations.ts';
import type { Bodies } from '../harness.ts';
import { type LogStage, numbered, openReader, readAll, toEvent } from './stage.ts';

export const endCases: Bodies<LogStage> = {
  async 'a log that is not here is told by undefined, and what is done to it is ignored'({ log }) {
    same(await log.read('turn', 0), undefined, 'read answers undefined for a log that was never begun');
    log.append('turn', toEvent('lost'));
    await log.end('turn');
    await log.purge('turn');
    await log.purgeThread('thr');
    same(await log.read('turn', 0), undefined, 'read answers undefined still');
    await log.create('turn', 'thr');
    log.append('turn', toEvent('a'));
    await log.end('turn');
    same(await readAll(log, 'turn'), numbered([toEvent('a')]), 'a log begins with its first event');
  },

  async 'a log that ended stays readable and takes nothing more'({ log }) {
    await log.create('turn', 'thr');
    log.append('turn', toEvent('a'));
    await log.end('turn');
    log.append('turn', toEvent('late'));
    await log.end('turn');
    same(await readAll(log, 'turn'), numbered([toEvent('a')]), 'what is appended after the end is not read');
  },

  async 'a log without events comes to its end'({ log }) {
    await log.create('turn', 'thr');
    const early = readAll(log, 'turn');
    await log.end('turn');
    same([await early, await readAll(log, 'turn')], [[], []], 'readers from before and after the end get nothing');
  },

  async 'a purged log is forgotten at once, and its readers come to their end'({ log }) {
    for (const turn of ['turn', 'other']) {
      await log.create(turn, 'thr');
      log.append(turn, toEvent('a'));
    }
    const { events } = await openReader(log, 'turn', { after: 1 });
    await log.purge('turn');
    same(await events, [], 'its reader ends');
    same(await log.read('turn', 0), undefined, 'read answers undefined');
    await log.end('other');
    same(await readAll(log, 'other'), numbered([toEvent('a')]), 'another log of the thread stays');
  },

  async 'all logs of a thread are forgotten together, those that ended too'({ log, open }) {
    const other = (await open()).log;
    for (const turn of ['runs', 'ended']) await log.create(turn, 'thr');
    await log.create('stays', 'thr_other');
    for (const turn of ['runs', 'ended', 'stays']) log.append(turn, toEvent(turn));
    await log.end('ended');
    await log.end('stays');
    const readers = await Promise.all([log, other].map((each) => openReader(each, 'runs', { after: 1 })));
    await other.purgeThread('thr');
    same(await Promise.all(readers.map(({ events }) => events)), [[], []], 'readers of its logs come to their end');
    const here = await Promise.all(['runs', 'ended', 'stays'].map(async (turn) => Boolean(await log.read(turn, 0))));
    same(here, [false, false, true], 'the logs of the thread are gone, and no other');
  },
};
