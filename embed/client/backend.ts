import { ChatKitClient } from './chatkit-client.ts';
import type { Times } from './connection.ts';
import { createEchoes } from './echo.ts';
import { type ApiFetch, createApiFetch } from './fetch.ts';
import type { StreamHooks } from './stream-note.ts';
import { TokenSource } from './token.ts';

export interface BackendOptions {
  apiUrl: URL;
  /** What the page gives as token: a string, a promise of one, or nothing. */
  readToken(): unknown;
  /** Another person is signed in now, or nobody. */
  onPersonChange(): void;
  /** `false` while requests fail, `true` as soon as one does not. */
  onReach(reached: boolean): void;
  streams?: StreamHooks | undefined;
  times?: Partial<Times> | undefined;
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
export function createBackend({ readToken, onPersonChange, ...way }: BackendOptions): Backend {
  const echoes = createEchoes();
  const token = new TokenSource({
    read: readToken,
    onPersonChange: () => {
      echoes.clear();
      onPersonChange();
    },
  });
  const { apiUrl } = way;
  const fetch = createApiFetch({ ...way, token, echoes });
  return { apiUrl, token, fetch, client: new ChatKitClient(apiUrl, fetch), realThreadId: echoes.toReal };
}
