/** What the bench asks of a page. Times are milliseconds since the page began. */
export interface Probe {
  /** When what is drawn now was on the screen. */
  painted(): Promise<number>;
  /** Loads a script so long (ms) after a frame has begun, and tells when the composer of its element was on the screen. */
  watch(script: { src: string; module: boolean; phase: number }, element: string, composer: string): Promise<Watched>;
  /** When a person could write into this composer of task-chat's own; `Infinity` after too long. */
  usable(composer: string): Promise<number>;
  /** Resolves with the end of the next answer. */
  answered(): Promise<void>;
  /** Sends a message in a new conversation. Resolves with the length of the answer that is on the screen. */
  ask(text: string): Promise<number>;
  openThread(id: string | null): Promise<Drawn>;
  /** Asks for earlier messages until there are none. */
  readBack(): Promise<Drawn>;
}

export interface Watched {
  /** The script had come, whole. */
  loaded: number;
  /** Its first line ran. */
  began: number;
  /** The composer was there to be seen. */
  painted: number;
}

/** What the chat has drawn. */
export interface Drawn {
  rows: number;
  elements: number;
}
