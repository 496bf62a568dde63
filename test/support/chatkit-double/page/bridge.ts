import type { ChatKitOptions } from '@openai/chatkit';
import type { DoubleSettings } from '../settings.ts';
import { type ChatKitError, IntegrationError } from './errors.ts';
import type { SentRequest } from './types.ts';

/** What the frame knows of the options: functions are marks in it. The keys that the types do not have are accepted too. */
export type FrameOptions = ChatKitOptions & {
  disableTelemetry?: boolean;
  history?: { search?: { enabled?: boolean } };
  startScreen?: { enabled?: boolean };
};

/** The way from the frame to its host. */
export interface Bridge {
  /** The valid options in force. */
  readonly options: FrameOptions;
  /** What the host set last: its functions are taken from here at the time of the call (L5). */
  readonly host: ChatKitOptions;
  /** The host still hears the frame. */
  readonly alive: boolean;
  readonly settings: DoubleSettings;
  readonly requests: SentRequest[];
  emit(type: string, detail?: unknown): void;
  log(name: string, data?: object): void;
  fail(error: ChatKitError): void;
  /** Asks the person for files by an input that is the host's (reference §1). */
  chooseFiles(accept: string, multiple: boolean): Promise<File[]>;
}

/** Tells the host of its mistake, and gives the error that is to be thrown. */
export function blame(bridge: Bridge, message: string): IntegrationError {
  const error = new IntegrationError(message);
  bridge.fail(error);
  return error;
}
