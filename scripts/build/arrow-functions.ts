import { analyze, type Variable } from 'eslint-scope';
import MagicString from 'magic-string';
import { type ESTree, type Plugin, parseSync, Visitor } from 'vite';

type Body = ESTree.Program | ESTree.BlockStatement;

/** What a script says that matters here, in its order. */
interface Said {
  /** Declared ones and expressions, no arrows. */
  readonly functions: readonly ESTree.Function[];
  /** What has a `this`, `arguments` or `new.target` of its own and uses it. */
  readonly selves: ReadonlySet<ESTree.Node>;
  /** Functions that are methods, which cannot be written in another way. */
  readonly methods: ReadonlySet<ESTree.Node>;
  /** Names and functions that only a function does for: what `new` calls, what a class extends, what is exported. */
  readonly strict: ReadonlySet<ESTree.Node>;
  readonly bodies: readonly Body[];
  /** Those of them that are all of a function or of the script. */
  readonly whole: ReadonlySet<ESTree.Node>;
  readonly variables: readonly Variable[];
  /** Whether a text may say anything. */
  readonly evaluates: boolean;
}

/**
 * Makes arrow functions of functions that do without `this`: they are shorter, and stand in one list with the variables
 * around them.
 *
 * A function can be called before its declaration, an arrow function cannot: one that might be comes to stand before the
 * first statement that may lead to it. The others stay where they are, beside what looks like them: gzip finds it again.
 *
 * `new` takes no arrow function, so whatever it calls by its name stays a function. It calls functions by no other names:
 * sources in TypeScript make objects of classes only, and close-classes.ts makes functions of none that is handed on.
 */
export function arrowFunctions(): Plugin {
  return {
    name: 'arrow-functions',
    renderChunk: {
      // Behind the first minifier, which puts functions where they are used and knows them better than arrow functions.
      order: 'post',
      handler(code) {
        if (this.meta.watchMode) return undefined;
        const edited = toArrows(code);
        return { code: `${edited}`, map: edited.generateMap({ hires: 'boundary' }) };
      },
    },
  };
}

/** A script in strict mode with arrow functions wherever these do the same. */
export function toArrows(code: string): MagicString {
  const said = read(code);
  const edited = new MagicString(code);
  if (said.evaluates) return edited;
  const free = findFree(said);
  // Before the declarations: what is said behind a statement comes after what is said behind an expression in it.
  for (const node of free) {
    if (node.type === 'FunctionExpression' && !node.id) rewrite(node, ['(', ')'], edited);
  }
  const declared = toDeclared(said.variables);
  for (const body of said.bodies) {
    const { body: statements } = body;
    // Most variables around it are of this kind: the bundler and the first minifier write it where it does.
    const keyword = said.whole.has(body) ? 'var' : 'let';
    for (const [at, node] of statements.entries()) {
      if (node.type !== 'FunctionDeclaration' || !free.has(node) || !isAlone(declared.get(node))) continue;
      const first = findFirst(node, statements, declared);
      if (first === undefined) continue;
      rewrite(node, [`${keyword} ${node.id?.name} = `, ';\n'], edited);
      if (first < at) move(at, first, statements, edited);
    }
  }
  return edited;
}

function read(code: string): Said {
  // As a module: of what is not in strict mode, some cannot be said with arrow functions, and means something else.
  const { program, errors } = parseSync('chunk.js', code, {
    sourceType: 'module',
    range: true,
    showSemanticErrors: true,
  });
  if (errors[0]) throw new Error(errors[0].message);
  const functions: ESTree.Function[] = [];
  /** Where `this` is another one than around it. */
  const bounds: ESTree.Node[] = [];
  const special: ESTree.Node[] = [];
  const methods = new Set<ESTree.Node>();
  const strict = new Set<ESTree.Node>();
  const bodies: Body[] = [program];
  const whole = new Set<ESTree.Node>([program]);
  const addFunction = (node: ESTree.Function) => {
    functions.push(node);
    bounds.push(node);
    if (node.body) whole.add(node.body);
  };
  const addSpecial = (node: ESTree.Node) => special.push(node);
  const addStrict = (node: ESTree.Node) => {
    for (const each of toResults(node)) strict.add(each);
  };
  const addClass = ({ superClass }: ESTree.Class) => superClass && addStrict(superClass);
  new Visitor({
    FunctionDeclaration: addFunction,
    FunctionExpression: addFunction,
    ArrowFunctionExpression: ({ body }) => whole.add(body),
    ClassDeclaration: addClass,
    ClassExpression: addClass,
    PropertyDefinition: ({ value }) => void (value && bounds.push(value)),
    StaticBlock: (node) => bounds.push(node),
    BlockStatement: (node) => bodies.push(node),
    MethodDefinition: ({ value }) => methods.add(value),
    Property: ({ value, method, kind }) => void ((method || kind !== 'init') && methods.add(value)),
    ThisExpression: addSpecial,
    Super: addSpecial,
    MetaProperty: addSpecial,
    NewExpression: ({ callee }) => addStrict(callee),
    BinaryExpression: ({ operator, right }) => void (operator === 'instanceof' && addStrict(right)),
    MemberExpression: ({ object, property }) =>
      void (property.type === 'Identifier' && property.name === 'prototype' && addStrict(object)),
    ExportSpecifier: ({ local }) => addStrict(local),
  }).visit(program);
  const selves = new Set<ESTree.Node>(special.flatMap((each) => bounds.findLast((bound) => isIn(each, bound)) ?? []));
  const { scopes } = analyze(program as Parameters<typeof analyze>[0], {
    ecmaVersion: 2022,
    sourceType: 'module',
    fallback: 'iteration',
  });
  for (const { block, set } of scopes) {
    if (set.get('arguments')?.references.length) selves.add(block as ESTree.Node);
  }
  const evaluates = scopes[0]?.through.some(({ identifier: { name } }) => name === 'eval') ?? false;
  const variables = scopes.flatMap((scope) => scope.variables);
  return { functions, selves, methods, strict, bodies, whole, variables, evaluates };
}

