import { setTimeout as delay } from 'node:timers/promises';
import type { Event } from '../support/person.ts';
import type { Times } from './times.ts';

/** Where requests go: a load balancer, as far as a client knows. */
export interface Way {
  /** The origin of a server that takes requests. Each try may get another one. */
  pick(): string;
}

export interface Caller {
  way: Way;
  token(): string;
  times: Times;
}

/** What a client has of a stream when it is over. */
export interface Told {
  events: Event[];
  /** The id of every event, as the server gave it. */
  ids: string[];
  /** `lost`: it could not be read to its end; the server may have done what it was asked all the same. */
  outcome: 'ended' | 'lost';
  /** The turn that answered. */
  turnId?: string | undefined;
}

export interface ReadOptions {
  /** Cuts the connection when so many events came over it, as often as it answers a number. */
  cutAfter?: ((connection: number) => number | undefined) | undefined;
}

/** A ChatKit request of a client that has broken off for good. */
export class Refused extends Error {
  override name = 'Refused';
  readonly status: number;
  constructor(status: number, text: string) {
    super(`HTTP ${status}: ${text.slice(0, 300)}`);
    this.status = status;
  }
}

/**
 * Sends a streaming request and reads its events over as many connections as it takes, as embed/client does: the same
 * request again, with the id of the last event.
 *
 * @throws Refused
 */
export async function ask(body: object, { way, token, times }: Caller, { cutAfter }: ReadOptions = {}): Promise<Told> {
  const told: Told = { events: [], ids: [], outcome: 'lost' };
  const seen = new Set<string>();
  let tries = 0;
  let spent = 0;
  for (let connection = 0; ; connection += 1) {
    const since = performance.now();
    const last = told.ids.at(-1);
    const cut = cutAfter?.(connection);
    let progress = false;
    const leaving = new AbortController();
    try {
      const frames = readFrames(way, body, { token: token(), last, times, leaving });
      let count = 0;
      for await (const frame of frames) {
        if (frame === 'end') {
          told.outcome = 'ended';
          return told;
        }
        if (frame.id && seen.has(frame.id)) continue;
        seen.add(frame.id);
        if (frame.id) told.ids.push(frame.id);
        told.turnId ??= /^(.+)-\d+$/.exec(frame.id)?.[1];
        told.events.push(frame.event);
        progress = true;
        count += 1;
        if (count === cut) break;
      }
    } catch (error) {
      if (error instanceof Refused && error.status < 500 && error.status !== 429) throw error;
    } finally {
      leaving.abort();
    }
    if (progress) {
      tries = 0;
      spent = 0;
    }
    if (cut !== undefined) continue;
    const pause = times.tries[tries] ?? Number.NaN;
    tries += 1;
    spent += performance.now() - since + pause;
    if (!(spent <= times.patience)) return told;
    await delay(pause);
  }
}

/**
 * Sends a request that is answered by JSON, again while the server does not answer it.
 *
 * @throws Refused
 */
export async function fetchJson<Value>(type: string, params: object, { way, token, times }: Caller): Promise<Value> {
  for (let tries = 0; ; tries += 1) {
    const pause = times.tries[tries];
    try {
      const response = await post(way, { type, params }, token(), AbortSignal.timeout(times.reply));
      const text = await response.text();
      if (!response.ok) throw new Refused(response.status, text);
      return JSON.parse(text) as Value;
    } catch (error) {
      if (error instanceof Refused && error.status < 500 && error.status !== 429) throw error;
      if (pause === undefined) throw error;
      await delay(pause);
    }
  }
}

type Frame = { id: string; event: Event } | 'end';

async function* readFrames(
  way: Way,
  body: object,
  { token, last, times, leaving }: { token: string; last: string | undefined; times: Times; leaving: AbortController },
): AsyncGenerator<Frame> {
  let timer = setTimeout(() => leaving.abort(), times.reply);
  try {
    const response = await post(way, body, token, leaving.signal, last);
    if (!response.ok || !response.body) throw new Refused(response.status, await response.text());
    const decoder = new TextDecoder();
    let text = '';
    for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
      clearTimeout(timer);
      timer = setTimeout(() => leaving.abort(), times.silence);
      text += decoder.decode(chunk, { stream: true });
      const frames = text.split('\n\n');
      // What follows the last blank line is not whole.
      text = frames.pop() ?? '';
      for (const frame of frames) {
        if (frame === ': end') yield 'end';
        const data = /^data: (.*)$/m.exec(frame)?.[1];
        if (data) yield { id: /^id: (.*)$/m.exec(frame)?.[1] ?? '', event: JSON.parse(data) as Event };
      }
    }
  } finally {
    clearTimeout(timer);
  }
}

function post(way: Way, body: object, token: string, signal: AbortSignal, last?: string): Promise<Response> {
  return fetch(`${way.pick()}/chatkit`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'text/event-stream',
      authorization: `Bearer ${token}`,
      ...(last && { 'last-event-id': last }),
    },
    body: JSON.stringify(body),
    signal,
  });
}
