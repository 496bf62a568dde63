/** The classes of error that reach `chatkit.error`; hosts tell them apart by name (reference §5.1). */
export type ErrorName =
  | 'IntegrationError'
  | 'FatalAppError'
  | 'DomainVerificationRequestError'
  | 'StreamError'
  | 'StreamEventParsingError'
  | 'WidgetItemError'
  | 'InitialThreadLoadError'
  | 'HistoryViewError'
  | 'FileAttachmentError'
  | 'EntitySearchError';

export class ChatKitError extends Error {
  constructor(name: ErrorName, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = name;
  }
}

/** The host made a mistake: it is told by an event, and the error is thrown besides. */
export class IntegrationError extends ChatKitError {
  constructor(message: string) {
    super('IntegrationError', message);
  }
}

/** A reply that is no success. Never surfaces; who asked makes of it what it shows. */
export class HttpError extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.name = 'HttpError';
    this.status = status;
  }
}

export function toMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
