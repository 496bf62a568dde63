import type {
  Action,
  Attachment,
  AttachmentStore,
  AudioInput,
  ChatKitServerOptions,
  StreamOptions,
  ThreadItem,
  ThreadMetadata,
  ThreadStreamEvent,
  Turn,
  UserMessageItem,
  WidgetItem,
  WidgetRoot,
} from '../../../server/chatkit/index.ts';
import { ChatKitError, ChatKitServer, NotFoundError, streamWidget } from '../../../server/chatkit/index.ts';
import { growWidget, playAgentRun } from './agents-script.ts';
import { completeAttachment, completeEvent, completeItem } from './literals.ts';
import type { Json, JsonObject, Script } from './records.ts';
import { fromJson, isObject } from './records.ts';
import { playAgentRunner } from './runner-script.ts';
import type { Clock, GoldenContext, Scene } from './scene.ts';
import { act, Pace, resolveLiterals } from './scene.ts';

type Steps = AsyncGenerator<ThreadStreamEvent, Json>;

/** What the hooks of one exchange play, and what they were called with. */
export class Stage {
  script: Script = {};
  pace = new Pace();
  calls: JsonObject[] = [];

  begin(script: Script): void {
    this.script = script;
    this.pace = new Pace();
    this.calls = [];
  }

  /** Notes the call of a hook as the recordings write it. */
  note(hook: string, details: object): void {
    this.calls.push(JSON.parse(JSON.stringify({ hook, ...details })));
  }

  /** The steps of a hook; `undefined` when the script does not override it. */
  steps(hook: string): JsonObject[] | undefined {
    return this.script[hook] as JsonObject[] | undefined;
  }
}

/** A server whose hooks play a recorded script. */
export class GoldenServer extends ChatKitServer<GoldenContext> {
  readonly #stage: Stage;
  readonly #clock: Clock;

  constructor(options: ChatKitServerOptions<GoldenContext>, stage: Stage, clock: Clock) {
    super({ ...options, now: () => clock.now() });
    this.#stage = stage;
    this.#clock = clock;
  }

  override ownerOf(context: GoldenContext): string {
    return context.owner;
  }

  override respond(thread: ThreadMetadata, input: UserMessageItem | undefined, context: GoldenContext, turn: Turn) {
    this.#stage.note('respond', {
      thread_id: thread.id,
      thread_title: thread.title ?? null,
      thread_metadata: thread.metadata,
      input_user_message: input ?? null,
      context: context.recorded,
    });
    return play(this.#stage.steps('respond') ?? [], this.#scene(context, thread, turn));
  }

  override action(
    thread: ThreadMetadata,
    action: Action,
    sender: WidgetItem | undefined,
    context: GoldenContext,
    turn: Turn,
  ) {
    this.#noteAction('action', thread, action, sender, context);
    const steps = this.#stage.steps('action');
    if (!steps) return super.action(thread, action, sender, context, turn);
    return play(steps, this.#scene(context, thread, turn));
  }

  override async syncAction(
    thread: ThreadMetadata,
    action: Action,
    sender: WidgetItem | undefined,
    context: GoldenContext,
  ) {
    this.#noteAction('sync_action', thread, action, sender, context);
    const steps = this.#stage.steps('sync_action');
    if (!steps) return super.syncAction(thread, action, sender, context);
    const result = await perform(steps, this.#scene(context, thread));
    const item = isObject(result) ? result.updated_item : undefined;
    return isObject(item) ? { updated_item: fromJson<ThreadItem>(completeItem(item)) } : {};
  }

  override async addFeedback(
    threadId: string,
    itemIds: string[],
    kind: 'positive' | 'negative',
    context: GoldenContext,
  ): Promise<void> {
    this.#stage.note('add_feedback', { thread_id: threadId, item_ids: itemIds, kind, context: context.recorded });
    await perform(this.#stage.steps('add_feedback') ?? [], this.#scene(context));
  }

  override async transcribe(audio: AudioInput, context: GoldenContext): Promise<{ text: string }> {
    const { data, mimeType, mediaType } = audio;
    this.#stage.note('transcribe', {
      bytes: data.length,
      text_of_bytes: new TextDecoder().decode(data),
      mime_type: mimeType,
      media_type: mediaType,
    });
    const steps = this.#stage.steps('transcribe');
    if (!steps) return super.transcribe(audio, context);
    const result = await perform(steps, this.#scene(context));
    return { text: String((result as JsonObject).text) };
  }

  override getStreamOptions(thread: ThreadMetadata, context: GoldenContext): StreamOptions {
    const scripted = this.#stage.script.get_stream_options;
    if (!isObject(scripted)) return super.getStreamOptions(thread, context);
    if (scripted.raise) throw new Error('boom');
    return { allow_cancel: scripted.allow_cancel === true };
  }

  #noteAction(
    hook: string,
    thread: ThreadMetadata,
    action: Action,
    sender: WidgetItem | undefined,
    context: GoldenContext,
  ): void {
    this.#stage.note(hook, {
      thread_id: thread.id,
      action,
      sender_id: sender?.id ?? null,
      context: context.recorded,
    });
  }

  #scene(context: GoldenContext, thread?: ThreadMetadata, turn?: Turn): Scene {
    const stage = this.#stage;
    const log = (text: string) => stage.note('log', { text });
    return { store: this.store, context, clock: this.#clock, pace: stage.pace, thread, turn, log };
  }
}

