import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('../../fixtures/golden/', import.meta.url));

export type Json = null | boolean | number | string | Json[] | JsonObject;
export interface JsonObject {
  [key: string]: Json;
}

/** How the consumer of a stream behaves. */
export interface Drive {
  mode: 'drain' | 'task_cancel' | 'aclose';
  after_events?: number;
}

/** Steps by the name of the hook that plays them; `get_stream_options` is what the hook answers, or `{raise}`. */
export interface Script {
  [hook: string]: Json | undefined;
}

export interface Exchange {
  /** The body: JSON, or the exact text. */
  request: JsonObject | string;
  script: Script;
  drive: Drive;
}

/** What came out of one request, of the recording or of this SDK. */
export interface Answer {
  kind: 'stream' | 'json' | 'value' | 'refused' | 'failed' | 'exception';
  /** Of a stream. */
  events?: JsonObject[];
  /** The frames of a stream with what is compact JSON left out, for records that look at them. */
  frames?: string[];
  body?: Json;
  /** Where a refused request is wrong: `params.input`, `type`, or `''` when it is no JSON object. */
  at?: string;
  /** A `ChatKitError` that was thrown at the caller. */
  error?: JsonObject;
  /** An exception that escaped, of the Python SDK only. */
  exception?: JsonObject;
  /** What the SDK passed to the hooks. */
  hooks: JsonObject[];
}

export interface StoreState {
  threads: JsonObject[];
  items: Record<string, JsonObject[]>;
  attachments: JsonObject[];
}

export interface Outcome {
  answers: Answer[];
  store: StoreState;
}

interface RecordBase {
  /** `05_events_and_items/end_of_turn`; a name is unique inside its group only. */
  key: string;
  group: string;
  name: string;
  /** What the Python SDK did. */
  recorded: Outcome;
  /** Why the record cannot be replayed. */
  skip?: string;
}

/** Requests to a server. */
export interface ServerRecord extends RecordBase {
  kind: 'server';
  context: JsonObject;
  setup: {
    threads: JsonObject[];
    items: Record<string, JsonObject[]>;
    attachments: JsonObject[];
    attachmentStore: boolean;
  };
  exchanges: Exchange[];
  /** Types of events whose order among themselves means nothing. */
  unordered: string[];
}

/** A call of a pure function. */
export interface PureRecord extends RecordBase {
  kind: 'diff' | 'widget' | 'input' | 'accumulate' | 'template';
  /** The arguments, as the record names them. */
  fields: JsonObject;
}

export type GoldenRecord = ServerRecord | PureRecord;

/** Every record of every file in the folder. */
export function loadRecords(): GoldenRecord[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .flatMap((file) => {
      const { records } = JSON.parse(readFileSync(`${FOLDER}/${file}`, 'utf8')) as { records: JsonObject[] };
      return records.map((record) => toRecord(file.replace(/\.json$/, ''), withZones(record) as JsonObject));
    });
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Recorded JSON as what it is by its place: a thread, an event, a widget. Nothing is checked: what a recording holds is right
 * for the Python SDK, and what is wrong for this one shows as a difference.
 */
export function fromJson<Type>(value: unknown): Type {
  return value as Type;
}

/** Calls `visit` for every object inside a value, outermost first. */
export function forEachObject(value: unknown, visit: (object: JsonObject) => void): void {
  if (isObject(value)) visit(value);
  if (typeof value !== 'object' || value === null) return;
  for (const member of Object.values(value)) forEachObject(member, visit);
}

/**
 * The Python SDK writes local time without a zone (D21). Reading every such date as UTC, here and in nothing else, makes
 * the recording one of a server that writes zones; a date of ours without a zone then differs.
 */
function withZones(value: Json, key = ''): Json {
  if (typeof value === 'string') {
    const isNaive = /_at$/.test(key) && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?$/.test(value);
    return isNaive ? new Date(`${value}Z`).toISOString() : value;
  }
  if (Array.isArray(value)) return value.map((member) => withZones(member));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withZones(member, name)]));
}

