import type { Connection } from 'mongoose';
import { isSame, type MovedTurn } from '../../moving/format.ts';
import { createTaskCounterModel } from '../task-model.ts';
import { createTurnModel, TURN_HINTS, type TurnDocument } from '../turn-model.ts';
import { createEndedTurns } from './ended-turns.ts';
import { sortRecords, type WriteGroup } from './sort-records.ts';

export function createTurnTarget(connection: Connection): WriteGroup<'turn'> {
  const turns = createTurnModel(connection);
  const loadTurns = createEndedTurns(connection);

  return async (records, replace) => {
    const [first] = records;
    if (!first) return { added: 0, replaced: 0, same: 0 };
    const { owner } = first;
    const ids = records.map(({ id }) => id);
    const requests = records.flatMap(({ requestId }) => requestId ?? []);
    const [named, asked] = await Promise.all([
      turns
        .find({ owner, id: { $in: ids } }, { _id: 0, id: 1 })
        .hint(TURN_HINTS.turn)
        .lean(),
      turns
        .find({ owner, requestId: { $in: requests } }, { _id: 0, id: 1 })
        .hint(TURN_HINTS.request)
        .lean(),
    ]);
    const inTheWay = [...new Set([...named, ...asked].map(({ id }) => id))];
    const there = await loadTurns(owner, inTheWay);
    const { added, replaced, written } = sortRecords<MovedTurn, MovedTurn>(records, replace, {
      findFor: ({ id, requestId }) =>
        there.filter((turn) => turn.id === id || (requestId !== undefined && turn.requestId === requestId)),
      isEqual: isSame,
    });
    // Also what counts as no turn any more.
    const known = new Set(there.map(({ id }) => id));
    const none = inTheWay.filter((id) => !known.has(id));
    const wrong = [...none, ...replaced.flatMap(({ found }) => found.map(({ id }) => id))];
    if (wrong.length > 0) await turns.deleteMany({ owner, id: { $in: wrong } }, { hint: TURN_HINTS.turn });
    const documents = [...added, ...replaced.map(({ record }) => record)].map(toDocument);
    // In this order: turns of the same moment are told apart by which document was made later.
    if (documents.length > 0) await turns.insertMany(documents);
    return written;
  };
}

/** The higher number stays: none is given twice. */
export function createCounterTarget(connection: Connection): WriteGroup<'counter'> {
  const counters = createTaskCounterModel(connection);
  return async (records) => {
    const written = { added: 0, replaced: 0, same: 0 };
    for (const { owner, lastTask } of records) {
      const options = { upsert: true, hint: 'counters_by_owner' };
      const { modifiedCount, upsertedCount } = await counters.updateOne(
        { owner },
        { $max: { last: lastTask } },
        options,
      );
      if (modifiedCount + upsertedCount > 0) written.added += 1;
      else written.same += 1;
    }
    return written;
  };
}

function toDocument({ kind: _, createdAt, endedAt, brokenAt, ...turn }: MovedTurn): TurnDocument {
  const times = { createdAt: new Date(createdAt), endedAt: new Date(endedAt) };
  return { ...turn, ...times, ...(brokenAt !== undefined && { brokenAt: new Date(brokenAt) }) };
}
