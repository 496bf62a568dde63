import { required, same } from '../expectations.ts';
import type { Bodies } from '../harness.ts';
import { type LogStage, numbered, pause, readAll, soon, toEvent } from './stage.ts';

export const readerCases: Bodies<LogStage> = {
  async 'events come as they were appended, numbered from 1 without gaps'({ log }) {
    const data = ['a', '"quoted" \\ \u{1f966}', 'line\u2028end', '\u0000'].map(toEvent);
    await log.create({ id: 'turn', owner: 'anne', threadId: 'thr' });
    for (const json of data) log.append('turn', json);
    await log.end('turn');
    same(await readAll(log, 'turn'), numbered(data), 'a reader gets every event, unchanged');
  },

  async 'readers follow from any event on while the log is written, over all handles, and come to its end'({
    log,
    open,
  }) {
    const other = (await open()).log;
    const data = Array.from({ length: 60 }, (_, index) => toEvent(`${index}`));
    await log.create({ id: 'turn', owner: 'anne', threadId: 'thr' });
    const readers = [readAll(log, 'turn'), readAll(other, 'turn')];
    for (const [index, json] of data.entries()) {
      log.append('turn', json);
      if (index % 7 === 0) await pause();
      if (index === 30) readers.push(readAll(log, 'turn', { after: 20 }), readAll(other, 'turn', { after: 20 }));
    }
    await log.end('turn');
    const [one, two, three, four] = await Promise.all(readers);
    same(one, numbered(data), 'a reader that was there from the start gets everything');
    same(two, one, 'so does one on another handle');
    same(three, numbered(data).slice(20), 'a reader that has 20 events gets those behind them');
    same(four, three, 'so does one on another handle');
    same(await readAll(other, 'turn', { after: 60 }), [], 'a reader that has all of a log that ended gets nothing');
  },

  async 'a slow reader gets everything, and holds up neither the writer nor another reader'({ log }) {
    const data = Array.from({ length: 40 }, (_, index) => toEvent(`${index}`));
    await log.create({ id: 'turn', owner: 'anne', threadId: 'thr' });
    const slow = required(await log.read({ id: 'turn', owner: 'anne' }, 0), 'read of a log that is here')[
      Symbol.asyncIterator
    ]();
    const quick = readAll(log, 'turn');
    for (const json of data) log.append('turn', json);
    await log.end('turn');
    same(await quick, numbered(data), 'another reader is done before the slow one began');
    const seen: string[] = [];
    for (let step = await slow.next(); !step.done; step = await slow.next()) {
      seen.push(...step.value.data);
      await pause();
    }
    same(seen, data, 'the slow reader gets everything');
  },

  async 'an aborted reader ends though nothing comes any more, and no other reader does'({ log }) {
    await log.create({ id: 'turn', owner: 'anne', threadId: 'thr' });
    log.append('turn', toEvent('a'));
    const connection = new AbortController();
    const leaves = readAll(log, 'turn', { signal: connection.signal });
    const stays = readAll(log, 'turn');
    await pause();
    connection.abort();
    await leaves;
    same(await readAll(log, 'turn', { signal: AbortSignal.abort() }), [], 'a reader that was gone before gets nothing');
    log.append('turn', toEvent('b'));
    await log.end('turn');
    same(await stays, numbered(['a', 'b'].map(toEvent)), 'the reader that stayed gets everything');
  },

  async 'a reader that stops iterating disturbs nobody'({ log }) {
    await log.create({ id: 'turn', owner: 'anne', threadId: 'thr' });
    log.append('turn', toEvent('a'));
    const iterator = required(await log.read({ id: 'turn', owner: 'anne' }, 0), 'read of a log that is here')[
      Symbol.asyncIterator
    ]();
    await iterator.next();
    await soon(Promise.resolve(iterator.return?.()), 'a reader must be able to leave');
    log.append('turn', toEvent('b'));
    await log.end('turn');
    same(await readAll(log, 'turn'), numbered(['a', 'b'].map(toEvent)), 'another reader gets everything');
  },

  async 'two turns have two logs'({ log }) {
    for (const turn of ['one', 'two']) await log.create({ id: turn, owner: 'anne', threadId: 'thr' });
    for (const turn of ['one', 'two', 'one']) log.append(turn, toEvent(turn));
    for (const turn of ['one', 'two']) await log.end(turn);
    same(await readAll(log, 'one'), numbered(['one', 'one'].map(toEvent)), 'the first has its own events');
    same(await readAll(log, 'two'), numbered([toEvent('two')]), 'and so has the second, with numbers of its own');
  },
};
