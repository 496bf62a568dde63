import { describe, expect, it } from 'vitest';
import { closeIn } from '../../scripts/build/close-classes.ts';

/** What a script's last expression gives, as it is and closed. */
async function both(code: string, last: string): Promise<{ before: unknown; after: unknown; closed: string }> {
  const closed = `${closeIn(code)}`;
  const run = (text: string) => new Function(`${text}\nreturn (async () => ${last})()`)() as Promise<unknown>;
  return { before: await run(code), after: await run(closed), closed };
}

const COUNTER = `
const log = [];
var Counter = class {
  // How many there are.
  #count = 1;
  rows = [this.#count];
  #host;
  #later;
  bare;
  readNow = () => this.#count + this.size;
  constructor(host, { step = 2 } = {}) {
    this.#host = host;
    this.#later = step * 2;
    this.step = step;
    this.#add(this.step);
    log.push(host.name, { host });
  }
  get size() { return this.#double; }
  set size(value) { this.#count = value; }
  get #double() { return this.#count * 2; }
  #add(by = this.#count) { this.#count += by; return this; }
  async wait() { await null; this.#count++; return this.#add(1).readNow(); }
  *each() { yield* this.#all(); }
  *#all() { yield this.#count; yield this.#later; yield this.#host.name; }
  others() { return [1].map(function () { return this === undefined || this === globalThis; }, undefined); }
  maker() { const self = this; return { count: 5, get own() { return this.count + self.step; } }; }
};
class Plain { #a = 0; tick() { return { a: this.#a++, was: this.#a }; } }`;

