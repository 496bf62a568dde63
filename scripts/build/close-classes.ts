import { analyze, type ScopeManager, type Variable } from 'eslint-scope';
import MagicString from 'magic-string';
import { type ESTree, type Plugin, parseSync, Visitor } from 'vite';

type Method = ESTree.MethodDefinition;
type Field = ESTree.PropertyDefinition;

/** What a script says that matters here, in its order. */
interface Said {
  readonly classes: readonly ESTree.Class[];
  /** Their names, where these are declared. */
  readonly ids: ReadonlyMap<ESTree.Node, readonly ESTree.BindingIdentifier[]>;
  /** Where `this` may be another one: functions but arrows, and classes. */
  readonly bounds: readonly ESTree.Node[];
  readonly arrows: readonly ESTree.Node[];
  readonly selves: readonly ESTree.ThisExpression[];
  readonly members: readonly ESTree.MemberExpression[];
  readonly privates: readonly ESTree.PrivateIdentifier[];
  /** By where a name is called by `new`, the call: what else is done with a class only a class can do. */
  readonly makes: ReadonlyMap<number, ESTree.NewExpression>;
  /** `return`, `super` and `new.target`. */
  readonly special: readonly ESTree.Node[];
  /** Where `{ name }` stands for `{ name: name }`. */
  readonly shorthands: ReadonlySet<number>;
  /** What gets a value. */
  readonly targets: readonly ESTree.Node[];
  readonly scopes: ScopeManager;
}

/** A class that can become a function. */
interface Closable {
  readonly node: ESTree.Class;
  /** Where its objects are made. */
  readonly makes: readonly ESTree.NewExpression[];
  readonly members: readonly (Method | Field)[];
  /** `this`, where it is one of its objects. */
  readonly selves: readonly ESTree.ThisExpression[];
  /** `this.#name`, each. */
  readonly uses: readonly ESTree.MemberExpression[];
  /** Those that get a value there. */
  readonly writes: readonly ESTree.MemberExpression[];
}

/**
 * Makes functions of classes: a call gives an object whose methods share variables where the class has private names.
 * A variable is shorter than `this.#name`, minifiers know what happens to it, and nobody else can see either. `new` is
 * not needed then: without it, the function may become an arrow function (see arrow-functions.ts).
 *
 * Only of classes that have private names and nothing static or computed, of which nobody does anything but `new`.
 */
export function closeClasses(): Plugin {
  return {
    name: 'close-classes',
    renderChunk(code) {
      if (this.meta.watchMode) return undefined;
      const edited = closeIn(code);
      return { code: `${edited}`, map: edited.generateMap({ hires: 'boundary' }) };
    },
  };
}

/** @param used names of classes that other scripts extend or test for */
export function closeIn(code: string, used: readonly string[] = []): MagicString {
  if (/\$of\d/.test(code)) throw new Error('The script has names like a$of0 already');
  const said = read(code);
  const edited = new MagicString(code);
  const closed = [...said.classes.entries()].flatMap(([index, node]) => {
    const closable = toClosable(node, said, used);
    return closable ? [{ index, closable }] : [];
  });
  // Before all else: what moves takes along what stands at its end.
  for (const { closable } of closed) for (const make of closable.makes) dropNew(make, said, edited);
  for (const { index, closable } of closed) close(closable, index, said, edited);
  return edited;
}

