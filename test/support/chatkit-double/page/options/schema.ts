import { FUNCTION } from './strip.ts';

/** Looks at a value, and adds a line for everything that is wrong with it. */
export type Check = (value: unknown, path: string, problems: string[]) => void;

const problem = (text: string, path: string) => `✖ ${text}${path && `\n  → at ${path}`}`;
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function expect(what: string, fits: (value: unknown) => boolean): Check {
  return (value, path, problems) => {
    if (!fits(value)) problems.push(problem(`Invalid input: expected ${what}`, path));
  };
}

export const text = expect('string', (value) => typeof value === 'string');
export const flag = expect('boolean', (value) => typeof value === 'boolean');
export const number = expect('number', (value) => typeof value === 'number' && Number.isFinite(value));
export const anything: Check = () => undefined;
export const anyObject = expect('object', isObject);
/** Functions stay on the host's side; what comes into the frame is their mark. */
export const callback = expect('function', (value) => value === FUNCTION);

export const range = (from: number, to: number) =>
  expect(`a number from ${from} to ${to}`, (value) => typeof value === 'number' && value >= from && value <= to);

export function oneOf(...values: readonly (string | number)[]): Check {
  const list = values.length > 12 ? 'a known name' : `one of ${values.map((value) => JSON.stringify(value)).join('|')}`;
  return expect(list, (value) => values.some((known) => known === value));
}

export const nullable =
  (check: Check): Check =>
  (value, path, problems) => {
    if (value !== null) check(value, path, problems);
  };

export const list =
  (check: Check): Check =>
  (value, path, problems) => {
    if (!Array.isArray(value)) return void problems.push(problem('Invalid input: expected array', path));
    value.forEach((entry, index) => {
      check(entry, `${path}[${index}]`, problems);
    });
  };

export const mapOf =
  (check: Check): Check =>
  (value, path, problems) => {
    if (!isObject(value)) return void problems.push(problem('Invalid input: expected record', path));
    for (const [key, entry] of Object.entries(value)) check(entry, `${path}.${key}`, problems);
  };

/** One of several shapes. When none fits there is one line for all of them, as there is no telling which was meant. */
export const either =
  (...checks: readonly Check[]): Check =>
  (value, path, problems) => {
    const fits = checks.some((check) => {
      const found: string[] = [];
      check(value, path, found);
      return found.length === 0;
    });
    if (!fits) problems.push(problem('Invalid input', path));
  };

/** An object with these keys and no other. `undefined` is as good as absent. */
export const object =
  (required: Record<string, Check>, optional: Record<string, Check> = {}): Check =>
  (value, path, problems) => {
    if (!isObject(value)) return void problems.push(problem('Invalid input: expected object', path));
    const at = (key: string) => (path ? `${path}.${key}` : key);
    for (const [key, check] of Object.entries(required)) check(value[key], at(key), problems);
    for (const [key, check] of Object.entries(optional)) {
      if (value[key] !== undefined) check(value[key], at(key), problems);
    }
    for (const key of Object.keys(value)) {
      const known = Object.hasOwn(required, key) || Object.hasOwn(optional, key);
      if (!known) problems.push(problem(`Unrecognized key: "${key}"`, path));
    }
  };
