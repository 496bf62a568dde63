import { HttpError } from '../errors.ts';
import type { SentRequest } from '../types.ts';
import { EventReader } from './sse.ts';

/** Milliseconds before each repetition, from and to: five of them, then the client gives up. */
const PAUSES = [
  [1_000, 2_000],
  [2_000, 4_000],
  [4_000, 8_000],
  [5_000, 10_000],
  [5_000, 10_000],
] as const;

/** What the client needs of its host, read anew at each request (L5). */
export interface ClientHost {
  readonly url: string;
  readonly locale: string;
  /** What the pauses are multiplied by. */
  readonly backoff: number;
  /** Without a frame nobody asks for anything again. */
  readonly alive: boolean;
  fetch(url: string, init: RequestInit): Promise<Response>;
  readonly requests: SentRequest[];
}

/** How a stream came to its end. */
export type Outcome =
  | { readonly kind: 'end' }
  | { readonly kind: 'stopped' }
  /** The reply was no stream, for good. */
  | { readonly kind: 'status'; readonly status: number; readonly message: string }
  /** `fetch` rejected. */
  | { readonly kind: 'network' }
  /** It broke before its end. */
  | { readonly kind: 'cut' };

/** Sends what the frame asks for, from the host page and by the host's `fetch` (reference §6.1 to §6.4). */
export class Client {
  readonly #host: ClientHost;
  readonly #frameId: string;
  /** How many requests are not answered to the end. */
  pending = 0;

  constructor(host: ClientHost) {
    this.#host = host;
    // There is no randomUUID on a plain http page.
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    this.#frameId = hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-4$3-8$4-$5');
  }

  /** A request that is answered by one JSON value. */
  async json(type: string, params: object): Promise<unknown> {
    this.pending++;
    try {
      const { response } = await this.#send(type, params, { attempt: 1 });
      if (!response.ok) throw new HttpError(response.status, await messageOf(response));
      return await response.json().catch(() => ({}));
    } finally {
      this.pending--;
    }
  }

  /** A request that is answered by a stream; `onData` gets the data of each event. */
  async stream(
    type: string,
    params: object,
    controller: AbortController,
    onData: (data: string) => void,
  ): Promise<Outcome> {
    this.pending++;
    try {
      return await this.#stream(type, params, controller, onData);
    } finally {
      this.pending--;
    }
  }

  async #stream(
    type: string,
    params: object,
    controller: AbortController,
    onData: (data: string) => void,
  ): Promise<Outcome> {
    const reader = new EventReader();
    const { signal } = controller;
    for (let attempt = 1; ; attempt++) {
      let sent: SentRequest;
      let response: Response;
      try {
        ({ sent, response } = await this.#send(type, params, { attempt, signal, lastId: reader.lastId, stream: true }));
      } catch {
        return signal.aborted ? { kind: 'stopped' } : { kind: 'network' };
      }
      const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') ?? false;
      if (response.ok && isStream) return this.#read(response, sent, controller, reader, onData);
      const pause = response.ok || response.status >= 500 ? PAUSES[attempt - 1] : undefined;
      if (!pause) return { kind: 'status', status: response.status, message: await messageOf(response) };
      const [from, to] = pause;
      const waited = await wait((from + Math.random() * (to - from)) * this.#host.backoff, signal);
      if (!waited || !this.#host.alive) return { kind: 'stopped' };
    }
  }

  /** Sends a file. The headers of ChatKit's own requests go with it, to a foreign storage too. */
  upload(url: string, init: RequestInit): Promise<Response> {
    return this.#host.fetch(url, { ...init, headers: { ...this.#headers(), ...init.headers } });
  }

  #headers(): Record<string, string> {
    return { 'Accept-Language': this.#host.locale, 'chatkit-frame-instance-id': this.#frameId };
  }

  async #send(
    type: string,
    params: object,
    how: { attempt: number; signal?: AbortSignal; lastId?: string; stream?: boolean },
  ): Promise<{ sent: SentRequest; response: Response }> {
    const headers: Record<string, string> = {
      'Content-Type': 'application/json',
      ...(how.stream && { Accept: 'text/event-stream' }),
      ...this.#headers(),
      ...(how.lastId && { 'last-event-id': how.lastId }),
    };
    const { url } = this.#host;
    const sent: SentRequest = {
      type,
      params: structuredClone(params) as Record<string, unknown>,
      url,
      headers,
      attempt: how.attempt,
    };
    this.#host.requests.push(sent);
    const signal = how.signal ?? new AbortController().signal;
    const onAbort = () => {
      sent.aborted ??= 'before-end';
    };
    signal.addEventListener('abort', onAbort);
    const response = await this.#host.fetch(url, {
      method: 'POST',
      headers: { ...headers },
      body: JSON.stringify({ type, params }),
      signal,
    });
    sent.status = response.status;
    return { sent, response };
  }

  async #read(
    response: Response,
    sent: SentRequest,
    controller: AbortController,
    events: EventReader,
    onData: (data: string) => void,
  ): Promise<Outcome> {
    const decoder = new TextDecoder();
    const body = response.body?.getReader();
    try {
      for (;;) {
        const chunk = await body?.read();
        if (controller.signal.aborted) return { kind: 'stopped' };
        if (!chunk || chunk.done) break;
        for (const data of events.push(decoder.decode(chunk.value, { stream: true }))) onData(data);
      }
    } catch {
      return controller.signal.aborted ? { kind: 'stopped' } : { kind: 'cut' };
    }
    // The real one aborts after every normal end too (S1).
    sent.aborted = 'after-end';
    controller.abort();
    return { kind: 'end' };
  }
}

async function messageOf(response: Response): Promise<string> {
  const body = await response.json().catch(() => undefined);
  return typeof body?.message === 'string' ? body.message : response.statusText;
}

/** Whether it waited to the end. */
function wait(ms: number, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(true), ms);
    const stop = () => {
      clearTimeout(timer);
      resolve(false);
    };
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
  });
}
