import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { renameIn } from '../../scripts/build/name-variables.ts';
import { readProperties, readVariables, type Variable } from '../../scripts/build/variables.ts';

/** By variable, the names of those that cannot be called like it. */
function rivalsIn(code: string): Record<string, string> {
  return Object.fromEntries(
    readVariables(code).map(({ name, rivals }) => [
      name,
      [...rivals]
        .map((rival) => rival.name)
        .sort()
        .join(''),
    ]),
  );
}

describe('variables may have the same name', () => {
  it('unless they stand side by side, or one is used where the other is', () => {
    expect(rivalsIn('function a(b,c){return d=>{return b}}function e(f){return f}')).toEqual({
      a: 'e',
      b: 'cd',
      c: 'b',
      d: 'b',
      e: 'a',
      f: '',
    });
  });

  it('unless one is a function of a block, which all of the function around it may see', () => {
    expect(rivalsIn('var a;function b(){if(1){function c(){}}return a}')).toMatchObject({ a: 'bc', c: 'a' });
  });

  it('unless one is caught and the other is in the block behind', () => {
    expect(rivalsIn('try{}catch(a){let b;b()}')).toEqual({ a: 'b', b: 'a' });
  });

  it('unless one is the name of a class, the other what it extends', () => {
    expect(rivalsIn('let a,b=class c extends a{}')).toEqual({ a: 'bc', b: 'a', c: 'a' });
  });

  it('unless they are private to the same class, or one is to a class within', () => {
    expect(rivalsIn('(class{#a=1;#b(){return class{#c=this.#a}}});(class{#d})')).toEqual({
      a: 'bc',
      b: 'ac',
      c: 'ab',
      d: '',
    });
  });
});

describe('a variable', () => {
  it('is known by all places of its name, that of a class in the class too', () => {
    const places = readVariables('class a{b(){return a}#c(){return this.#c}}new a(c=>c)').map((each) => each.places);
    expect(places).toEqual([
      [6, 19, 46],
      [22, 39],
      [48, 51],
    ]);
  });

  it('keeps a name that is a property’s as well', () => {
    const fixed = readVariables('let {a}=x,{b:c}=x,dd;({a,e:c})').filter((each) => each.fixed);
    expect(fixed.map(({ name }) => name)).toEqual(['a']);
  });
});

describe('a property of the script’s own', () => {
  const code = 'class a{b=1;c(){return this.b+this["b"]+d.e.b}#b;static e(){}}({b:c}=f,{b,[c]:g.c})';

  it('is known by all places of its name, but for variables, private names and what is computed', () => {
    const [b, c] = readProperties(code, new Set(['b', 'c', 'zz']));
    expect(b?.places.map((at) => code.slice(at - 1, at + 2))).toEqual(['{b=', '.b+', '.b}', '{b:', '{b,']);
    expect(c?.places.map((at) => code.slice(at - 1, at + 2))).toEqual([';c(', '.c}']);
    expect(readProperties(code, new Set(['b']))).toHaveLength(1);
  });

  it('keeps a name that is a variable’s as well, and has none of another', () => {
    const [b, c] = readProperties(code, new Set(['b', 'c']));
    expect([b?.fixed, c?.fixed]).toEqual([true, false]);
    expect([...(b?.rivals ?? [])]).toEqual([c]);
  });
});

