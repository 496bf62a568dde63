/** How long somebody is patient, in milliseconds. The client's are those of embed/client. */
export interface Times {
  /** Until a reply begins. */
  reply: number;
  /** Without a byte on a stream, heartbeats included. */
  silence: number;
  /** Before each further try of the client. */
  tries: readonly number[];
  /** For all tries of the client together; progress begins it anew. */
  patience: number;
  /** Until a person gives up what they wanted, when there is no more trouble, and counts it as without an end. */
  person: number;
  /** Until a turn that a person began must have ended, however its process did. */
  end: number;
  /** Until anybody who is at work has something done: longer than anybody waits for a thread that a dead process held. */
  progress: number;
}

export const TIMES: Times = {
  reply: 20_000,
  silence: 45_000,
  tries: [400, 1_500, 4_000],
  patience: 10_000,
  person: 150_000,
  end: 60_000,
  progress: 45_000,
};
