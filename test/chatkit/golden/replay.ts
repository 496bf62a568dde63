import type { StreamingResult, ThreadStore, TurnStore } from '../../../server/chatkit/index.ts';
import {
  ChatKitError,
  diffWidget,
  InvalidRequestError,
  WidgetTemplate,
  WidgetTemplateError,
  widgetRootSchema,
} from '../../../server/chatkit/index.ts';
import { accumulate, convertItems } from './agents-pure.ts';
import { completeItem, completeThread } from './literals.ts';
import type { Answer, Drive, Exchange, Json, JsonObject, Outcome, PureRecord, ServerRecord } from './records.ts';
import { fromJson, isObject, toFrameShape } from './records.ts';
import { Clock, type GoldenContext } from './scene.ts';
import { GoldenAttachments, GoldenServer, Stage } from './script.ts';
import { IdMap } from './wire.ts';

/** Rounds of the event loop without an event after which a turn counts as one that waits. */
const QUIET_ROUNDS = 5;

export interface GoldenStorage {
  threads: ThreadStore<GoldenContext>;
  turns: TurnStore;
}

/** Sends a record's requests to this SDK. */
export async function replayServer(record: ServerRecord, storage: GoldenStorage): Promise<Outcome> {
  const { setup } = record;
  const context: GoldenContext = { owner: record.key, recorded: record.context };
  await storeSetup(record, storage, context);
  const stage = new Stage();
  const clock = new Clock();
  const scene = { store: storage.threads, context, clock, pace: stage.pace, log() {} };
  const attachments = new GoldenAttachments(setup.attachments, stage, scene);
  const server = new GoldenServer(
    {
      store: storage.threads,
      turns: storage.turns,
      attachmentStore: setup.attachmentStore || attachesSomething(record) ? attachments : undefined,
    },
    stage,
    clock,
  );
  const ids = new IdMap();
  const answers: Answer[] = [];
  for (const [index, exchange] of record.exchanges.entries()) {
    stage.begin(ids.translate(exchange.script));
    const answer = await exchangeWith(
      server,
      storage.turns,
      { ...exchange, request: ids.translate(exchange.request) },
      stage,
      context,
    );
    answers.push({ ...answer, hooks: stage.calls });
    const recorded = record.recorded.answers[index];
    if (recorded) ids.learn(recorded, answer);
  }
  await server.shutdown({ graceMs: 0 });
  return { answers, store: await readStore(storage.threads, attachments, context) };
}

/** Calls the pure function of a record. */
export async function replayPure({ kind, fields }: PureRecord): Promise<Outcome> {
  return {
    answers: [{ ...(await callPure(kind, fields)), hooks: [] }],
    store: { threads: [], items: {}, attachments: [] },
  };
}

async function callPure(kind: PureRecord['kind'], fields: JsonObject): Promise<Omit<Answer, 'hooks'>> {
  switch (kind) {
    case 'diff':
      return toValue(diffWidget(fromJson(fields.before), fromJson(fields.after)));
    case 'widget': {
      const parsed = widgetRootSchema.safeParse(fields.input);
      return parsed.success ? toValue(parsed.data) : { kind: 'refused', at: '' };
    }
    case 'template':
      return buildTemplate(fields);
    case 'accumulate':
      return toValue(await accumulate(fields));
    case 'input':
      return convertItems(fields);
  }
}

function buildTemplate({ definition, data }: JsonObject): Omit<Answer, 'hooks'> {
  try {
    return toValue(WidgetTemplate.parse(definition).build(isObject(data) ? data : {}));
  } catch (error) {
    if (error instanceof WidgetTemplateError) return { kind: 'refused', at: error.path };
    throw error;
  }
}

function toValue(value: unknown): Omit<Answer, 'hooks'> {
  return { kind: 'value', body: toJson(value) };
}

/** Python loads the attachments of a message from the thread store, which every server has. */
function attachesSomething({ exchanges }: ServerRecord): boolean {
  return exchanges.some(({ request }) => {
    const { params } = isObject(request) ? request : {};
    const input = isObject(params) ? params.input : undefined;
    return isObject(input) && Array.isArray(input.attachments) && input.attachments.length > 0;
  });
}

async function storeSetup({ setup }: ServerRecord, { threads }: GoldenStorage, context: GoldenContext): Promise<void> {
  for (const thread of setup.threads) {
    await threads.saveThread(fromJson(completeThread(thread)), context);
  }
  for (const [threadId, items] of Object.entries(setup.items)) {
    for (const item of items) await threads.saveItem(threadId, fromJson(completeItem(item)), context);
  }
}