function read(code: string): Said {
  const { program } = parseSync('chunk.js', code, { range: true });
  const classes: ESTree.Class[] = [];
  const bounds: ESTree.Node[] = [];
  const arrows: ESTree.Node[] = [];
  const selves: ESTree.ThisExpression[] = [];
  const members: ESTree.MemberExpression[] = [];
  const privates: ESTree.PrivateIdentifier[] = [];
  const ids = new Map<ESTree.Node, ESTree.BindingIdentifier[]>();
  const makes = new Map<number, ESTree.NewExpression>();
  const special: ESTree.Node[] = [];
  const shorthands = new Set<number>();
  const targets: ESTree.Node[] = [];
  const addName = (node: ESTree.Node | null, id: ESTree.Node | null) => {
    if (node && id?.type === 'Identifier') ids.set(node, [...(ids.get(node) ?? []), id as ESTree.BindingIdentifier]);
  };
  const addClass = (node: ESTree.Class) => {
    classes.push(node);
    bounds.push(node);
    addName(node, node.id);
  };
  new Visitor({
    VariableDeclarator: ({ id, init }) => addName(init, id),
    ClassDeclaration: addClass,
    ClassExpression: addClass,
    ArrowFunctionExpression: (node) => arrows.push(node),
    FunctionDeclaration: (node) => bounds.push(node),
    FunctionExpression: (node) => bounds.push(node),
    ThisExpression: (node) => selves.push(node),
    MemberExpression: (node) => members.push(node),
    PrivateIdentifier: (node) => privates.push(node),
    NewExpression: (node) => makes.set(node.callee.start, node),
    ReturnStatement: (node) => special.push(node),
    Super: (node) => special.push(node),
    MetaProperty: (node) => special.push(node),
    AssignmentExpression: ({ left }) => targets.push(left),
    UpdateExpression: ({ argument }) => targets.push(argument),
    ForInStatement: ({ left }) => targets.push(left),
    ForOfStatement: ({ left }) => targets.push(left),
    Property: ({ key, shorthand }) => void (shorthand && shorthands.add(key.start)),
  }).visit(program);
  const scopes = analyze(program as Parameters<typeof analyze>[0], {
    ecmaVersion: 2022,
    sourceType: 'module',
    fallback: 'iteration',
  });
  return { classes, ids, bounds, arrows, selves, members, privates, makes, special, shorthands, targets, scopes };
}

function toClosable(node: ESTree.Class, said: Said, used: readonly string[]): Closable | undefined {
  const { ids, bounds, selves, members, privates, special, targets } = said;
  const isUsed = ids.get(node)?.some(({ name }) => used.includes(name));
  if (node.superClass || isUsed || said.classes.some((around) => isIn(node, around))) return undefined;
  const body = node.body.body;
  if (!body.every(isPlain) || !body.some(({ key }) => key.type === 'PrivateIdentifier')) return undefined;
  const own = selves.filter((self) => {
    const bound = bounds.findLast((each) => isIn(self, each));
    return bound === node || body.some(({ value }) => value && value === bound);
  });
  const starts = new Set(own.map(({ start }) => start));
  const uses = members.filter(
    ({ object, property }) =>
      property.type === 'PrivateIdentifier' && starts.has(object.start) && object.type === 'ThisExpression',
  );
  const make = body.find((member) => isMethod(member, 'constructor'));
  // Each private name in it is one that is declared here or one of these.
  const inside = privates.filter((name) => isIn(name, node));
  const makes = findMakes(node, said);
  return makes &&
    inside.length === uses.length + body.filter(isPrivate).length &&
    !special.some((each) => each.type !== 'ReturnStatement' && isIn(each, node)) &&
    (!make || isAround(make.value, node, said))
    ? {
        node,
        makes,
        members: body,
        selves: own,
        uses,
        writes: uses.filter((use) => targets.some((target) => isIn(use, target) || use === target)),
      }
    : undefined;
}

/** Where a class is called by `new`, if nothing else is done with it. */
function findMakes(node: ESTree.Class, { ids, makes, scopes }: Said): ESTree.NewExpression[] | undefined {
  const names = ids.get(node) ?? [];
  // One without a variable around it goes where nobody knows what happens to it.
  if (!names.some((name) => node.type === 'ClassDeclaration' || !isIn(name, node))) return undefined;
  const declared = scopes.scopes
    .flatMap(({ variables }) => variables)
    .filter(({ identifiers }) =>
      identifiers.some(({ range }) => range && names.some(({ start }) => start === range[0])),
    );
  const found = new Set<ESTree.NewExpression>();
  for (const { identifier, init } of declared.flatMap(({ references }) => references)) {
    const make = makes.get(identifier.range?.[0] ?? -1);
    if (make?.callee.type === 'Identifier') found.add(make);
    else if (!init) return undefined;
  }
  return [...found];
}

/**
 * Whether its constructor may stand around all the rest: it ends where it ends, its parameters do not need the object, and
 * none of its own names means something else outside of it.
 */
