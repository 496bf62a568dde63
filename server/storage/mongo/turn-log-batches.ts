import type { Connection } from 'mongoose';
import type { TurnAddress } from '../../chatkit/index.ts';
import { createGroupedWrites } from './grouped-writes.ts';
import { createLogBatchModel, LOG_HINTS, type LogBatchDocument } from './turn-log-model.ts';

/** Characters of one document: three bytes each at most, and a document holds 16 MB. */
const PIECE_CHARS = 2 * 1024 * 1024;
/** Documents of one read: more than the longest batch takes. */
const READ_AT_ONCE = 24;

export interface LogBatch {
  /** The number of its last event. */
  last: number;
  /** Whether it stands for all events up to the last one. */
  folded: boolean;
  data: string[];
}

/**
 * Events in the database, in batches that are whole or not there.
 *
 * @param keepMs How long a batch stays since it was written, or kept. Whoever comes later finds what is stored.
 */
export function createLogBatches(connection: Connection, keepMs: number) {
  const expiresAt = { $add: ['$$NOW', keepMs] };
  const batches = createLogBatchModel(connection);
  const write = createGroupedWrites(() => batches.collection, { w: 1 });
  return {
    /** Writing a batch again that is there already is silent. */
    async write({ owner, id }: TurnAddress, { last, folded, data }: LogBatch): Promise<void> {
      const texts = toPieces(data.join('\n'));
      const common = { pieces: texts.length, count: data.length, expiresAt };
      await write(
        texts.map((text, piece) => ({
          updateOne: {
            filter: { owner, turnId: id, last, folded, piece },
            update: [{ $set: { ...common, text: { $literal: text } } }],
            upsert: true,
            hint: LOG_HINTS.batch,
          },
        })),
      );
    },

    /** Lets what there is stay for as long as what is written now. */
    async keep({ owner, id }: TurnAddress): Promise<void> {
      const options = { hint: LOG_HINTS.batch, updatePipeline: true };
      await batches.updateMany({ owner, turnId: id }, [{ $set: { expiresAt } }], options);
    },

    /** The next batches that reach beyond this event. */
    async read({ owner, id }: TurnAddress, after: number): Promise<LogBatch[]> {
      const documents = await batches
        .find({ owner, turnId: id, last: { $gt: after } }, { _id: 0 })
        .sort({ last: 1, folded: 1, piece: 1 })
        .limit(READ_AT_ONCE)
        .hint(LOG_HINTS.batch)
        .readConcern('local')
        .lean();
      return toBatches(documents);
    },

    /** Removes what a folded batch stands for. */
    async removeFolded({ owner, id }: TurnAddress, last: number): Promise<void> {
      await batches.deleteMany({ owner, turnId: id, last: { $lt: last } }, { hint: LOG_HINTS.batch });
      await batches.deleteMany({ owner, turnId: id, last, folded: false }, { hint: LOG_HINTS.batch });
    },

    async remove(owner: string, turnIds: readonly string[]): Promise<void> {
      await batches.deleteMany({ owner, turnId: { $in: [...turnIds] } }, { hint: LOG_HINTS.batch });
    },

    async removeAll(owner: string): Promise<void> {
      await batches.deleteMany({ owner }, { hint: LOG_HINTS.batch });
    },
  };
}

export type LogBatches = ReturnType<typeof createLogBatches>;

/** Puts pieces together; one that is not whole yet, or was cut off by the limit, ends the list. */
function toBatches(documents: LogBatchDocument[]): LogBatch[] {
  const whole: LogBatch[] = [];
  for (let index = 0; index < documents.length; ) {
    const first = documents[index];
    if (!first) break;
    const { last, folded, pieces, count } = first;
    const texts = documents
      .slice(index, index + pieces)
      .filter((each, piece) => each.last === last && each.folded === folded && each.piece === piece)
      .map((each) => each.text);
    if (texts.length < pieces) break;
    // What stands for events that need not be told again may hold none.
    whole.push({ last, folded, data: count === 0 ? [] : texts.join('').split('\n') });
    index += pieces;
  }
  return whole;
}

/** Never between the two halves of a character, which alone do not survive as UTF-8. */
function toPieces(text: string): string[] {
  const pieces: string[] = [];
  let start = 0;
  do {
    let end = Math.min(start + PIECE_CHARS, text.length);
    if (end < text.length && /[\uD800-\uDBFF]/.test(text.charAt(end - 1))) end -= 1;
    pieces.push(text.slice(start, end));
    start = end;
  } while (start < text.length);
  return pieces;
}
