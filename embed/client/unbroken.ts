import type { ThreadStreamEvent } from '../../server/chatkit/protocol/events.ts';
import { type Attempt, type Connection, connect, Patience } from './connection.ts';
import { ChatError } from './errors.ts';
import { parse } from './json.ts';
import { SseParser } from './sse.ts';
import { childOf, within } from './wait.ts';

export const SSE = 'text/event-stream';

/**
 * The events of one turn, over as many connections as it takes.
 *
 * @throws ChatError when it cannot be read to its end; the signal's reason
 */
export async function* unbroken(asked: Attempt, connection: Connection): AsyncGenerator<ThreadStreamEvent> {
  const { signal, headers } = asked;
  const { silence, patience: limit } = connection.times;
  const patience = new Patience(connection.times, signal);
  const place: Place = { seen: new Set(), last: '', frames: false };
  for (;;) {
    if (place.last) headers.set('last-event-id', place.last);
    const reading = childOf(signal);
    let end: Ending;
    try {
      const response = await connect({ ...asked, signal: reading.signal }, patience, connection);
      const type = response.headers.get('content-type') ?? '';
      if (!response.body || !type.startsWith(SSE)) throw new ChatError('bad_reply', { cause: `it is ${type}` });
      end = yield* read(response.body, place, silence, patience);
    } finally {
      // Firefox keeps a connection whose body was merely cancelled.
      reading.abort();
    }
    if (end === 'end') return;
    signal.throwIfAborted();
    connection.onReach(false);
    // A server that numbers nothing cannot be asked for the rest. Two silences in a row are enough.
    const lost = place.frames && !place.last;
    if (lost || !(await patience.again(end === 'silence' ? limit / 2 : 0))) {
      throw new ChatError(end === 'rubbish' ? 'bad_reply' : 'interrupted_stream', { cause: end });
    }
  }
}

/** How far a stream has been read. */
interface Place {
  readonly seen: Set<string | undefined>;
  /** The last id; empty when the server numbers nothing. */
  last: string;
  frames: boolean;
}

type Ending = 'end' | 'cut' | 'silence' | 'rubbish';

async function* read(
  body: ReadableStream<Uint8Array>,
  place: Place,
  silence: number,
  patience: Patience,
): AsyncGenerator<ThreadStreamEvent, Ending> {
  const parser = new SseParser();
  const reader = body.getReader();
  const hush = new Error('silence');
  try {
    for (;;) {
      const { done, value } = await within(reader.read(), silence, () => hush);
      // ChatKit servers of others end a stream without a word; ours says so.
      if (done) return place.frames && !place.last ? 'end' : 'cut';
      for (const { data, id, comment } of parser.push(value)) {
        if (comment === 'end') return 'end';
        if (!data) continue;
        const event = parse<ThreadStreamEvent>(data);
        if (event === undefined) return 'rubbish';
        place.frames = true;
        // What was read before the cut may come once more.
        if (id && place.seen.has(id)) continue;
        place.seen.add(id);
        place.last = id || place.last;
        patience.restart();
        if (event) yield event;
      }
    }
  } catch (error) {
    return error === hush ? 'silence' : 'cut';
  } finally {
    reader.cancel().catch(() => {});
  }
}