describe('a class that is closed', () => {
  it('does what it did', async () => {
    const { before, after, closed } = await both(
      COUNTER,
      `{ const one = new Counter({ name: 'one' }), two = new Counter({ name: 'two' }, { step: 5 }), plain = new Plain();
         one.size = 7;
         return [await one.wait(), await two.wait(), [...two.each()], one.rows, one.size, one.others(), two.maker().own,
           Object.keys(one).includes('step'), plain.tick(), plain.tick(), new Plain().tick(), JSON.stringify(log)]; }`,
    );
    expect(after).toEqual(before);
    expect(closed).not.toContain('class');
    expect(closed).not.toMatch(/[^{ ]this\.(?!count)/);
  });

  it('has its parameter in place of a private name that never says anything else', () => {
    const closed = `${closeIn('class A { #host; constructor(host) { this.#host = host; host.add({ host }); } go() { this.#host.go(); } }')}`;
    expect(closed).toContain('function A(host$of0)');
    expect(closed).toContain('host$of0.add({ host: host$of0 })');
    expect(closed).not.toMatch(/\bhost\b(?![$:])/);
  });

  it.each([
    [
      'is written again',
      'class A { #n; constructor(n) { this.#n = n; } up() { this.#n++; } now() { return this.#n; } }',
    ],
    [
      'is written elsewhere',
      'class A { #n; constructor(n) { this.#n = n; n = 9; } up() { [this.#n] = [4]; } now() { return this.#n; } }',
    ],
    [
      'stands twice',
      'class A { #n; #m; constructor(n) { this.#n = n; this.#m = n; } up() {} now() { return [this.#n, this.#m]; } }',
    ],
    ['had a value', 'class A { #n = 3; constructor(n) { if (n > 4) this.#n = n; } up() {} now() { return this.#n; } }'],
    [
      'comes later',
      'class A { #n; constructor(n) { this.up(); this.#n = this.#n ?? n; } up() {} now() { return this.#n; } }',
    ],
  ])('keeps a private name whose parameter %s', async (_, code) => {
    const { before, after } = await both(code, '[4, 5].map((n) => { const a = new A(n); a.up(); return a.now(); })');
    expect(after).toEqual(before);
  });
});

describe('a class stays one', () => {
  it.each([
    ['that extends another', 'class A extends B { #a = 1; }'],
    ['that another extends', 'var A = class { #a = 1; }; class B extends A {}'],
    ['that is tested for', 'class A { #a = 1; }\nexport const is = (it) => it instanceof A;'],
    ['with statics', 'class A { #a = 1; static b = 2; }'],
    ['with a private static', 'class A { static #a = 1; }'],
    ['with a static block', 'class A { #a = 1; static { go(); } }'],
    ['with a computed name', 'class A { #a = 1; [Symbol.iterator]() {} }'],
    ['with a name in quotes', "class A { #a = 1; 'b' = 2; }"],
    ['with a private setter', 'class A { set #a(b) {} }'],
    ['that looks into others of its kind', 'class A { #a = 1; is(other) { return this.#a === other.#a; } }'],
    ['that asks who is of its kind', 'class A { #a = 1; is(other) { return #a in other; } }'],
    ['that another extends by another name', 'var A = class { #a = 1; }; const C = A; class B extends C {}'],
    ['that a mixin extends', 'class A { #a = 1; } class B extends mix(A) {}'],
    ['that is compared', 'class A { #a = 1; }\nconst is = (it) => it.constructor === A;'],
    ['whose prototype is asked', 'class A { #a = 1; }\nlog(A.prototype);'],
    ['whose constructor ends early', 'class A { #a = 1; constructor(go) { if (!go) return; this.b = 2; } }'],
    ['whose parameters need the object', 'class A { #a = 1; constructor(b = this.#a) {} }'],
    [
      'whose constructor hides a name from a method',
      'const max = 7; class A { #a = 1; constructor(max) { this.b = max; } go() { return max; } }',
    ],
    [
      'whose constructor hides a name from a field',
      'const max = 7; class A { #a = max; constructor() { const max = 3; this.b = max; } }',
    ],
    [
      'whose constructor hides a global',
      'class A { #a = 1; constructor(name) { this.b = name; } go() { return name; } }',
    ],
    ['that calls its base', 'class A { #a() { return super.toString(); } }'],
    ['that stands in another', 'class A { a = class { #b = 1; }; }'],
    ['without private names', 'class A { a = 1; }'],
    ['that is handed on', 'function load() { return A; } class A { #a; }'],
    ['that goes somewhere without a name', 'mix(class { #a = 1; });'],
    ['that goes somewhere with a name of its own', 'mix(class A { #a = 1; again() { return new A(); } });'],
    ['that a module gives without a name', 'export default class { #a = 1; }'],
    ['one of whose members is made', 'class A { #a = 1; }\nnew A.b();'],
    ['that is made by a tag', 'class A { #a = 1; }\nnew A`b`;'],
  ])('%s', (_, code) => {
    expect(`${closeIn(code)}`).toBe(code);
  });

  it('closes one whose constructor returns from functions only', () => {
    const code = 'class A { #a; constructor(b) { this.#a = () => { return b; }; } }';
    expect(`${closeIn(code)}`).toContain('function A(b)');
  });

  it('when another script extends it', () => {
    expect(`${closeIn('class A { #a = 1; }', ['A'])}`).toContain('class A');
  });
});

describe('what makes a closed class', () => {
  const CLASS =
    'var A = class { #a; constructor(a = 1) { this.#a = a; } get Own() { return B; } get a() { return this.#a; } };';
  const OTHER = 'class B { #b = new A; b = [new A(2).a, this.#b.a]; at(a = new A) { return a.a; } }';

  it.each([
    ['a call', 'new A(3).a'],
    ['a call without parentheses', '[new A, new A].map(({ a }) => a)'],
    ['a call with comments', 'new /* ( */ A /* ) */ (/* ) */ 3).a'],
    ['a call that gives what another calls', 'new (new A(5)).Own().b'],
    ['a call in a call', 'new A(new A(4)).a.a'],
    ['in fields and parameters', '[new B().b, new B().at(), new B().b[0]]'],
  ])('is %s', async (_, made) => {
    const { before, after, closed } = await both(`${CLASS}\n${OTHER}\nconst made = ${made};`, 'JSON.stringify(made)');
    expect(after).toBe(before);
    expect(closed).not.toMatch(/new\b[^(]*A\b/);
  });

  it('leaves to another `new` what that takes', async () => {
    const made = '[new new A().Own().b, new new A(2).Own().b, typeof new new A().Own]';
    const code = `${CLASS} function B() { this.b = 7; }\nconst made = ${made};`;
    const { before, after } = await both(code, 'made');
    expect(before).toEqual([7, 7, 'object']);
    expect(after).toEqual(before);
  });

  it('is made once where a class has two names', async () => {
    const code = 'var A = class B { #a = 1; next() { return new B(); } get a() { return this.#a++; } };';
    const { before, after, closed } = await both(`${code}\nconst made = [new A().next().a, new A().a];`, 'made');
    expect(after).toEqual(before);
    expect(closed).not.toContain('new');
  });
});

it('refuses a script that has its names already', () => {
  expect(() => closeIn('let a$of0;')).toThrow('$of');
});
