import { ChatKitClient } from './chatkit-client.ts';
import { TIMES, type Times } from './connection.ts';
import { createEchoes } from './echo.ts';
import { type ApiFetch, createApiFetch } from './fetch.ts';
import type { Listener } from './stream-note.ts';
import { TokenSource } from './token.ts';

export interface BackendOptions {
  apiUrl: URL;
  /** What the page gives as token: a string, a promise of one, or nothing. */
  readToken(): unknown;
  /** Another person is signed in now, or nobody. */
  onPersonChange(): void;
  /** Who wants to know of requests, as it stands now. */
  listener(): Listener | undefined;
  times?: Times;
}

/** The way to one task server. It serves both runtimes, one after the other. */
export interface Backend {
  readonly apiUrl: URL;
  readonly token: TokenSource;
  readonly fetch: ApiFetch;
  readonly client: ChatKitClient;
  /** The server's id of a conversation that OpenAI's runtime shows; `null` as long as the server has none. */
  realThreadId(id: string | null): string | null;
}

/** Sets up all requests to one task server, with the person's token. */
export function createBackend({ apiUrl, readToken, onPersonChange, listener, times = TIMES }: BackendOptions): Backend {
  const echoes = createEchoes();
  const token = new TokenSource({
    read: readToken,
    onPersonChange: () => {
      echoes.clear();
      onPersonChange();
    },
  });
  const onReach = (reached: boolean) => listener()?.reached?.(reached);
  const connection = { apiUrl, token, times, onReach };
  const fetch = createApiFetch({ connection, echoes, listener });
  return { apiUrl, token, fetch, client: new ChatKitClient(apiUrl, fetch), realThreadId: echoes.toReal };
}
