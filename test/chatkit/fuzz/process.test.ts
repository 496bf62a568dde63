import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import type { ProcessOptions, StreamingResult } from '../../../server/chatkit/index.ts';
import { ChatKitError, handleRequest } from '../../../server/chatkit/index.ts';
import { chatKitRequestSchema } from '../../../server/chatkit/protocol/requests.ts';
import { ALICE } from '../../support/chatkit.ts';
import type { Fate } from './answers.ts';
import {
  ends,
  expectAnswer,
  expectNothingInternal,
  expectNotOurFault,
  judge,
  parseStream,
  typeOf,
  watchForUncaught,
} from './answers.ts';
import { oddRequest, toBytes } from './bodies.ts';
import { allNames, typesOf } from './valid-requests.ts';
import { createWorld } from './world.ts';

/** Together with those of test/http/fuzz.test.ts: 10,000. */
const REQUESTS = 8_300;
const BURSTS = 50;
const PER_BURST = 8;
/** Another one for a search by hand; a failure prints it, and where in its run the failure stands. */
const SEED = Number(process.env.FUZZ_SEED ?? 4);
/** For a search of the smallest counterexample, too: what hangs takes long to shrink. */
const TIME = { interruptAfterTimeLimit: 90_000, markInterruptAsFailure: true };

const uncaught = watchForUncaught();
const world = await createWorld();
const { server, database } = world;
const before = { all: world.stored(), bobs: database.rowsOf('bob'), items: database.rowsOf('alice', ['items']) };
afterAll(async () => {
  await world.close();
  uncaught.expectNone();
  uncaught.stop();
});

const oddId = fc.constantFrom(...allNames(world.names), '-', `turn_${'0'.repeat(32)}-99999999999`, '\0', '\ud800-1');
const oddClient = fc.constantFrom('frame-1', '', '\0', '\ud800', '__proto__', 'x'.repeat(10_000));
const sent = fc.record({
  odd: oddRequest(world.names),
  as: fc.constantFrom<'bytes' | 'text' | 'object' | 'request'>('bytes', 'text', 'object', 'request'),
  options: fc.record<ProcessOptions>({ lastEventId: oddId, clientId: oddClient }, { requiredKeys: [] }),
});
type Sent = typeof sent extends fc.Arbitrary<infer Value> ? Value : never;

/** Sends it, reads all of the answer (or so many frames), and checks what every answer must be. */
async function send(
  { odd, as, options }: Sent,
  { among = false, leaveAfter = Number.POSITIVE_INFINITY } = {},
): Promise<Fate | 'left'> {
  const bytes = toBytes(odd);
  if (as === 'request') return sendOverFetch(bytes, options, { among });
  try {
    const result = await server.process(toBody(bytes, as), ALICE, options);
    if (result.kind === 'json') {
      const answer = JSON.stringify(result.value);
      expectNothingInternal(answer);
      expectAnswer(typeOf(bytes), answer);
      return 'served';
    }
    const text = await read(result, leaveAfter);
    expectNothingInternal(text ?? '');
    if (text === undefined) return 'left';
    const { events } = parseStream(text);
    const errors = events.filter((event) => event.type === 'error');
    for (const { code } of errors) expectNotOurFault(code, { among });
    if (result.turnId) {
      return events.every(({ type }) => type === 'error' || type === 'stream_options') ? 'failed' : 'served';
    }
    // Of a conversation in which nothing runs, `turns.resume` has nothing to tell.
    expect(errors).toEqual(events);
    return 'refused';
  } catch (error) {
    // Whatever else comes out of `process` is a mistake of ours.
    if (!(error instanceof ChatKitError)) throw error;
    expectNothingInternal(error.message);
    expectNotOurFault(error.code, { among });
    return 'refused';
  }
}

