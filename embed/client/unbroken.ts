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
  const hush = new Error('silence');
  const rubbish = new Error('no JSON');
  const seen = new Set<string | undefined>();
  /** The last id; empty when the server numbers nothing. */
  let last = '';
  let frames = false;
  for (;;) {
    if (last) headers.set('last-event-id', last);
    const reading = childOf(signal);
    let reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
    let broken: unknown;
    try {
      const { body, headers: its } = await connect({ ...asked, signal: reading.signal }, patience, connection);
      const type = its.get('content-type') ?? '';
      if (!body || !type.startsWith(SSE)) throw new ChatError('bad_reply', { cause: `it is ${type}` });
      const parser = new SseParser();
      reader = body.getReader();
      for (;;) {
        const { done, value } = await within(reader.read(), silence, () => hush);
        if (done) break;
        for (const frame of parser.push(value)) {
          if (frame.comment === 'end') return;
          const { data, id } = frame;
          // Pages may have put a `data` on all objects.
          if (!data || !Object.hasOwn(frame, 'data')) continue;
          const event = parse<ThreadStreamEvent>(data);
          if (event === undefined) throw rubbish;
          frames = true;
          // What was read before the cut may come once more.
          if (id && seen.has(id)) continue;
          seen.add(id);
          last = id || last;
          patience.restart();
          if (event) yield event;
        }
      }
      // ChatKit servers of others end a stream without a word; ours says so.
      if (frames && !last) return;
    } catch (error) {
      if (error instanceof ChatError) throw error;
      broken = error;
    } finally {
      // Firefox keeps a connection whose body was merely cancelled.
      reader?.cancel().catch(() => {});
      reading.abort();
    }
    signal.throwIfAborted();
    connection.onReach(false);
    // A server that numbers nothing cannot be asked for the rest. Two silences in a row are enough.
    const lost = frames && !last;
    if (lost || !(await patience.again(broken === hush ? limit / 2 : 0))) {
      throw new ChatError(broken === rubbish ? 'bad_reply' : 'interrupted_stream', { cause: broken });
    }
  }
}