function isAround(
  make: ESTree.Function,
  node: ESTree.Class,
  { bounds, arrows, special, selves, scopes }: Said,
): boolean {
  const inner = [...bounds, ...arrows].filter((bound) => isIn(bound, make));
  const ends = special.some(
    (each) => each.type === 'ReturnStatement' && isIn(each, make) && !inner.some((bound) => isIn(each, bound)),
  );
  const { start: bodyStart = make.end } = make.body ?? {};
  if (ends || selves.some((self) => isIn(self, make) && self.start < bodyStart)) return false;
  const names = new Set(
    scopes.acquire(make as Parameters<ScopeManager['acquire']>[0])?.variables.map(({ name }) => name),
  );
  return scopes.scopes.every(({ references }) =>
    references.every(({ identifier: { name, range }, resolved }) => {
      const place = { start: range?.[0] ?? 0, end: range?.[1] ?? 0 } as ESTree.Node;
      if (!names.has(name) || !isIn(place, node) || isIn(place, make)) return true;
      const home = resolved?.scope.block as ESTree.Node | undefined;
      return home !== undefined && isIn(home, node);
    }),
  );
}

function isPlain(member: ESTree.ClassElement): member is Method | Field {
  if (member.type !== 'MethodDefinition' && member.type !== 'PropertyDefinition') return false;
  const isSetter = isPrivate(member) && isMethod(member, 'set');
  return !member.static && !member.computed && !isSetter && (isPrivate(member) || member.key.type === 'Identifier');
}

function isIn({ start, end }: ESTree.Node, around: ESTree.Node): boolean {
  return around.start <= start && end <= around.end && end - start < around.end - around.start;
}

/** Makes a call of `new X(…)`, and of `new X`. */
function dropNew({ start, end, callee }: ESTree.NewExpression, { makes }: Said, edited: MagicString): void {
  // Of `new new X().Y()`, the outer one would take the first parentheses.
  const [open, shut] = makes.has(start) ? ['(', ')'] : ['', ''];
  if (end === callee.end) {
    edited.update(start, end, `${open}${edited.original.slice(callee.start, callee.end)}()${shut}`);
  } else {
    edited.update(start, callee.start, open);
    edited.appendLeft(end, shut);
  }
}

function close(closable: Closable, index: number, { shorthands, scopes }: Said, edited: MagicString): void {
  const { node, members, selves, uses } = closable;
  const self = `self$of${index}`;
  const toVariable = (name: string) => `${name}$of${index}`;
  const nameOf = (key: ESTree.Node) => toVariable((key as ESTree.PrivateIdentifier).name);
  const getters = new Set(
    members.filter((member) => isPrivate(member) && isMethod(member, 'get')).map(({ key }) => nameOf(key)),
  );
  const used = new Set(uses.map(({ object }) => object.start));
  for (const { start, end, property } of uses) {
    const name = nameOf(property);
    edited.update(start, end, getters.has(name) ? `${name}()` : name);
  }
  for (const { start, end } of selves) if (!used.has(start)) edited.update(start, end, self);

  const writer = new Writer(edited, node);
  const make = members.find((member) => isMethod(member, 'constructor'));
  const { params = [], body } = make?.value ?? {};
  const { given, gone } = readGiven(closable, make, scopes);
  for (const [name, { references, identifiers }] of given) {
    const variable = toVariable(name);
    for (const { range } of [...identifiers, ...references.map(({ identifier }) => identifier)]) {
      if (range)
        edited.update(
          ...range,
          shorthands.has(range[0]) ? `${edited.original.slice(...range)}: ${variable}` : variable,
        );
    }
  }
  writer.text(`function ${node.id?.name ?? ''}(`);
  const [first, last] = [params[0], params.at(-1)];
  if (first && last) writer.keep(first.start, last.end);
  writer.text(`) {\nlet ${self} = {\n`);
  for (const member of members) {
    if (member === make || member.type !== 'MethodDefinition' || isPrivate(member)) continue;
    writer.keep(member.start, member.end);
    writer.text(',\n');
  }
  writer.text('};\n');
  for (const member of members) {
    if (member.type !== 'PropertyDefinition') continue;
    const { key, value } = member;
    if (key.type === 'PrivateIdentifier' && given.has(key.name)) continue;
    if (isPrivate(member)) edited.update(key.start, key.end, nameOf(key));
    else if (!value) continue;
    writer.text(isPrivate(member) ? 'let ' : `${self}.`);
    writer.keep(key.start, (value ?? key).end);
    writer.text(';\n');
  }
  for (const member of members) {
    if (member.type !== 'MethodDefinition' || !isPrivate(member)) continue;
    const { key, value } = member;
    edited.update(key.start, key.end, nameOf(key));
    writer.text(`${value.async ? 'async ' : ''}function${value.generator ? '*' : ''} `);
    writer.keep(key.start, member.end);
    writer.text('\n');
  }
  let at = body ? body.start + 1 : 0;
  for (const { start, end } of gone) {
    writer.keep(at, start);
    at = end;
  }
  if (body) writer.keep(at, body.end - 1);
  writer.text(`\nreturn ${self};\n}`);
  writer.end();
}

