import type { Connection } from 'mongoose';
import type { NewTurn, TurnRecord } from '../../chatkit/index.ts';
import type { NowExpression } from './clock.ts';
import { neverBegan, toStanding } from './line.ts';
import type { LineEntry } from './line-model.ts';
import type { Lines } from './lines.ts';
import { createTurnModel, TURN_HINTS, type TurnDocument } from './turn-model.ts';

/** Turns of one fingerprint that are looked at. */
const FINGERPRINTS = 20;

/** The records of turns, each read together with how the turn stands in line. */
export function createTurnRecords(connection: Connection, lines: Lines, clock: () => NowExpression) {
  const turns = createTurnModel(connection);

  /** These turns as they stand now, in the same order, without those that never began. */
  async function toRecords(owner: string, documents: TurnDocument[]): Promise<TurnRecord[]> {
    return (await standNow(owner, documents)).filter((turn) => turn !== undefined);
  }

  async function standNow(owner: string, documents: TurnDocument[]): Promise<(TurnRecord | undefined)[]> {
    const open = documents.filter(({ outcome }) => outcome === undefined).map(({ id }) => id);
    if (open.length === 0) return documents.map((document) => toTurnRecord(document));
    const standing = await readStanding(owner, open);
    // Who left the line since its record was read had an outcome by then.
    const left = open.filter((id) => !standing.has(id));
    const ended = new Map((left.length > 0 ? await find(owner, left) : []).map((document) => [document.id, document]));
    return documents.map((document) => toTurnRecord(ended.get(document.id) ?? document, standing.get(document.id)));
  }

  async function readStanding(owner: string, turnIds: string[]): Promise<Map<string, LineEntry>> {
    const found = await lines.ofTurns(owner, turnIds);
    return new Map(
      found.flatMap(({ turns, now }) => turns.map((entry) => [entry.id, toStanding(entry, now)] as const)),
    );
  }

  function find(owner: string, turnIds: readonly string[]): Promise<TurnDocument[]> {
    return turns
      .find({ owner, id: { $in: [...turnIds] } })
      .hint(TURN_HINTS.turn)
      .lean();
  }

  async function removeUnended(owner: string, turnId: string): Promise<void> {
    await turns.deleteOne({ owner, id: turnId, outcome: { $exists: false } }, { hint: TURN_HINTS.turn });
  }

  async function ofRequest(owner: string, requestId: string) {
    const document = await turns.findOne({ owner, requestId }).hint(TURN_HINTS.request).lean();
    return document ? { id: document.id, turn: (await standNow(owner, [document]))[0] } : undefined;
  }

  return {
    /** @throws MongoServerError (duplicate key) when the request has a turn. */
    async create({ priority = 'line', ...turn }: NewTurn, createdAt: Date): Promise<TurnRecord> {
      const document: TurnDocument = { ...turn, priority, createdAt, cancelRequested: false };
      await turns.create(document);
      return { ...turn, priority, state: 'waiting', createdAt: createdAt.getTime(), cancelRequested: false };
    },

    /** Notes how turns ended; the first outcome stays. The record of one that never began goes. */
    async noteEnds(owner: string, ended: readonly LineEntry[]): Promise<void> {
      await Promise.all(
        ended.map(async (entry) => {
          const { id, outcome, endedAt, brokenAt, cancelRequested } = entry;
          if (neverBegan(entry)) return removeUnended(owner, id);
          await turns.updateOne(
            { owner, id, outcome: { $exists: false } },
            { $set: { outcome, endedAt, cancelRequested, ...(brokenAt && { brokenAt }) } },
            { hint: TURN_HINTS.turn },
          );
        }),
      );
    },

    /** Those of these turns whose end is not noted yet. */
    async withoutEnd(owner: string, ended: LineEntry[]): Promise<LineEntry[]> {
      if (ended.length === 0) return ended;
      const documents = await find(
        owner,
        ended.map(({ id }) => id),
      );
      const open = new Set(documents.filter(({ outcome }) => outcome === undefined).map(({ id }) => id));
      return ended.filter(({ id }) => open.has(id));
    },

    async load(owner: string, turnIds: readonly string[]): Promise<TurnRecord[]> {
      return toRecords(owner, await find(owner, turnIds));
    },

    async ofRequest(owner: string, requestId: string): Promise<TurnRecord | undefined> {
      return (await ofRequest(owner, requestId))?.turn;
    },

    /** The same; what is left of a turn that never began gives the name of its request back. */
    async claimRequest(owner: string, requestId: string): Promise<TurnRecord | undefined> {
      const found = await ofRequest(owner, requestId);
      if (found && !found.turn) await removeUnended(owner, found.id);
      return found?.turn;
    },

    /** The newest first, and when they were read. */
    async ofFingerprint(owner: string, fingerprint: string): Promise<{ found: TurnRecord[]; time: number }> {
      const documents = await turns
        .aggregate<TurnDocument & { now: Date }>([
          { $match: { owner, fingerprint } },
          // Ids of documents that one process makes grow, so they tell which of the same millisecond came later.
          { $sort: { createdAt: -1, _id: -1 } },
          { $limit: FINGERPRINTS },
          { $set: { now: clock() } },
        ])
        .hint(TURN_HINTS.fingerprint);
      return { found: await toRecords(owner, documents), time: documents[0]?.now.getTime() ?? 0 };
    },

    /** Turns from before this time that have ended or never began, the oldest first. */
    async endedBefore(owner: string, time: Date, limit: number): Promise<Pick<TurnDocument, 'id' | 'threadId'>[]> {
      const old = turns.find({ owner, createdAt: { $lt: time } });
      const documents = await old.sort({ createdAt: 1 }).limit(limit).hint(TURN_HINTS.age).lean();
      const standing = await standNow(owner, documents);
      return documents.filter((_, index) => (standing[index]?.state ?? 'ended') === 'ended');
    },

    async remove(owner: string, turnId: string): Promise<void> {
      await turns.deleteOne({ owner, id: turnId }, { hint: TURN_HINTS.turn });
    },
  };
}

export type TurnRecords = ReturnType<typeof createTurnRecords>;

/** `undefined` for one that never began. Without an outcome, and in no line: whoever opened it died on the way. */
function toTurnRecord(document: TurnDocument, entry?: LineEntry): TurnRecord | undefined {
  const { requestId, fingerprint, senderItemId, createdAt } = document;
  const standing = document.outcome === undefined ? entry : { ...document, state: 'ended' as const };
  if (!standing || (document.outcome === undefined && entry && neverBegan(entry))) return undefined;
  const { state, outcome, endedAt, brokenAt, cancelRequested } = standing;
  return {
    id: document.id,
    owner: document.owner,
    threadId: document.threadId,
    ...(requestId !== undefined && { requestId }),
    ...(fingerprint !== undefined && { fingerprint }),
    createsThread: document.createsThread,
    ...(senderItemId !== undefined && { senderItemId }),
    priority: document.priority,
    state,
    ...(state === 'ended' && { outcome: outcome ?? 'lost', endedAt: (endedAt ?? createdAt).getTime() }),
    createdAt: createdAt.getTime(),
    ...(brokenAt && { brokenAt: brokenAt.getTime() }),
    cancelRequested,
  };
}
