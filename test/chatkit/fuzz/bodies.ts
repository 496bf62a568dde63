import fc from 'fast-check';
import type { Mutation } from './mutations.ts';
import { mutate, mutation } from './mutations.ts';
import type { Names } from './valid-requests.ts';
import { allNames, validRequest } from './valid-requests.ts';

/** What happens to the body of a request on its way, after everything else. `at` is a share of its length. */
type Damage =
  | { kind: 'none' | 'empty' | 'blank' | 'bom' | 'twice' | 'list' | 'text' | 'utf16' | 'latin1' }
  | { kind: 'cut' | 'drop'; at: number }
  | { kind: 'put'; at: number; bytes: string };

/** A request and what becomes of it: plain data, so that a counterexample says it all. */
export interface OddRequest {
  request: object;
  mutations: Mutation[];
  damage: Damage;
}

/** Hexadecimal: not UTF-8 (alone, too long, a surrogate, beyond the last character), and control characters. */
const BYTES = [
  'ff',
  'c3',
  'c0af',
  'e282',
  'eda080',
  'f4908080',
  '80',
  '00',
  '0a',
  '1b',
  '7f',
  'efbbbf',
  '22',
  '2c',
  '7d',
];
/** Levels of nesting: as deep as may be, one too many, and deep enough for every recursion to fail. */
const LEVELS = [3, 58, 65, 1_000, 50_000];

export function oddRequest(names: Names): fc.Arbitrary<OddRequest> {
  const at = fc.integer({ min: 0, max: 99 }).map((percent) => percent / 100);
  const whole = fc.constantFrom('empty', 'blank', 'bom', 'twice', 'list', 'text', 'utf16', 'latin1');
  const damage: fc.Arbitrary<Damage> = fc.oneof(
    { weight: 40, arbitrary: fc.constant({ kind: 'none' }) },
    { weight: 1, arbitrary: fc.record({ kind: whole }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('cut', 'drop'), at }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('put'), at, bytes: fc.constantFrom(...BYTES) }) },
  );
  const one = mutation(allNames(names), LEVELS);
  return fc.record({
    request: validRequest(names),
    mutations: fc.oneof(
      { weight: 4, arbitrary: one.map((each) => [each]) },
      { weight: 1, arbitrary: fc.array(one, { maxLength: 4 }) },
    ),
    damage,
  });
}

export function toBytes({ request, mutations, damage }: OddRequest): Buffer<ArrayBuffer> {
  const bytes = Buffer.from(mutate(request, mutations));
  switch (damage.kind) {
    case 'none':
      return bytes;
    case 'empty':
      return Buffer.alloc(0);
    case 'blank':
      return Buffer.from(' \r\n\t');
    case 'bom':
      return Buffer.concat([Buffer.from('efbbbf', 'hex'), bytes]);
    case 'twice':
      return Buffer.concat([bytes, bytes]);
    case 'list':
      return Buffer.from(`[${bytes}]`);
    case 'text':
      return Buffer.from(JSON.stringify(bytes.toString()));
    case 'utf16':
      return Buffer.from(bytes.toString(), 'utf16le');
    case 'latin1':
      return Buffer.from(bytes.toString(), 'latin1');
    case 'cut':
      return bytes.subarray(0, Math.floor(bytes.length * damage.at));
    case 'drop':
      return splice(bytes, damage.at, 1, '');
    case 'put':
      return splice(bytes, damage.at, 0, damage.bytes);
  }
}

function splice(bytes: Buffer, at: number, less: number, more: string): Buffer<ArrayBuffer> {
  const start = Math.floor(bytes.length * at);
  return Buffer.concat([bytes.subarray(0, start), Buffer.from(more, 'hex'), bytes.subarray(start + less)]);
}