interface Given {
  /** By the private name, the parameter that it stands for and nothing else. */
  readonly given: ReadonlyMap<string, Variable>;
  /** The statements that say nothing any more. */
  readonly gone: readonly ESTree.Node[];
}

/** What a constructor's own statements do with private names that have no value before. */
function readGiven({ members, writes }: Closable, make: Method | undefined, scopes: ScopeManager): Given {
  const given = new Map<string, Variable>();
  const gone: ESTree.Node[] = [];
  const scope = make && scopes.acquire(make.value as Parameters<ScopeManager['acquire']>[0]);
  const bare = new Set(
    members.flatMap(({ type, key, value }) =>
      type === 'PropertyDefinition' && key.type === 'PrivateIdentifier' && !value ? [key.name] : [],
    ),
  );
  for (const statement of make?.value.body?.body ?? []) {
    const [name, value] = readSetting(statement) ?? [];
    if (!name || !bare.delete(name)) continue;
    const param = value?.type === 'Identifier' ? scope?.set.get(value.name) : undefined;
    const settings = writes.filter(({ property }) => property.type === 'PrivateIdentifier' && property.name === name);
    if (!param || !isConstant(param) || settings.length > 1 || [...given.values()].includes(param)) continue;
    given.set(name, param);
    gone.push(statement);
  }
  return { given, gone };
}

/** Of `this.#name = value`, both. */
function readSetting(statement: ESTree.Statement): [name: string, value: ESTree.Expression] | undefined {
  const { expression } = statement.type === 'ExpressionStatement' ? statement : { expression: undefined };
  if (expression?.type !== 'AssignmentExpression' || expression.operator !== '=') return undefined;
  const { left, right } = expression;
  if (left.type !== 'MemberExpression' || left.object.type !== 'ThisExpression') return undefined;
  return left.property.type === 'PrivateIdentifier' ? [left.property.name, right] : undefined;
}

/** Whether a parameter is one, and never another than it came. */
function isConstant({ defs, references }: Variable): boolean {
  return defs[0]?.type === 'Parameter' && references.every((reference) => reference.isReadOnly() || reference.init);
}

function isPrivate({ key }: Method | Field): boolean {
  return key.type === 'PrivateIdentifier';
}

function isMethod(member: Method | Field, kind: Method['kind']): member is Method {
  return member.type === 'MethodDefinition' && member.kind === kind;
}

/** Writes what stands in a place anew, of its pieces and of other texts. */
class Writer {
  readonly #edited: MagicString;
  readonly #place: { start: number; end: number };
  readonly #kept: [start: number, end: number][] = [];
  #head = '';

  constructor(edited: MagicString, place: { start: number; end: number }) {
    this.#edited = edited;
    this.#place = place;
  }

  text(text: string): void {
    const before = this.#kept.at(-1);
    if (before) this.#edited.appendLeft(before[1], text);
    else this.#head += text;
  }

  keep(start: number, end: number): void {
    if (start === end) return;
    this.#edited.move(start, end, this.#place.end);
    this.#kept.push([start, end]);
  }

  /** Takes away what was not kept. */
  end(): void {
    let { start: at } = this.#place;
    for (const [start, end] of this.#kept.toSorted(([a], [b]) => a - b)) {
      if (at < start) this.#edited.remove(at, start);
      at = end;
    }
    if (at < this.#place.end) this.#edited.remove(at, this.#place.end);
    this.#edited.prependLeft(this.#place.start, this.#head);
  }
}
