import type { InferenceOptions, UserMessageContent } from '../../server/chatkit/protocol/items.ts';

/** What is known of a stream that OpenAI's runtime asked for. It changes while the stream is read. */
export interface StreamNote {
  readonly requestId: string;
  /** The server's id of the conversation; `null` as long as it has none. */
  threadId: string | null;
  /** What the person wrote, if it is a message. */
  readonly content: UserMessageContent[] | undefined;
  /** The tool and the model that it asks for. */
  readonly inference: InferenceOptions;
  /** How many events have come from the server. */
  events: number;
  /** The server has the message: its echo has come. */
  taken: boolean;
  /** The stream has ended, well or not, or nobody reads it any more. */
  done: boolean;
}

/** Whom requests are made for. */
export interface Listener {
  /** The server is, or is not, there. */
  reached?(reached: boolean): void;
  /** A stream was asked for by OpenAI's runtime. */
  streams?(note: StreamNote): void;
  /** Whether a stream that is aborted before its end is a Stop of the person's, and not a page that goes away. */
  isStop?(note: StreamNote): boolean;
}