/** Sends it to the handler that takes requests as the Fetch standard writes them. */
async function sendOverFetch(
  body: Uint8Array<ArrayBuffer>,
  { lastEventId, clientId }: ProcessOptions,
  { among }: { among: boolean },
): Promise<Fate> {
  const headers = new Headers({ accept: body.length % 2 ? 'text/event-stream' : 'application/json' });
  // No other characters come in a header.
  if (/^[\x20-\x7e]+$/.test(lastEventId ?? '')) headers.set('last-event-id', lastEventId ?? '');
  if (/^[\x20-\x7e]+$/.test(clientId ?? '')) headers.set('chatkit-frame-instance-id', clientId ?? '');
  const request = new Request('https://chat.example/chatkit', { method: 'POST', headers, body });
  const response = await handleRequest(server, request, ALICE);
  const type = response.headers.get('content-type') ?? '';
  return judge({ status: response.status, type, text: await response.text() }, body, { among });
}

/** The whole text of a stream; `undefined` when the reader left before its end. */
async function read(stream: StreamingResult, leaveAfter: number): Promise<string | undefined> {
  let text = '';
  let frames = 0;
  for await (const frame of stream) {
    text += frame;
    frames += 1;
    if (frames >= leaveAfter) return undefined;
  }
  return text;
}

function toBody(bytes: Uint8Array, as: Sent['as']): string | Uint8Array | object {
  if (as === 'bytes') return bytes;
  const text = Buffer.from(bytes).toString();
  if (as === 'text') return text;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? freeze(value) : text;
  } catch {
    return text;
  }
}

/** Whoever parsed a body may go on to use it: writing into it throws. */
function freeze(value: object): object {
  const stack = [value];
  for (let each = stack.pop(); each; each = stack.pop()) {
    Object.freeze(each);
    for (const member of Object.values(each)) if (typeof member === 'object' && member !== null) stack.push(member);
  }
  return value;
}

test('requests of every type are thrown [request-all-types]', () => {
  const known = chatKitRequestSchema.options.map((option) => option.shape.type.value);
  expect([...typesOf(world.names)].sort()).toEqual([...known].sort());
});

test('an odd request ends, tells nothing internal, changes nothing when refused and never touches what is not its own [request-refused-early, error-is-event]', async () => {
  const fates = { refused: 0, failed: 0, served: 0, left: 0 };
  await fc.assert(
    fc.asyncProperty(sent, async (request) => {
      try {
        const fate = await ends(send(request));
        fates[fate] += 1;
        expect(world.faults()).toEqual([]);
        uncaught.expectNone();
        if (fate === 'refused') expect(world.stored()).toBe(before.all);
        if (fate === 'failed') expect(database.rowsOf('alice', ['items'])).toBe(before.items);
        expect(database.rowsOf('bob')).toBe(before.bobs);
      } finally {
        world.restore();
      }
    }),
    { numRuns: REQUESTS, seed: SEED, ...TIME },
  );
  // Only refusals would say nothing about what lies behind them, and only answers nothing about refusals.
  expect(fates.refused).toBeGreaterThan(REQUESTS / 4);
  expect(fates.served).toBeGreaterThan(REQUESTS / 10);
  expect(fates.failed).toBeGreaterThan(0);
}, 120_000);

test('odd requests at once, some of which nobody waits for, all come to an end, and leave no turn behind', async () => {
  const leaving = fc.record({ request: sent, leaveAfter: fc.constantFrom(1, 2, 3, 99, 99, 99, 99) });
  await fc.assert(
    fc.asyncProperty(fc.array(leaving, { minLength: PER_BURST, maxLength: PER_BURST }), async (burst) => {
      try {
        await ends(Promise.all(burst.map(({ request, leaveAfter }) => send(request, { among: true, leaveAfter }))));
        await expect
          .poll(() => database.rowsOf('alice', ['turns']), { timeout: 10_000 })
          .not.toMatch(/"state":"(waiting|running)"/);
        expect(world.faults()).toEqual([]);
        uncaught.expectNone();
        expect(database.rowsOf('bob')).toBe(before.bobs);
      } finally {
        world.restore();
      }
    }),
    // What happens at once happens another way the next time: a smaller counterexample may show nothing.
    { numRuns: BURSTS, seed: SEED, endOnFailure: true, ...TIME },
  );
}, 120_000);
