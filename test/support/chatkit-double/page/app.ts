import type { Bridge } from './bridge.ts';
import { ChatKitError, toMessage } from './errors.ts';
import { toLocale } from './options/locale.ts';
import { sendCustomAction } from './session/actions.ts';
import { attach } from './session/attachments.ts';
import { History } from './session/history.ts';
import { type OutgoingMessage, Session } from './session/session.ts';
import { View } from './ui/view.ts';
import { Client } from './wire/client.ts';
import type { Attachment, Content } from './wire/types.ts';

/** What `setComposerValue` takes. */
interface ComposerValue {
  readonly text?: string;
  readonly content?: readonly Content[];
  readonly reply?: string;
  readonly attachments?: readonly Attachment[];
  readonly files?: readonly File[];
  readonly selectedToolId?: string | null;
  readonly selectedModelId?: string;
}

/** The app inside the frame. */
export class App {
  readonly session: Session;
  readonly history: History;
  readonly view: View;
  readonly #bridge: Bridge;

  constructor(bridge: Bridge, document: Document) {
    this.#bridge = bridge;
    const { api } = bridge.options;
    // A later address is not taken over (L6).
    const url = 'url' in api ? api.url : '';
    const client = new Client({
      url,
      requests: bridge.requests,
      get locale() {
        return toLocale(bridge.options.locale ?? navigator.language);
      },
      get backoff() {
        return bridge.settings.backoff ?? 1;
      },
      get alive() {
        return bridge.alive;
      },
      async fetch(address, init) {
        const { api: current } = bridge.host;
        const own = 'url' in current ? current.fetch : undefined;
        return own ? own(address, init) : fetch(address, init);
      },
    });
    this.session = new Session(bridge, client);
    this.history = new History(this.session);
    this.view = new View(document, this);
    this.session.onChange(() => this.view.update());
    this.view.update();
  }

  /** Starts the first thread and the list of threads; the composer takes input at once. */
  start(): void {
    const { options } = this.#bridge;
    if (options.history?.enabled !== false) void this.history.load();
    void this.session.boot(options.initialThread);
    this.#bridge.log('composer.ready');
  }

  optionsChanged(): void {
    this.session.composer.followOptions();
    this.session.changed();
  }

  /** The commands that come from the element's methods. */
  readonly commands: Record<string, (...args: never[]) => Promise<void> | void> = {
    focusComposer: () => this.view.focusComposer(),
    setThreadId: (id: string | null | undefined) => this.session.select(id ?? null),
    sendUserMessage: (message: OutgoingMessage) => this.session.command(message),
    setComposerValue: (value: ComposerValue) => this.#compose(value),
    sendCustomAction: (action: { type: string; payload?: unknown }, itemId?: string) =>
      sendCustomAction(this.session, action, itemId),
    fetchUpdates: () => this.session.refresh(),
    showHistory: () => this.history.toggle(true),
    hideHistory: () => this.history.toggle(false),
  };

  async #compose(value: ComposerValue): Promise<void> {
    const { composer } = this.session;
    composer.replace(value.text ?? '', value.content, value.reply ?? '', value.attachments ?? []);
    if (value.selectedToolId !== undefined) composer.selectTool(value.selectedToolId ?? undefined);
    if (value.selectedModelId !== undefined) composer.selectModel(value.selectedModelId);
    this.session.changed();
    if (value.files) await attach(this.session, value.files);
  }

  /** What the `@` menu asks the host for. A search that fails finds nothing. */
  async searchTags(query: string): Promise<unknown[]> {
    const search = this.#bridge.host.entities?.onTagSearch;
    if (!search) return [];
    try {
      return await search(query);
    } catch (error) {
      this.#bridge.fail(new ChatKitError('EntitySearchError', toMessage(error), error));
      return [];
    }
  }

  /** A click on a tag or a source: of an interactive one only, and only these fields of it. */
  clickTag(entity: {
    id: string;
    title: string;
    group?: string;
    data?: Record<string, string>;
    interactive?: boolean;
  }) {
    const { id, title, group, data, interactive } = entity;
    if (!interactive) return;
    this.#bridge.host.entities?.onClick?.({ id, title, ...(group && { group }), ...(data && { data }) });
  }

  async dictate(audio: string, mimeType: string): Promise<void> {
    const answer = await this.session.client.json('input.transcribe', { audio_base64: audio, mime_type: mimeType });
    const { composer } = this.session;
    composer.text = (answer as { text?: string }).text ?? '';
    this.session.changed();
  }
}
