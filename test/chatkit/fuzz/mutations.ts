import fc from 'fast-check';
import type { JsonTree } from './json-tree.ts';
import { placesOf, toText, toTree } from './json-tree.ts';

/** One change to a request. `at` counts the places of the request, round and round; plain data, so that it can be printed. */
export type Mutation =
  | { do: 'replace' | 'add' | 'twice'; at: number; key: string; value: OddValue }
  | { do: 'fill'; at: number; text: OddValue; number: string; value: OddValue }
  | { do: 'remove' | 'wrap' | 'swap'; at: number; with: number }
  | { do: 'rename'; at: number; key: string }
  | { do: 'repeat'; at: number; times: number }
  | { do: 'note'; note: Record<string, OddValue> };

/** The text of a JSON value, or how to make it: a counterexample of a megabyte helps nobody. */
type OddValue = string | { of: string; times: number } | { deep: '[' | '{"a":'; levels: number };

const WRONG_TYPES = ['null', 'true', 'false', '0', '1', '""', '" "', '[]', '{}', '[[]]', '[null]', '[{}]', '"null"'];
const NUMBERS = [
  ...['-1', '-2147483649', '1.5', '1e3', '-0', '9007199254740993', '1e308', '1e400', '-1e400', '9999'],
  ...['123456789012345678901234567890', '"NaN"', '"Infinity"', '"1"', '"-1"', '5e-324'],
];
const NO_JSON = [
  'NaN',
  'undefined',
  '-Infinity',
  '01',
  '0x10',
  '.5',
  '+1',
  "'x'",
  '"',
  '{',
  ']',
  '/* */1',
  '"\u0001"',
  '',
];
const TRICKS = [
  '{"$gt":""}',
  '{"toString":"x"}',
  '{"toJSON":"x"}',
  '{"length":-1}',
  '{"length":1e9,"0":"x"}',
  '{"then":"x"}',
  '{"__proto__":{"item_id":{"odd":1},"task_chat":{"request_id":5},"quoted_text":5}}',
  '{"constructor":{"prototype":{"odd":1}}}',
  '{"hasOwnProperty":1,"valueOf":null}',
  '"__proto__"',
  '"constructor"',
  '"toString"',
  '"%s%n%d"',
  '"\' OR 1=1 --"',
  '"../../etc/hosts"',
  '"data: x\\n\\ndata: {}\\n\\n"',
  '"\\r\\n\\r\\n: end\\n\\n"',
];
const CHARACTERS = [
  '"\\u0000"',
  '"a\\u0000b"',
  '"\\ud800"',
  '"\\udc00\\ud800"',
  '"x\\udfff"',
  '"\\u2028\\u2029"',
  '"\\u202e\\u200b\\ufeff"',
  '"😀"',
  '"e\u0301\u0301\u0301"',
  '"ﷺ İ ß"',
  '"\\u001b[31m"',
];
const KEYS = [
  ...['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'toJSON', 'then', 'length', 'valueOf'],
  ...['', ' ', '\0', '\ud800', '0', '-1', 'type', 'params', 'metadata', 'id', 'thread_id', 'item_id', 'owner', 'text'],
  ...['content', 'input', 'action', 'payload', 'limit', 'after', 'order', 'task_chat', 'TYPE', 'Params', '$where'],
];

const huge = fc.record({
  of: fc.constantFrom('x', '\\u0000', '\\ud83d', 'é', '😀', '\\"'),
  times: fc.constantFrom(201, 1_001, 16_001, 130_000),
});

/** Any mutation. `ids` are texts that name something, somebody else's too; `levels`: how deep an odd value may nest. */
export function mutation(ids: readonly string[], levels: readonly number[]): fc.Arbitrary<Mutation> {
  const id = fc.constantFrom(...ids);
  const almost = id.chain((each) => fc.constantFrom(`${each}\0`, ` ${each}`, each.toUpperCase(), each.slice(0, -1)));
  const toJson = (text: string) => JSON.stringify(text);
  const number = fc.constantFrom(...NUMBERS);
  const text: fc.Arbitrary<OddValue> = fc.oneof(
    { weight: 5, arbitrary: id.map(toJson) },
    { weight: 2, arbitrary: almost.map(toJson) },
    { weight: 4, arbitrary: fc.constantFrom(...CHARACTERS) },
    { weight: 3, arbitrary: fc.constantFrom(...TRICKS.filter((trick) => trick.startsWith('"'))) },
    { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 30 }).map(toJson) },
    { weight: 1, arbitrary: huge },
  );
  const value: fc.Arbitrary<OddValue> = fc.oneof(
    { weight: 7, arbitrary: text },
    { weight: 4, arbitrary: fc.constantFrom(...WRONG_TYPES) },
    { weight: 3, arbitrary: number },
    { weight: 3, arbitrary: fc.constantFrom(...TRICKS) },
    { weight: 2, arbitrary: fc.json({ maxDepth: 3, stringUnit: 'binary' }) },
    { weight: 1, arbitrary: fc.constantFrom(...NO_JSON) },
    { weight: 1, arbitrary: fc.record({ deep: fc.constantFrom('[', '{"a":'), levels: fc.constantFrom(...levels) }) },
  );
  const at = fc.nat({ max: 10_000 });
  const key = fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...KEYS) }, fc.string({ unit: 'binary', maxLength: 8 }));
  const longEnough = ids.filter((each) => each.length >= 8).map(toJson);
  const requestId = fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...longEnough) }, value);
  const cancel = fc.oneof({ weight: 5, arbitrary: fc.constant('"explicit"') }, value);
  return fc.oneof(
    { weight: 3, arbitrary: fc.record({ do: fc.constant('replace'), at, key, value }) },
    { weight: 9, arbitrary: fc.record({ do: fc.constant('fill'), at, text, number, value }) },
    { weight: 6, arbitrary: fc.record({ do: fc.constant('add'), at, key, value }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('twice'), at, key, value }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('remove', 'wrap', 'swap'), at, with: at }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('rename'), at, key }) },
    {
      weight: 1,
      arbitrary: fc.record({ do: fc.constant('repeat'), at, times: fc.constantFrom(2, 101, 1_001, 3_000) }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        do: fc.constant('note'),
        note: fc.record({ request_id: requestId, cancel }, { requiredKeys: [] }),
      }),
    },
  );
}