async function exchangeWith(
  server: GoldenServer,
  turns: TurnStore,
  { request, drive }: Exchange,
  stage: Stage,
  context: GoldenContext,
): Promise<Omit<Answer, 'hooks'>> {
  const connection = new AbortController();
  if (drive.mode === 'aclose') stage.pace.allow(0);
  stage.pace.isStopped = drive.mode === 'task_cancel';
  try {
    const result = await server.process(request, context, { signal: connection.signal });
    if (result.kind === 'json') return { kind: 'json', body: toJson(result.value) };
    const answer = await readStream(result, drive, stage, connection);
    if (result.turnId) await untilEnded(turns, context.owner, result.turnId);
    return answer;
  } catch (error) {
    if (error instanceof InvalidRequestError) {
      return { kind: 'refused', at: toPlace(error.message) };
    }
    // Nothing else is promised to leave `process`.
    if (!(error instanceof ChatKitError)) return { kind: 'exception', exception: { message: String(error) } };
    return { kind: 'failed', error: { code: error.code, message: error.message, allow_retry: error.allowRetry } };
  }
}

/** Where a message of ours says that a request is wrong. */
function toPlace(message: string): string {
  const place = / at "(.*)"\.$/.exec(message)?.[1];
  if (place !== undefined) return place === 'the request' ? '' : place;
  return message.includes('type') ? 'type' : '';
}

async function readStream(
  stream: StreamingResult,
  drive: Drive,
  stage: Stage,
  connection: AbortController,
): Promise<Omit<Answer, 'hooks'>> {
  const events: JsonObject[] = [];
  const frames: string[] = [];
  const iterator = stream[Symbol.asyncIterator]();
  if (drive.mode === 'task_cancel') {
    // The script waits: what it showed before is on its way to the reader, and then nothing comes any more.
    void stage.pace.suspended.then(() => settle(events)).then(() => connection.abort());
  }
  const wanted = drive.mode === 'aclose' ? (drive.after_events ?? 0) : Number.POSITIVE_INFINITY;
  for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
    for (const frame of next.value.split(/(?<=\n\n)/)) {
      if (events.length === wanted) break;
      frames.push(toFrameShape(frame.replace(/^id: .*$/m, 'id: ')));
      const data = /^data: (.*)$/m.exec(frame)?.[1];
      if (data !== undefined) events.push(JSON.parse(data) as JsonObject);
    }
    if (drive.mode !== 'aclose') continue;
    const hookBegins = events.at(-1)?.type === 'stream_options';
    if (hookBegins && events.length < wanted) stage.pace.allow(wanted - events.length);
    if (events.length === wanted) {
      // The hook has begun by then, or has shown what it was asked for.
      await stage.pace.suspended;
      await iterator.return?.();
      break;
    }
  }
  return { kind: 'stream', events, frames };
}

/** Lets everything run that waits for nothing but its turn, until nothing is added any more. */
async function settle(events: readonly unknown[]): Promise<void> {
  for (let quiet = 0, length = -1; quiet < QUIET_ROUNDS; quiet += 1) {
    if (events.length !== length) quiet = 0;
    length = events.length;
    // Behind the timer by which a log wakes its readers once for a burst of events.
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

async function untilEnded(turns: TurnStore, owner: string, turnId: string): Promise<void> {
  while ((await turns.load(owner, turnId))?.state !== 'ended') await settle([]);
}

async function readStore(
  store: ThreadStore<GoldenContext>,
  attachments: GoldenAttachments,
  context: GoldenContext,
): Promise<Outcome['store']> {
  const page = { limit: 1_000, order: 'asc' as const };
  const threads = (await store.loadThreads(page, context)).data;
  const items: Record<string, JsonObject[]> = {};
  for (const { id } of threads) {
    const rows = toJson((await store.loadThreadItems(id, page, context)).data) as JsonObject[];
    items[id] = rows.map(withoutNulls);
  }
  return {
    threads: toJson(threads) as JsonObject[],
    items,
    attachments: toJson([...attachments.rows.values()]) as JsonObject[],
  };
}

/** The recorded store leaves out the fields of an item that are null. */
function withoutNulls(item: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(item).filter(([, value]) => value !== null));
}

function toJson(value: unknown): Json {
  return JSON.parse(JSON.stringify(value));
}