function toRecord(group: string, record: JsonObject): GoldenRecord {
  const name = String(record.name);
  const base = {
    key: `${group}/${name}`,
    group,
    name,
    ...(record.do_not_replay ? { skip: String(record.notes ?? 'do_not_replay') } : {}),
  };
  const kind = toKind(record);
  if (kind !== 'server') {
    const answer = toAnswer(record.response as JsonObject);
    return { ...base, kind, fields: record, recorded: { answers: [answer], store: toStoreState({}) } };
  }
  const exchanges = (record.exchanges ?? [record]) as JsonObject[];
  const setup = (record.setup ?? {}) as JsonObject;
  const { attachment_store = false } = setup;
  return {
    ...base,
    kind,
    context: (record.context ?? { user_id: 'user_1' }) as JsonObject,
    setup: { ...toStoreState(setup), attachmentStore: attachment_store === true },
    exchanges: exchanges.map(({ request, request_raw, script, drive }) => ({
      request: (request ?? request_raw) as JsonObject | string,
      script: (script ?? {}) as Script,
      drive: fromJson<Drive>(drive ?? { mode: 'drain' }),
    })),
    unordered: (record.unordered ?? []) as string[],
    recorded: {
      answers: exchanges.map(({ response }) => toAnswer(response as JsonObject)),
      store: toStoreState((record.store_after ?? {}) as JsonObject),
    },
  };
}

function toKind(record: JsonObject): GoldenRecord['kind'] {
  if ('request' in record || 'request_raw' in record || 'exchanges' in record) return 'server';
  if ('definition' in record) return 'template';
  if ('before' in record) return 'diff';
  if ('base' in record) return 'accumulate';
  if ('items' in record) return 'input';
  if ('input' in record) return 'widget';
  throw new Error(`A record of an unknown kind: ${String(record.name)}`);
}

function toAnswer(response: JsonObject): Answer {
  const { kind, events, raw_chunks, body, exception } = response;
  const hooks = (response.hook_calls ?? []) as JsonObject[];
  if (isObject(exception) && exception.type === 'ValidationError')
    return { kind: 'refused', at: toPlace(exception), hooks };
  const escaped = isObject(exception) ? { exception } : {};
  switch (kind) {
    case 'stream':
      return {
        kind,
        events: events as JsonObject[],
        ...(raw_chunks ? { frames: (raw_chunks as string[]).map(toFrameShape) } : {}),
        ...escaped,
        hooks,
      };
    case 'json':
      return { kind, body: body ?? null, hooks };
    case 'exception':
      return { kind, ...escaped, hooks };
    default:
      // The pure functions: the response holds the value under the name of its kind.
      return { kind: 'value', body: response[String(kind)] ?? null, hooks };
  }
}

/** The lines of a frame around its JSON, which is compact and does not escape what need not be. */
export function toFrameShape(frame: string): string {
  return frame.replace(/^data: (.*)$/m, (line, data: string) =>
    JSON.stringify(JSON.parse(data)) === data ? 'data: {}' : line,
  );
}

/** The place of pydantic's first complaint, written as this SDK writes it. */
function toPlace({ errors = [] }: JsonObject): string {
  const first = (errors as JsonObject[])[0];
  if (!first) return '';
  // The first step is the type of the request, and a union names the type of its member: both are no keys.
  const path = (first.loc as (string | number)[]).slice(1).filter((step) => step !== 'input_tag');
  const isTag = /^union_tag/.test(String(first.type));
  return [...path, ...(isTag ? ['type'] : [])].join('.');
}

function toStoreState({ threads = [], items = {}, attachments = [] }: JsonObject): StoreState {
  return {
    threads: threads as JsonObject[],
    items: items as Record<string, JsonObject[]>,
    attachments: attachments as JsonObject[],
  };
}
