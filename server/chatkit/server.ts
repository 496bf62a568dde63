import type { ActionHandlers } from './actions.ts';
import { waitAtMost } from './delay.ts';
import { toChatKitError, toErrorEvent } from './endings.ts';
import { ChatKitError, NotFoundError } from './errors.ts';
import { handleJsonRequest } from './handlers.ts';
import type { AudioInput, ServerHooks } from './hooks.ts';
import { createId } from './ids.ts';
import type { Limits } from './limits.ts';
import { resolveLimits } from './limits.ts';
import type { Logger } from './logger.ts';
import { silentLogger, toSafeLogger } from './logger.ts';
import type { Action } from './protocol/actions.ts';
import type { StreamOptions, ThreadStreamEvent } from './protocol/events.ts';
import type { ThreadItem, UserMessageItem, WidgetItem } from './protocol/items.ts';
import type { RequestOf, StreamingRequest } from './protocol/requests.ts';
import { isStreamingRequest } from './protocol/requests.ts';
import type { ThreadMetadata } from './protocol/threads.ts';
import type { ReaderSources } from './reader.ts';
import { readTurn, streamOf } from './reader.ts';
import { replayTurn } from './replay.ts';
import { parseRequest, toFingerprint } from './request-body.ts';
import type { JsonResult, StreamingResult } from './result.ts';
import { createRetelling } from './retelling.ts';
import { parseEventId } from './sse.ts';
import type { AttachmentStore, ThreadStore } from './store.ts';
import { prepareTurn } from './streaming.ts';
import type { Turn } from './turn.ts';
import { runTurn } from './turn.ts';
import type { TurnLog } from './turn-log.ts';
import { createMemoryTurnLog } from './turn-log.ts';
import type { TurnRecord, TurnStore } from './turn-store.ts';
import { Turns } from './turns.ts';

/** How long a shutdown waits for readers that are slow, or gone without a word. */
const LAST_EVENT_MS = 250;

export interface ChatKitServerOptions<Context> {
  store: ThreadStore<Context>;
  turns: TurnStore;
  /** @default a log in this process's memory */
  log?: TurnLog | undefined;
  /** Without one, attachments are refused. */
  attachmentStore?: AttachmentStore<Context> | undefined;
  limits?: Partial<Limits> | undefined;
  /** @default silent */
  logger?: Logger | undefined;
  /** What `action()` and `syncAction()` do unless they are overridden: `actionHandlers([…])`. */
  actions?: ActionHandlers<Context> | undefined;
  /** @default the system's clock */
  now?: (() => Date) | undefined;
}

export interface ProcessOptions {
  /** Aborts when the client's connection breaks. */
  signal?: AbortSignal | undefined;
  /** The request's `Last-Event-ID` header. */
  lastEventId?: string | undefined;
  /** The request's `chatkit-frame-instance-id` header: who repeats, for clients without request ids. */
  clientId?: string | undefined;
}

/**
 * A ChatKit server without a web framework: give `process` the body of a POST, send back what it returns.
 *
 * Subclasses say who a context speaks for (`ownerOf`) and answer messages (`respond`); the rest has defaults.
 */
export abstract class ChatKitServer<Context> implements ServerHooks<Context> {
  readonly store: ThreadStore<Context>;
  readonly attachmentStore: AttachmentStore<Context> | undefined;
  readonly limits: Limits;
  protected readonly logger: Logger;
  readonly #turnStore: TurnStore;
  readonly #turns: Turns;
  readonly #log: TurnLog;
  readonly #actions: ActionHandlers<Context> | undefined;
  readonly #reading = new Set<Promise<void>>();
  readonly #now: () => Date;

  constructor(options: ChatKitServerOptions<Context>) {
    this.store = options.store;
    this.attachmentStore = options.attachmentStore;
    this.limits = resolveLimits(options.limits);
    this.logger = toSafeLogger(options.logger ?? silentLogger);
    this.#now = options.now ?? (() => new Date());
    this.#actions = options.actions;
    this.#turnStore = options.turns;
    this.#log = options.log ?? createMemoryTurnLog();
    this.#turns = new Turns(options.turns, this.#log, this.limits, this.logger);
  }