/** An attachment store in memory whose two phases play the script. */
export class GoldenAttachments implements AttachmentStore<GoldenContext> {
  readonly rows = new Map<string, JsonObject>();
  readonly #stage: Stage;
  readonly #scene: Scene;

  constructor(rows: JsonObject[], stage: Stage, scene: Scene) {
    for (const row of rows) this.rows.set(String(row.id), completeAttachment(row));
    this.#stage = stage;
    this.#scene = scene;
  }

  async createAttachment(input: { name: string; size: number; mime_type: string }) {
    this.#stage.note('create_attachment', { input });
    const steps = this.#stage.steps('create_attachment');
    // The method is not optional here: a store that takes files in another way refuses.
    if (!steps) throw new ChatKitError('unsupported', 'Files are not taken in this way.');
    const attachment = completeAttachment((await perform(steps, this.#scene)) as JsonObject);
    this.rows.set(String(attachment.id), attachment);
    return fromJson<Attachment>(structuredClone(attachment));
  }

  async loadAttachment(id: string): Promise<Attachment> {
    const row = this.rows.get(id);
    if (!row) throw new NotFoundError();
    return fromJson(structuredClone(row));
  }

  async saveAttachment(attachment: Attachment): Promise<void> {
    this.rows.set(attachment.id, fromJson(structuredClone(attachment)));
  }

  async deleteAttachment(id: string): Promise<void> {
    this.#stage.note('delete_attachment', { attachment_id: id });
    await perform(this.#stage.steps('delete_attachment') ?? [], this.#scene);
    this.rows.delete(id);
  }
}

/** Plays steps in a hook that streams; the answer is what a `return` step holds. */
async function* play(steps: JsonObject[], scene: Scene): Steps {
  let result: Json = null;
  for (const recorded of steps) {
    await scene.pace.next(scene.turn?.signal);
    const step = resolveLiterals(recorded, scene) as JsonObject;
    if (await act(step, scene)) continue;
    if ('return' in step) result = step.return ?? null;
    else yield* show(step, scene);
  }
  await scene.pace.next(scene.turn?.signal);
  return result;
}

/** Plays the steps of a hook that streams nothing. */
async function perform(steps: JsonObject[], scene: Scene): Promise<Json> {
  const player = play(steps, scene);
  const next = await player.next();
  if (!next.done) throw new Error(`A hook that streams nothing was to emit ${JSON.stringify(next.value)}`);
  return next.value;
}

async function* show(step: JsonObject, scene: Scene): AsyncGenerator<ThreadStreamEvent> {
  if (isObject(step.emit)) {
    scene.pace.took();
    yield fromJson(completeEvent(step.emit));
  } else if (isObject(step.widget)) yield* showWidget(fromJson<WidgetRoot>(step.widget), step, scene);
  else if (Array.isArray(step.stream_widget)) yield* showWidget(growWidget(step.stream_widget, scene), step, scene);
  else if (isObject(step.agent_run)) yield* playAgentRun(step.agent_run, scene);
  else if (isObject(step.agent_runner)) yield* playAgentRunner(step.agent_runner, scene);
  else throw new Error(`An unknown step: ${JSON.stringify(step).slice(0, 200)}`);
}

async function* showWidget(
  widget: WidgetRoot | AsyncIterable<WidgetRoot>,
  { copy_text }: JsonObject,
  { thread, turn }: Scene,
): AsyncGenerator<ThreadStreamEvent> {
  if (!thread || !turn) throw new Error('Widgets are streamed in a turn.');
  yield* streamWidget({
    thread,
    turn,
    widget,
    ...(typeof copy_text === 'string' ? { copyText: copy_text } : {}),
  });
}
