import type { ChatKitOptions, OpenAIChatKit } from '@openai/chatkit';
import type { DoubleSettings } from '../settings.ts';

/** A request as the double sent it. A repeated one stands here once per try. */
export interface SentRequest {
  readonly type: string;
  readonly params: Record<string, unknown>;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** 1 for the first try. */
  readonly attempt: number;
  /** The reply's status; not there while there is no reply. */
  status?: number;
  /** Where the double aborted the request: it does so after the end of every stream, and earlier on a Stop. */
  aborted?: 'before-end' | 'after-end';
}

/** One element that was given its options, and the person who sits in front of it. */
export interface DoubleInstance {
  readonly element: OpenAIChatKit;
  /** What every call of `setOptions` was given, the objects themselves. */
  readonly given: ChatKitOptions[];
  /** The options in force inside the frame: valid ones, without functions. Not there while there were none. */
  readonly options: Record<string, unknown> | undefined;
  readonly requests: SentRequest[];
  /** Every event of the element, in order. */
  readonly events: { readonly type: string; readonly detail: unknown }[];
  /** Calls of the element's methods, in order, `setOptions` left out. */
  readonly calls: { readonly name: string; readonly args: readonly unknown[] }[];
  /** The frame calls home, since `disableTelemetry` was not set when it started. */
  readonly telemetry: boolean;
  /** The app inside the frame works, and takes input. */
  readonly running: boolean;
  /** The composer does not take a message now. */
  readonly busy: boolean;
  /** The document of the frame. Throws when there is none. */
  readonly document: Document;

  /** Writes into the composer, as a person does. */
  type(text: string): void;
  /** Writes a message, presses Enter and waits until the composer is free again. */
  say(text: string): Promise<void>;
  /** Presses Enter in the composer. */
  enter(): void;
  /** Presses the last control of this name, in the last row that has the text `row` if one is given. Throws when there is none. */
  press(name: string, row?: string): void;
  /** Writes into the field of this label or name, or chooses in it. */
  fill(field: string, value: string | boolean): void;
  /** What is on the screen: messages, widgets, notices and toasts, in order, a text each. */
  texts(): string[];
  /** All that is on the screen, as one text. */
  text(): string;
  /** Waits until the composer is free and nothing loads. */
  settled(): Promise<void>;

  /** Picks a file, as a person does in the browser's dialog. */
  pick(...files: File[]): Promise<void>;
  /** What the `@` menu offers. */
  searchTags(query: string): Promise<unknown[]>;
  /** Clicks on a tag. Only `{id, title, group, data}` reaches the host, and only of an interactive one. */
  clickTag(entity: object): void;
  previewTag(entity: object): Promise<unknown>;
  /** Speaks into the microphone. */
  dictate(audio: string, mimeType: string): Promise<void>;
}

/** What tests find at `window.chatkitDouble`. */
export interface ChatKitDouble {
  /** Every element that was given its options and attached, oldest first. */
  readonly instances: DoubleInstance[];
  /** The newest one. Throws when there is none. */
  readonly last: DoubleInstance;
  /** The instance of this element, or of the one in this element's shadow root. */
  of(element: Element): DoubleInstance | undefined;
}

declare global {
  interface Window {
    chatkitDouble?: ChatKitDouble;
    /** Settings for elements that start from now on; they win over the query of the script. */
    __chatkitDouble?: DoubleSettings;
  }
}
