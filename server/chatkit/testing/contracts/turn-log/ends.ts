import { same } from '../expectations.ts';
import type { Bodies } from '../harness.ts';
import { type LogStage, numbered, openReader, readAll, toEvent } from './stage.ts';

export const endCases: Bodies<LogStage> = {
  async 'a log that is not here is told by undefined, and what is done to it is ignored'({ log }) {
    same(
      await log.read({ id: 'turn', owner: 'anne' }, 0),
      undefined,
      'read answers undefined for a log that was never begun',
    );
    log.append('turn', toEvent('lost'));
    await log.end('turn');
    await log.purge({ id: 'turn', owner: 'anne' });
    await log.purgeThread('anne', 'thr');
    same(await log.read({ id: 'turn', owner: 'anne' }, 0), undefined, 'read answers undefined still');
    await log.create({ id: 'turn', owner: 'anne', threadId: 'thr' });
    log.append('turn', toEvent('a'));
    await log.end('turn');
    same(await readAll(log, 'turn'), numbered([toEvent('a')]), 'a log begins with its first event');
  },

  async 'a log that ended stays readable and takes nothing more'({ log }) {
    await log.create({ id: 'turn', owner: 'anne', threadId: 'thr' });
    log.append('turn', toEvent('a'));
    await log.end('turn');
    log.append('turn', toEvent('late'));
    await log.end('turn');
    same(await readAll(log, 'turn'), numbered([toEvent('a')]), 'what is appended after the end is not read');
  },

  async 'a log without events comes to its end'({ log }) {
    await log.create({ id: 'turn', owner: 'anne', threadId: 'thr' });
    const early = readAll(log, 'turn');
    await log.end('turn');
    same([await early, await readAll(log, 'turn')], [[], []], 'readers from before and after the end get nothing');
  },

  async 'a purged log is forgotten at once, and its readers come to their end'({ log }) {
    for (const turn of ['turn', 'other']) {
      await log.create({ id: turn, owner: 'anne', threadId: 'thr' });
      log.append(turn, toEvent('a'));
    }
    const { events } = await openReader(log, 'turn', { after: 1 });
    await log.purge({ id: 'turn', owner: 'anne' });
    same(await events, [], 'its reader ends');
    same(await log.read({ id: 'turn', owner: 'anne' }, 0), undefined, 'read answers undefined');
    await log.end('other');
    same(await readAll(log, 'other'), numbered([toEvent('a')]), 'another log of the thread stays');
  },

  async 'all logs of a thread are forgotten together, those that ended too'({ log, open }) {
    const other = (await open()).log;
    for (const turn of ['runs', 'ended']) await log.create({ id: turn, owner: 'anne', threadId: 'thr' });
    await log.create({ id: 'stays', owner: 'anne', threadId: 'thr_other' });
    for (const turn of ['runs', 'ended', 'stays']) log.append(turn, toEvent(turn));
    await log.end('ended');
    await log.end('stays');
    const readers = await Promise.all([log, other].map((each) => openReader(each, 'runs', { after: 1 })));
    await other.purgeThread('anne', 'thr');
    same(await Promise.all(readers.map(({ events }) => events)), [[], []], 'readers of its logs come to their end');
    const here = await Promise.all(
      ['runs', 'ended', 'stays'].map(async (turn) => Boolean(await log.read({ id: turn, owner: 'anne' }, 0))),
    );
    same(here, [false, false, true], 'the logs of the thread are gone, and no other');
  },

  async 'one person never reads, or forgets, what another one has'({ log, open }) {
    const other = (await open()).log;
    await log.create({ id: 'turn', owner: 'anne', threadId: 'thr' });
    log.append('turn', toEvent('a'));
    for (const each of [log, other]) {
      same(await each.read({ id: 'turn', owner: 'ben' }, 0), undefined, 'read answers undefined to another person');
      await each.purge({ id: 'turn', owner: 'ben' });
      await each.purgeThread('ben', 'thr');
      await each.purgeOwner('ben');
    }
    await log.end('turn');
    same(await readAll(log, 'turn'), numbered([toEvent('a')]), 'and the log stays');
  },

  async 'all that a person has is forgotten together, and nothing of anybody else'({ log, open }) {
    const other = (await open()).log;
    for (const id of ['one', 'two']) await log.create({ id, owner: 'anne', threadId: `thread of ${id}` });
    await log.create({ id: 'hers', owner: 'ben', threadId: 'thr' });
    for (const id of ['one', 'two', 'hers']) {
      log.append(id, toEvent(id));
      await log.end(id);
    }
    await log.purgeOwner('anne');
    for (const each of [log, other]) {
      for (const id of ['one', 'two']) same(await each.read({ id, owner: 'anne' }, 0), undefined, 'her logs are gone');
      same(Boolean(await each.read({ id: 'hers', owner: 'ben' }, 0)), true, 'those of others are not');
    }
  },
};