/** The text of a request after these mutations, one after the other. */
export function mutate(request: object, mutations: readonly Mutation[]): string {
  const root = toTree(request);
  for (const each of mutations) apply(root, each);
  return toText(root);
}

function apply(root: JsonTree, mutation: Mutation): void {
  if (mutation.do === 'note') {
    if (!('fields' in root)) return;
    const fields = Object.entries(mutation.note).map(([key, value]): [string, JsonTree] => [key, toRaw(value)]);
    root.fields.push(['metadata', { fields: [['task_chat', { fields }]] }]);
    return;
  }
  const all = placesOf(root);
  // Another name in the type's place gets nowhere; `replace` tries that often enough.
  const places = mutation.do === 'fill' ? all.filter(({ field }) => field?.[0] !== 'type') : all;
  const place = places[mutation.at % places.length];
  if (!place) return;
  switch (mutation.do) {
    case 'replace':
      place.replace(toRaw(mutation.value));
      return;
    case 'fill':
      place.replace(toRaw(fitting(place.tree, mutation)));
      return;
    case 'add': {
      const objects = [root, ...places.map(({ tree }) => tree)].filter((tree) => 'fields' in tree);
      objects[mutation.at % objects.length]?.fields.push([mutation.key, toRaw(mutation.value)]);
      return;
    }
    case 'twice': {
      const { field } = place;
      const owner = [root, ...places.map(({ tree }) => tree)].find(
        (tree) => 'fields' in tree && field && tree.fields.includes(field),
      );
      if (field && owner && 'fields' in owner) owner.fields.push([field[0], toRaw(mutation.value)]);
      return;
    }
    case 'remove':
      place.remove();
      return;
    case 'wrap':
      place.replace(mutation.with % 2 ? { list: [place.tree] } : { fields: [['value', place.tree]] });
      return;
    case 'swap':
      // By its text: a place put into itself would never end.
      place.replace({ raw: toText(places[mutation.with % places.length]?.tree ?? root) });
      return;
    case 'rename':
      if (place.field) place.field[0] = mutation.key;
      return;
    case 'repeat':
      place.replace({ list: Array<JsonTree>(mutation.times).fill({ raw: toText(place.tree).slice(0, 200) }) });
      return;
  }
}

/** Of the same kind as what stands there, so that it gets past the schema and far into the server. */
function fitting(tree: JsonTree, { text, number, value }: Mutation & { do: 'fill' }): OddValue {
  if (!('raw' in tree)) return value;
  if (tree.raw.startsWith('"')) return text;
  return /^-?\d/.test(tree.raw) ? number : value;
}

function toRaw(value: OddValue): JsonTree {
  if (typeof value === 'string') return { raw: value };
  if ('of' in value) return { raw: `"${value.of.repeat(value.times)}"` };
  const { deep, levels } = value;
  return { raw: `${deep.repeat(levels)}1${(deep === '[' ? ']' : '}').repeat(levels)}` };
}