describe('a script with other names', () => {
  // The same text again and again, its variables called this and that.
  const letters = [...'abcdefghij'];
  const functions = letters.map((_, index) => {
    const [one, two, three] = [0, 1, 2].map((step) => letters[(index * 3 + step * 7) % 10]);
    return `calls.push((${one},${two})=>{let ${three}=${one}.concat(${two},"${index}");return ${three}.join(${two})});`;
  });
  const code = `var calls=[];${functions.join('')}`;
  const sizeOf = (text: string) => deflateRawSync(text, { level: 9 }).length;
  const run = (text: string): string[] => new Function(`${text}return calls.map((call)=>call(["x","y"],"+"))`)();

  it('is as long, packs better and does the same', () => {
    const renamed = renameIn(code);
    expect(renamed).toHaveLength(code.length);
    expect(sizeOf(renamed)).toBeLessThan(sizeOf(code) * 0.9);
    expect(run(renamed)).toEqual(run(code));
    expect(run(renamed)[3]).toBe('x+y+++3');
  });

  it('is the same each time', () => {
    expect(renameIn(code)).toBe(renameIn(code));
  });

  it('has other names of two letters, but none that means something else there', () => {
    const long = letters.map((letter) => `function ${letter}q(){return typeof er}calls.push(${letter}q);`).join('');
    const renamed = renameIn(`var calls=[];${long}`);
    expect(renamed).not.toContain('function er(');
    expect(run(renamed)).toEqual(run(`var calls=[];${long}`));
  });
});

describe('properties with short names', () => {
  const uses = [...'abcdefgh'].map((name, index) => {
    const [mine, other] = [`q${name}`, `${name}z`];
    return `calls.push(((e,t)=>(e.${mine}=t.length,e.${other}=e.${mine}+1,[e.${mine},e.${other}]))({},"${index}"));`;
  });
  const code = `var calls=[];${uses.join('')}calls.push(Object.keys({stay:1,kz:2}));`;
  const given = new Set([...'abcdefgh'].flatMap((name) => [`q${name}`, `${name}z`]));
  const run = (text: string) => new Function(`${text}return calls`)();

  it('exchange them, and have others that are left over', () => {
    const renamed = renameIn(code, { given, spare: new Set(['et', 'er']) });
    expect(renamed).toHaveLength(code.length);
    expect(renamed).not.toBe(code);
    expect(run(renamed)).toEqual(run(code));
    const names = new Set(renamed.match(/(?<=e\.)\w\w(?=[=+,\]])/g));
    expect(names.size).toBe(given.size);
    for (const name of names) expect([...given, 'et', 'er']).toContain(name);
  });

  it('leave those of others alone', () => {
    expect(renameIn(code)).toContain('e.qa');
    // However well the name of another's would pack.
    const likely = `a(${'b.kz+1,'.repeat(40)}b.qa+1,${'b.kz+1,'.repeat(40)}b.qa+1)`;
    const renamed = renameIn(likely, { given: new Set(['qa']), spare: new Set(['xj', 'xq', 'xk', 'kz']) });
    expect(renamed.match(/kz/g)).toHaveLength(80);
  });
});

describe('classes and custom properties with short names', () => {
  it('exchange them, and have others that nobody has', () => {
    const rules = [...'abcdefgh'].map((name) => `.${name}{color:var(--tc${name})}.${name} .${name}{--tc${name}:0}`);
    const code = `a(\`${rules.join('')}\`,"a b c d",{"--tca":1,"--tcZ":2})`;
    const places = (name: string) =>
      [...code.matchAll(new RegExp(`\\.${name}(?=[{ ])`, 'g'))].map(({ index }) => index + 1);
    const classes: Variable[] = [...'abcdefgh'].map((name) => ({
      name,
      places: places(name),
      rivals: new Set(),
      fixed: false,
    }));
    for (const one of classes) for (const other of classes) if (one !== other) (one.rivals as Set<Variable>).add(other);
    const renamed = renameIn(code, undefined, { classes, names: [...'abcdefghxyz'] });
    expect(renamed).toHaveLength(code.length);
    expect(renamed).not.toBe(code);
    const shape =
      /^a\(`(?:\.([a-z])\{color:var\(--tc(\w)\)\}\.\1 \.\1\{--tc\2:0\}){8}`,"a b c d",\{"--tc\w":1,"--tc\w":2\}\)$/;
    expect(renamed).toMatch(shape);
    const used = (pattern: RegExp) => new Set(renamed.match(pattern)).size;
    expect([used(/(?<=\.)[a-z](?=\{c)/g), used(/(?<=r\(--tc)\w/g), used(/(?<=--tc)\w/g)]).toEqual([8, 8, 9]);
  });
});