  abstract ownerOf(context: Context): string;

  abstract respond(
    thread: ThreadMetadata,
    input: UserMessageItem | undefined,
    context: Context,
    turn: Turn,
  ): AsyncIterable<ThreadStreamEvent>;

  action(
    thread: ThreadMetadata,
    action: Action,
    sender: WidgetItem | undefined,
    context: Context,
    turn: Turn,
  ): AsyncIterable<ThreadStreamEvent> {
    if (this.#actions) return this.#actions.action(thread, action, sender, context, turn);
    throw new ChatKitError('invalid_action', `This server does not know the action "${action.type}".`);
  }

  async syncAction(
    thread: ThreadMetadata,
    action: Action,
    sender: WidgetItem | undefined,
    context: Context,
  ): Promise<{ updated_item?: ThreadItem }> {
    if (this.#actions) return this.#actions.syncAction(thread, action, sender, context);
    throw new ChatKitError('invalid_action', `This server does not know the action "${action.type}".`);
  }

  async addFeedback(
    _threadId: string,
    _itemIds: string[],
    _feedback: 'positive' | 'negative',
    _context: Context,
  ): Promise<void> {}

  async transcribe(_audio: AudioInput, _context: Context): Promise<{ text: string }> {
    throw new ChatKitError('unsupported', 'Dictation is not available here.');
  }

  async presentItems(items: ThreadItem[], _thread: ThreadMetadata, _context: Context): Promise<ThreadItem[]> {
    return items;
  }

  presentThread(thread: ThreadMetadata, _context: Context): ThreadMetadata {
    return thread;
  }

  getStreamOptions(_thread: ThreadMetadata, _context: Context): StreamOptions {
    return { allow_cancel: true };
  }

  /**
   * Serves one request: the body of a POST as text, bytes or parsed JSON.
   *
   * @throws InvalidRequestError when the request is malformed; nothing was done then.
   * @throws ChatKitError when a request that is answered by JSON fails. A stream tells failures by `error` events.
   */
  async process(
    body: string | Uint8Array | object,
    context: Context,
    options: ProcessOptions = {},
  ): Promise<StreamingResult | JsonResult> {
    const request = parseRequest(body);
    if (isStreamingRequest(request)) {
      try {
        return await this.#stream(request, context, options);
      } catch (error) {
        return streamOf(toErrorEvent(error, this.logger, { request: request.type }));
      }
    }
    const parts = { turns: this.#turns, turnStore: this.#turnStore, now: this.#now };
    try {
      return { kind: 'json', value: await handleJsonRequest(this, parts, request, context) };
    } catch (error) {
      throw toChatKitError(error, this.logger, { request: request.type });
    }
  }

  /** Runs under way in this process, those that wait included; for figures. */
  get activeTurns(): number {
    return this.#turns.active;
  }

  /**
   * Takes no new turns, lets running ones finish for `graceMs`, then ends them with an error that offers retry. Waits a
   * moment for those who read to get their last event: connections may be closed afterwards.
   */
  async shutdown({ graceMs }: { graceMs: number }): Promise<void> {
    await this.#turns.shutdown(graceMs);
    await waitAtMost(LAST_EVENT_MS, Promise.all(this.#reading));
    // What they were given last leaves the process.
    await new Promise((resolve) => setTimeout(resolve, 1));
  }

  readonly #onReading = (): (() => void) => {
    let end = () => {};
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    this.#reading.add(ended);
    return () => {
      this.#reading.delete(ended);
      end();
    };
  };

  async #stream(request: StreamingRequest, context: Context, options: ProcessOptions): Promise<StreamingResult> {
    const owner = this.ownerOf(context);
    if (request.type === 'turns.resume') return this.#resume(request, owner, context, options);

    const { task_chat: note, ...metadata } = request.metadata ?? {};
    const fingerprint = note?.request_id ? undefined : await toFingerprint(request, options.clientId);
    const explicit = note?.cancel === 'explicit';
    const attach = (turn: TurnRecord) => {
      const seen = options.lastEventId ? parseEventId(options.lastEventId) : undefined;
      const after = seen?.turnId === turn.id ? seen.number : 0;
      const onGone = () => this.#turns.disconnect(turn, { explicit });
      this.#turns.connect(turn);
      return readTurn(turn, this.#sources(context), {
        after,
        signal: options.signal,
        onGone,
        onReading: this.#onReading,
      });
    };

    const repeated = await this.#findRepeated(owner, request, fingerprint, options.lastEventId);
    if (repeated) return attach(repeated);

    const newIds = new Set<string>();
    const generateId: Turn['generateId'] = (kind) => {
      const id = createId(kind);
      newIds.add(id);
      return id;
    };
    const sources = { createId: generateId, createThreadId: () => createId('thread'), now: this.#now };
    const prepared = await prepareTurn(this, request, context, sources);
    const id = createId('turn');
    const record = await this.#turns.start(
      {
        id,
        owner,
        threadId: prepared.threadId,
        requestId: note?.request_id,
        fingerprint,
        createsThread: prepared.createsThread,
        senderItemId: prepared.senderItemId,
        priority: prepared.priority,
      },
      async ({ ref, signal, stop }) => {
        const turn: Turn = {
          id,
          signal,
          ref,
          operation: prepared.operation ?? `turn:${id}`,
          metadata,
          generateId,
          now: this.#now,
        };
        const thread = await prepared.loadThread();
        return runTurn({
          turn,
          thread,
          context,
          store: this.store,
          limits: this.limits,
          logger: this.logger,
          present: (changed) => this.presentThread(changed, context),
          events: prepared.events(thread, turn),
          newIds,
          append: (data) => this.#log.append(id, data),
          stop,
        });
      },
    );
    return attach(record);
  }

  async #findRepeated(
    owner: string,
    request: Exclude<StreamingRequest, RequestOf<'turns.resume'>>,
    fingerprint: string | undefined,
    lastEventId: string | undefined,
  ): Promise<TurnRecord | undefined> {
    const requestId = request.metadata?.task_chat?.request_id;
    if (requestId) return this.#turnStore.findByRequestId(owner, requestId);
    const seen = lastEventId ? parseEventId(lastEventId) : undefined;
    const read = seen && (await this.#turnStore.load(owner, seen.turnId));
    // An event id left over from another conversation must not swallow what is said in this one.
    const fits = request.type === 'threads.create' ? read?.createsThread : read?.threadId === request.params.thread_id;
    if (fits) return read;
    return fingerprint ? this.#turnStore.findRepeat(owner, fingerprint, this.limits.repeatMs) : undefined;
  }

  async #resume(
    { params }: RequestOf<'turns.resume'>,
    owner: string,
    context: Context,
    { lastEventId, signal }: ProcessOptions,
  ): Promise<StreamingResult> {
    await this.store.loadThread(params.thread_id, context);
    const turn = params.turn_id
      ? await this.#turnStore.load(owner, params.turn_id)
      : await this.#turnStore.findActive(owner, params.thread_id);
    if (turn && turn.threadId === params.thread_id) {
      const seen = lastEventId ? parseEventId(lastEventId) : undefined;
      const after = params.after ?? (seen?.turnId === turn.id ? seen.number : 0);
      return readTurn(turn, this.#sources(context), { after, signal, onReading: this.#onReading });
    }
    if (params.turn_id) throw new NotFoundError('This answer is not here any more.');
    // Nothing runs: there is nothing to read, which is no failure.
    return streamOf();
  }

  #sources(context: Context): ReaderSources {
    return {
      turns: this.#turnStore,
      log: this.#log,
      logger: this.logger,
      replay: (turn) => replayTurn(this, turn, context),
      retell: (turn) => createRetelling(this, turn, context),
      toErrorEvent: (error) => toErrorEvent(error, this.logger, {}),
    };
  }
}
