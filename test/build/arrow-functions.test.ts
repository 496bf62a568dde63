import { describe, expect, it } from 'vitest';
import { toArrows } from '../../scripts/build/arrow-functions.ts';

/** What a script in strict mode gives, as it is and with arrow functions. */
async function both(code: string): Promise<{ before: unknown; after: unknown; written: string }> {
  const written = `${toArrows(code)}`;
  // In a script, functions are like those of a module only where it is strict.
  const run = (text: string) =>
    new Function(`'use strict'; return (async () => {\n${text}\n})();`)() as Promise<unknown>;
  return { before: await run(asBody(code)), after: await run(asBody(written)), written };
}

/** A module's text for a function's body: what it gives is in `got`. */
function asBody(code: string): string {
  return `${code}\nreturn got;`;
}

describe('an arrow function', () => {
  it.each([
    ['declared', 'function f(a) { return a + 1; }\nvar got = f(1);'],
    ['without parameters', 'function f() { return 1; }\nvar got = f();'],
    [
      'with parameters of all kinds',
      'function f({ a }, [b] = [2], ...[c]) { return [a, b, c]; }\nvar got = f({ a: 1 }, undefined, 3);',
    ],
    [
      'with comments',
      'function /* ( */ f /* ) => { */ (/* ) { */ a /* ) { */ = /* ( */ (1) /* ) */, /* , */ ) /* { */ { return a; } // }\nvar got = f();',
    ],
    ['with comments in place of parameters', 'function f(/* ) { */) /* { */ { return 1; }\nvar got = f();'],
    ['that waits', 'async function f(a) { await null; return a; }\nvar got = await f(1);'],
    ['with a directive', 'function f(a) { "use strict"; return a; }\nvar got = f(1);'],
    ['that calls itself', 'function f(a) { return a ? a + f(a - 1) : 0; }\nvar got = f(3);'],
    ['whose name is its own', 'function f() {}\nvar got = f.name;'],
    ['with an object that is not its result', 'function f(a) { { a } }\nvar got = [f(1)];'],
    ['in a function', 'const g = (a) => { function f() { return a; } return f; };\nvar got = g(1)();'],
    [
      'in a block',
      'var got = []; for (const a of [1, 2]) { got.push(() => f()); function f() { return a; } }\ngot = got.map((each) => each());',
    ],
    ['beside a block that has its name', 'function f() { return 1; }\n{ let f = 2; var got = f; }\ngot += f();'],
    [
      'beside a parameter that has its name',
      'function f() { return 1; }\nconst g = (h = () => f()) => { function f() { return 2; } return [h(), f()]; };\nvar got = g();',
    ],
    ['as an argument', 'var got = [1, 2].map(function (a) { return a * 2; });'],
    ['that waits as an argument', 'var got = await Promise.all([1, 2].map(async function (a) { return a * 2; }));'],
    ['called where it stands', 'var got = (function (a) { return a; })(1) + !function () { return 1; }();'],
    ['in an operation', 'var got = [typeof function () {}, null || function () { return 1; }()];'],
    ['given back', 'const f = (a) => { return function(){ return a; } };\nvar got = f(1)();'],
    ['as a default', 'const f = (a = function () { return 1; }) => a();\nvar got = f();'],
    ['that has its name from a variable', 'const f = function () {};\nvar got = f.name;'],
    [
      'as a property',
      'const o = { f: function () { return 1; } };\nclass A { f = function () { return 2; }; }\nvar got = [o.f(), new A().f(), o.f.name];',
    ],
    [
      'around others',
      'function f(a) { return function () { return g(); }; function g() { return a; } }\nvar got = f(1)();',
    ],
    [
      'around a class',
      'function f() { return new (class { a = this.constructor.name; static { this.b = 1; } c() { return [this.a]; } })().c(); }\nvar got = f();',
    ],
    [
      'around a function that needs its own `this`',
      'var f = function () { return { a: 1, b: function () { return this.a; } }; };\nvar got = f().b();',
    ],
    [
      'around an object with arguments of another kind',
      'function f({ arguments: a }) { return a.arguments; }\nvar got = f({ arguments: { arguments: 1 } });',
    ],
    [
      'that is called by what is made of its parameter',
      'function f(A) { return new A(1).getTime(); }\nvar got = f(Date);',
    ],
  ])('%s does what the function did', async (_, code) => {
    const { before, after, written } = await both(code);
    expect(before).toBeDefined();
    expect(after).toEqual(before);
    expect(written).toContain('=>');
    expect(written).not.toMatch(/function(?! \(\) \{ return this)/);
  });

  it('stays where it was, beside what looks like it', () => {
    expect(`${toArrows('go(1);\nfunction f() { g(); }\nfunction g() { f(); }\ngo(f);')}`).toBe(
      'go(1);\nvar f = () => { g(); };\n\nvar g = () => { f(); };\n\ngo(f);',
    );
  });

  it('is a variable of its block where it stands in one', () => {
    expect(`${toArrows('{ function f() {} f(); }')}`).toContain('let f = () => {}');
  });
});

describe('a function that is called before its place', () => {
  it.each([
    ['by a statement', 'var got = f();\nfunction f() { return 1; }'],
    ['by another function', 'var got = g();\nfunction f() { return 1; }\nfunction g() { return f(); }'],
    [
      'by one of several in a row',
      'var got = a();\nvar more = 1;\nfunction c() { return more; }\nfunction b() { return [typeof c, c()]; }\nfunction a() { return b(); }',
    ],
    [
      'by functions that call one another',
      'var got = a(2);\nfunction b(n) { return n ? a(n - 1) : "end"; }\nfunction a(n) { return n ? b(n - 1) : "end"; }',
    ],
    [
      'by a function that stays one',
      'var got = g.call(1);\nfunction f() { return 1; }\nfunction g() { return f() + this; }',
    ],
    [
      'by a function of two declarations',
      'var got = (() => { return g(); var g; function f() { return 1; } function g() { return f(); } })();',
    ],
    ['by a generator', 'var got = [...g()];\nfunction f() { return 1; }\nfunction* g() { yield f(); }'],
    ['in a static block', 'class A { static { this.a = f(); } }\nvar got = A.a;\nfunction f() { return 1; }'],
    ['in a static field', 'class A { static a = f(); }\nvar got = A.a;\nfunction f() { return 1; }'],
    ['in a computed name', 'class A { static [f()] = 2; }\nvar got = A.a;\nfunction f() { return "a"; }'],
    [
      'for what a class extends',
      'class A extends f() {}\nvar got = new A().getTime() > 0;\nfunction f() { return Date; }',
    ],
    [
      'by who gets the methods of an object',
      'var got = ((o) => o.a())({ a() { return f(); } });\nfunction f() { return 1; }',
    ],
    ['by who gets it', 'var got = [1].map(f);\nfunction f(a) { return a + 1; }'],
    [
      'by who waits for it',
      'var got = [];\nqueueMicrotask(() => got.push(f()));\nawait null; await null;\nfunction f() { return 1; }',
    ],
    ['for a default', 'const g = (a = f()) => a;\nvar got = g();\nfunction f() { return 1; }'],
    ['for a template', 'var got = f`a`;\nfunction f([a]) { return a; }'],
    ['where a label ends a block', 'var got; on: { got = f(); if (got) break on; function f() { return 1; } }'],
    [
      'by what outlives its block',
      'var got; on: { got = () => f(); if (got) break on; function f() { return 1; } }\ngot = got();',
    ],
    [
      'in a loop',
      'var got = []; for (const a of [1, 2]) { if (a > 1) got.push(f()); else got.push(f()); function f() { return a; } }',
    ],
    [
      'in a `switch` beside one that stays',
      'var got; switch (1) { case 1: got = h(); break; case 2: function h() { return f(); function f() { return 1; } } }',
    ],
    [
      'by a function of a `switch` that is called before',
      'var got; switch (1) { case 1: got = g(); break; case 2: function g() { return f(); } }\nfunction f() { return 1; }',
    ],
    ['behind a `return`', 'const g = () => { return f(); function f() { return 1; } };\nvar got = g();'],
    [
      'behind a `return` of another that is called later',
      'const g = () => { const h = () => f(); return h; function f() { return 1; } };\nvar got = g()();',
    ],
    [
      'in what it stands in itself',
      'var got = a();\nfunction a() { return b(); function c() { return 1; } function b() { return c(); } }',
    ],
    [
      'where lines end without a sign',
      'var got = []\ngot.push(f())\nfunction f() { return 1 }\nfunction g() { return 2 }\n[3].forEach((a) => got.push(a))',
    ],
    [
      'where a line ends with a function',
      'var got = f(), g = function () { return 1 }\nfunction f() { return 1; }\n(() => {})();\ngot += g();',
    ],
    [
      'where no line ends',
      'var got=f();{got+=g();function g(){return 2}function h(){return 3}got+=h()}function f(){return 1}',
    ],
  ])('%s is there', async (_, code) => {
    const { before, after, written } = await both(code);
    expect(before).toBeDefined();
    expect(after).toEqual(before);
    expect(written).not.toBe(code);
  });

  it('by what another script calls is there', () => {
    expect(`${toArrows('go();\nexport function g() { return f(); }\nfunction f() {}')}`).toMatch(
      /^var f = .*\n.*go\(\)/,
    );
    expect(`${toArrows('go();\nexport default function g() { return f(); }\nfunction f() {}')}`).toMatch(/^var f = /);
  });

  it('keeps directives in front', () => {
    expect(`${toArrows('(() => { "use strict"; f(); function f() {} })();')}`).toMatch(/"use strict"; var f/);
  });
});

describe('a function stays one', () => {
  it.each([
    ['with `this`', 'function f() { return this; }'],
    ['with `this` for a parameter', 'function f(a = this) {}'],
    ['with `this` in an arrow function', 'function f() { return () => this; }'],
    ['with `this` in the computed name of a class', 'function f() { return class { [this.a] = 1; }; }'],
    ['with `this` in what a class extends', 'function f() { return class extends this.A {}; }'],
    ['with `this` in a method’s computed name', 'function f() { return { [this.a]() {} }; }'],
    ['with `arguments`', 'function f() { return arguments; }'],
    ['with `arguments` in an arrow function', 'function f() { return () => arguments[0]; }'],
    ['with `new.target`', 'function f() { return () => new.target; }'],
    ['that gives one by one', 'function* f() {}'],
    ['that gives one by one later', 'go(async function* () {});'],
    ['that is a method', 'go({ a() {}, get b() { return 1; }, set b(c) {}, async d() {} });'],
    ['that is a method of a class', 'class A { a() {} get b() { return 1; } static c() {} #d() {} constructor() {} }'],
    ['that `new` calls', 'function F() { return {}; }\nnew F();'],
    ['that `new` calls without parentheses', 'function F() { return {}; }\nnew F;'],
    ['that `new` calls by a variable', 'const F = function () { return {}; };\nnew F();'],
    ['that `new` calls by a variable set later', 'let F; F = (function () { return {}; });\nnew F();'],
    ['that `new` calls where it stands', 'new function () { return {}; }();'],
    ['that `new` calls in parentheses', 'new (function () { return {}; })();'],
    ['that `new` calls perhaps', 'function F() { return {}; }\nnew (go ? F : go || (go, function () {}))();'],
    ['that a class extends', 'function F() {}\nclass A extends F {}'],
    ['that a class extends where it stands', 'go(class extends function () {} {});'],
    ['that is tested for', 'function F() {}\ngo(go instanceof F);'],
    ['whose prototype is asked', 'function F() {}\nF.prototype.a = 1;'],
    ['that is set anew', 'function f() {}\nf = 1;'],
    ['that is set anew in it', 'function f() { f = () => 1; }'],
    ['that is set anew by a loop', 'function f() {}\nfor (f of [1]);'],
    ['that is set anew by a pattern', 'function f() {}\n({ f } = {});'],
    ['that is a variable too', '(() => { function f() {} var f; })();'],
    ['that is a parameter too', 'go((f) => { function f() {} return f; });'],
    ['that another one replaces', '(() => { function f() { return 1; }\nfunction f() { return 2; } })();'],
    ['with a name of its own', 'go(function f(a) { return a && f(a - 1); });'],
    ['that is exported', 'function f() {}\nexport { f as g };'],
    ['that is exported where it stands', 'export function f() {}'],
    ['that is exported without a name', 'export default function () {}'],
    ['in one case of several', 'switch (go) { case 1: f(); case 2: function f() {} }'],
    ['in a static block', 'class A { static { f(); function f() {} } }'],
    ['where a text may say anything', 'function f() {}\neval("f()");'],
  ])('%s', (_, code) => {
    expect(`${toArrows(code)}`).toBe(code);
  });
});

it('refuses a script that is not in strict mode', () => {
  expect(() => toArrows('with (a) b();')).toThrow('not allowed');
  expect(() => toArrows('go(function (a, a) {});')).toThrow('already');
});
