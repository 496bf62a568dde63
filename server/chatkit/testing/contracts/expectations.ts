import assert from 'node:assert/strict';

/** The same values. A field that holds `undefined` counts as absent, and the class of an object is not looked at. */
export function same(actual: unknown, expected: unknown, what: string): void {
  try {
    assert.deepEqual(plain(actual), plain(expected));
  } catch (error) {
    throw named(what, error);
  }
}

/** At least these fields, with these values; fields of fields likewise. */
export function holds(actual: unknown, fields: object, what: string): void {
  same(pick(actual, fields), fields, what);
}

/** Each of the calls is refused with an error of this class. */
export async function refused(
  calls: Readonly<Record<string, () => Promise<unknown>>>,
  ErrorClass: abstract new (...args: never[]) => Error,
  what: string,
): Promise<void> {
  for (const [name, call] of Object.entries(calls)) {
    const expected = `${name} ${what} must be refused with a ${ErrorClass.name}`;
    let answer: unknown;
    try {
      answer = await call();
    } catch (error) {
      if (error instanceof ErrorClass) continue;
      throw new assert.AssertionError({ message: `${expected}; it failed with ${String(error)}`, actual: error });
    }
    throw new assert.AssertionError({ message: `${expected}; it answered ${JSON.stringify(answer)}`, actual: answer });
  }
}

/** Something that is there. */
export function required<Value>(value: Value | undefined, what: string): Value {
  assert.ok(value !== undefined, `${what}: expected something, got undefined`);
  return value;
}

function named(what: string, error: unknown): unknown {
  if (!(error instanceof assert.AssertionError)) return error;
  const { actual, expected, message } = error;
  return new assert.AssertionError({ message: `${what}\n${message}`, actual, expected });
}

function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, field]) => field !== undefined)
      .map(([name, field]) => [name, plain(field)]),
  );
}

function pick(actual: unknown, fields: unknown): unknown {
  if (!isRecord(actual) || !isRecord(fields)) return actual;
  return Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, pick(actual[name], field)]));
}

/** Dates, maps and the like are values of their own: a store that answers with one is told apart. */
function isRecord(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.prototype.toString.call(value) === '[object Object]' && !(Symbol.iterator in value);
}
