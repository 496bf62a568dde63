/** The answer to a request that is not streamed. `value` is ready to be serialised. */
export interface JsonResult {
  kind: 'json';
  value: unknown;
}

/**
 * The answer to a streaming request: SSE text, whole frames a chunk. To be iterated once.
 *
 * Ending the iteration early, or aborting the signal given to `process`, is a connection that broke.
 */
export interface StreamingResult extends AsyncIterable<string> {
  kind: 'stream';
  /** The turn that is read; absent when the request was refused by an `error` event. */
  turnId?: string | undefined;
}
