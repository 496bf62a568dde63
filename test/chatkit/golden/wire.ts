import type { Answer, GoldenRecord, Json, JsonObject, Outcome } from './records.ts';
import { forEachObject, fromJson, isObject } from './records.ts';

/** Stands for a text that this SDK writes for people or models: a better wording is no difference. */
export const SOME_TEXT = '(a text of this SDK)';
/** Stands for the time at which a thread was last changed. */
export const SOME_TIME = '(a time)';

/** Ids made by the recorder (a counter) and by this SDK (random bits). Other ids are somebody's own and stay. */
const MADE_ID = /^(thr|msg|tc|wf|tsk|atc|shcx|si)_(?:\d{4}|[0-9a-f]{32})$/;

/** An outcome of a record in the form in which what was recorded and what is new can be compared. */
export function toComparable(outcome: Outcome, record: GoldenRecord): Outcome {
  const copy = structuredClone(outcome);
  const said = saidByHooks(record);
  for (const { events = [], error, exception } of copy.answers) {
    for (const event of events) if (event.type === 'error') hideText(event, said);
    if (error) hideText(error, said);
    if (exception) {
      // The type of an exception is Python's.
      delete exception.type;
      hideText(exception, said);
    }
  }
  forEachObject(Object.values(copy.store.items), hideNote);
  forEachObject(copy, hideTime);
  copy.store.items = withoutEmpty(copy.store.items);
  const named = nameIds(copy);
  const unordered = record.kind === 'server' ? record.unordered : [];
  for (const { events = [] } of named.answers) for (const type of unordered) sortOfType(events, type);
  return named;
}

/** What this SDK calls the ids of the recording, learned from one exchange for the next. */
export class IdMap {
  readonly #ours = new Map<string, string>();

  learn(recorded: Answer, ours: Omit<Answer, 'hooks'>): void {
    const madeByUs = madeIds([ours.events ?? [], ours.body ?? null]);
    for (const [index, id] of madeIds([recorded.events ?? [], recorded.body ?? null]).entries()) {
      const own = madeByUs[index];
      if (own && !this.#ours.has(id)) this.#ours.set(id, own);
    }
  }

  translate<Value extends Json | Record<string, Json | undefined>>(value: Value): Value {
    return rename(value as Json, (id) => this.#ours.get(id) ?? id) as Value;
  }
}

/** Every text in the scripts of a record: what a hook says arrives as it is. */
function saidByHooks(record: GoldenRecord): ReadonlySet<string> {
  const texts = new Set<string>();
  if (record.kind !== 'server') return texts;
  rename(record.exchanges.map(({ script }) => script) as Json, (text) => {
    texts.add(text);
    return text;
  });
  return texts;
}

function hideText(error: JsonObject, said: ReadonlySet<string>): void {
  const { message } = error;
  if (typeof message === 'string' && message !== '' && !said.has(message)) error.message = SOME_TEXT;
}

/** The SDK's note for the model that an answer was stopped. */
function hideNote(item: JsonObject): void {
  const isOurs = item.type === 'sdk_hidden_context' && MADE_ID.test(String(item.id));
  if (isOurs && typeof item.content === 'string' && item.content !== '') item.content = SOME_TEXT;
}

function hideTime(object: JsonObject): void {
  const { updated_at } = object;
  if (typeof updated_at === 'string' && new Date(updated_at).toJSON() === updated_at) object.updated_at = SOME_TIME;
}

/** Sorts the events of a type, in the places where they stand. */
function sortOfType(events: JsonObject[], type: string): void {
  const places = events.flatMap((event, index) => (event.type === type ? [index] : []));
  const sorted = places.map((index) => JSON.stringify(events[index])).sort();
  for (const [rank, index] of places.entries()) events[index] = JSON.parse(sorted[rank] ?? 'null');
}

/** `msg_0001` and `msg_9f…` both become `msg#1` when they are the first id of their kind. */
function nameIds(outcome: Outcome): Outcome {
  const names = new Map<string, string>();
  const counts = new Map<string, number>();
  const named = rename(fromJson(outcome), (id) => {
    const kind = MADE_ID.exec(id)?.[1];
    if (!kind) return id;
    const known = names.get(id);
    if (known) return known;
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    names.set(id, `${kind}#${count}`);
    return `${kind}#${count}`;
  });
  return fromJson(named);
}

function madeIds(value: Json): string[] {
  const ids = new Set<string>();
  rename(value, (text) => {
    if (MADE_ID.test(text)) ids.add(text);
    return text;
  });
  return [...ids];
}

/** Renames every text, keys too. Keys are walked in alphabetical order, since their own order means nothing. */
function rename(value: Json, toName: (text: string) => string): Json {
  if (typeof value === 'string') return toName(value);
  if (Array.isArray(value)) return value.map((member) => rename(member, toName));
  if (!isObject(value)) return value;
  const keys = Object.keys(value)
    .filter((key) => value[key] !== undefined)
    .sort();
  return Object.fromEntries(keys.map((key) => [toName(key), rename(value[key] ?? null, toName)]));
}

function withoutEmpty(items: Record<string, JsonObject[]>): Record<string, JsonObject[]> {
  return Object.fromEntries(Object.entries(items).filter(([, rows]) => rows.length > 0));
}
