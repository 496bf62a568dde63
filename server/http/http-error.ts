/** A request that HTTP itself turns away: before, or without, the ChatKit server. The message is for people. */
export class HttpError extends Error {
  override name = 'HttpError';
  readonly status: number;
  /** What clients branch on. */
  readonly code: string;

  constructor(status: number, code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.status = status;
    this.code = code;
  }
}
