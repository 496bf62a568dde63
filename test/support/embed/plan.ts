/** One step of a reply that is a stream. */
export type Step =
  /** Bytes of this text. */
  | { readonly send: string }
  /** Bytes, as numbers: for texts that are cut within a character. */
  | { readonly bytes: readonly number[] }
  | { readonly wait: number }
  /** Goes on when the test opens the gate. */
  | { readonly gate: string }
  /** Breaks the connection, as a lost network does. */
  | 'cut'
  /** Nothing more comes, and the connection stays. */
  | 'hang';

/** How the backend answers one request. */
export interface Plan {
  /** @default 200 */
  readonly status?: number;
  readonly headers?: Record<string, string>;
  /** Sent as JSON. */
  readonly json?: unknown;
  readonly text?: string;
  /** Sent as a stream of events, which ends after its last step. */
  readonly stream?: readonly Step[];
  /** The connection breaks before there is a reply. */
  readonly drop?: boolean;
  /** The reply does not begin until the test opens the gate. */
  readonly gate?: string;
}

/** A request as the backend got it. */
export interface SeenRequest {
  readonly type: string;
  readonly params: Record<string, unknown>;
  readonly metadata: { readonly task_chat?: { readonly request_id?: string; readonly cancel?: string } } | undefined;
  readonly headers: Record<string, string | undefined>;
  /** The client has gone before the reply was complete. */
  aborted: boolean;
}

/** What the page asks of the backend. A room is one test's part of it. */
export type BackendCommand =
  | { readonly do: 'open' }
  /** The next request of this type is answered so; the last plan of a type serves all that follow. */
  | { readonly do: 'plan'; readonly room: string; readonly type: string; readonly plan: Plan }
  | { readonly do: 'gate'; readonly room: string; readonly gate: string }
  | { readonly do: 'requests'; readonly room: string };