/** The functions that need nothing that an arrow function has not. */
function findFree({ functions, selves, methods, strict, variables }: Said): Set<ESTree.Function> {
  const bound = new Set<unknown>();
  for (const { defs, references } of variables) {
    if (!references.some(({ identifier }) => strict.has(identifier as ESTree.Node))) continue;
    for (const { type, node } of defs) if (type === 'FunctionName') bound.add(node);
    for (const { writeExpr } of references) {
      for (const each of writeExpr ? toResults(writeExpr as ESTree.Node) : []) bound.add(each);
    }
  }
  const isFree = (node: ESTree.Function) =>
    !node.generator && !selves.has(node) && !methods.has(node) && !bound.has(node) && !strict.has(node);
  return new Set(functions.filter(isFree));
}

/** What an expression may give, as far as it says so. */
function toResults(node: ESTree.Node): ESTree.Node[] {
  switch (node.type) {
    case 'ParenthesizedExpression':
      return toResults(node.expression);
    case 'ConditionalExpression':
      return [node.consequent, node.alternate].flatMap(toResults);
    case 'LogicalExpression':
      return [node.left, node.right].flatMap(toResults);
    case 'AssignmentExpression':
      return [node.left, node.right].flatMap(toResults);
    case 'SequenceExpression':
      return node.expressions.slice(-1).flatMap(toResults);
    default:
      return [node];
  }
}

/** By declared function, its variable. */
function toDeclared(variables: readonly Variable[]): Map<unknown, Variable> {
  return new Map(
    variables.flatMap((variable) =>
      variable.defs.flatMap(({ type, node }) => (type === 'FunctionName' ? [[node, variable] as const] : [])),
    ),
  );
}

/** Whether a variable is one function and never anything else. */
function isAlone(variable: Variable | undefined): boolean {
  return variable?.defs.length === 1 && variable.references.every((reference) => reference.isReadOnly());
}

/**
 * Which of the statements is the first that may lead to a function among them; none may also be.
 * @returns `undefined` where nobody can tell
 */
function findFirst(
  node: ESTree.Function,
  statements: readonly ESTree.Node[],
  declared: ReadonlyMap<unknown, Variable>,
): number | undefined {
  let first = Number.POSITIVE_INFINITY;
  const reached = new Set([node]);
  for (const each of reached) {
    for (const { identifier } of declared.get(each)?.references ?? []) {
      const index = statements.findIndex((statement) => isIn(identifier as ESTree.Node, statement));
      const user = statements[index];
      if (!user) return undefined;
      // Another function leads to it from wherever that is mentioned, and one that is exported from anywhere.
      if (user.type === 'FunctionDeclaration') reached.add(user);
      else first = Math.min(first, isExportedFunction(user) ? 0 : index);
    }
  }
  return first;
}

function isExportedFunction(node: ESTree.Node): boolean {
  return 'declaration' in node && (node.declaration as ESTree.Node | null)?.type === 'FunctionDeclaration';
}

/** Writes an arrow function in place of a function, all but what its parameters and its body say. */
function rewrite(
  { start, end, async, params, body }: ESTree.Function,
  around: [string, string],
  edited: MagicString,
): void {
  if (!body) return;
  const head = `${around[0]}${async ? 'async ' : ''}(`;
  const [first, last] = [params[0], params.at(-1)];
  if (first && last) {
    edited.update(start, first.start, head);
    edited.update(last.end, body.start, ') => ');
  } else edited.update(start, body.start, `${head}) => `);
  edited.appendLeft(end, around[1]);
}

/** Puts one statement before another. */
function move(from: number, to: number, statements: readonly ESTree.Node[], edited: MagicString): void {
  const [node, place] = [statements[from], statements[to]];
  if (!node || !place) return;
  edited.move(node.start, node.end, place.start);
  // Where a line's end ended the one before it, what comes next must not go on with that.
  const before = statements.slice(0, from).findLast(({ type }) => type !== 'FunctionDeclaration');
  if (before && edited.original[before.end - 1] !== ';') edited.appendLeft(before.end, ';');
}

function isIn({ start, end }: ESTree.Node, around: ESTree.Node): boolean {
  return around.start <= start && end <= around.end;
}
