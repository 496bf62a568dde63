import { analyze, type Scope, type Variable as ScopeVariable } from 'eslint-scope';
import { type ESTree, parseSync, Visitor } from 'vite';

/** What a script calls by a name of its own: a variable, a private member of a class, or a property that nobody else knows. */
export interface Variable {
  name: string;
  /** Where the name stands, in order. */
  readonly places: readonly number[];
  /** Who cannot have the same name: one would hide the other where it is meant. */
  readonly rivals: ReadonlySet<Variable>;
  /** Whether the name is that of a property too, as in `{ name }`. */
  readonly fixed: boolean;
}

interface Found {
  readonly name: string;
  readonly places: Set<number>;
  readonly rivals: Set<Found>;
}

/** The variables and private names of a minified script, in the order in which they come. */
export function readVariables(code: string): Variable[] {
  const { program, errors } = parseSync('chunk.js', code, { range: true, showSemanticErrors: true });
  if (errors[0]) throw new Error(errors[0].message);
  const shared = new Set<number>();
  new Visitor({
    Property: ({ key, shorthand }) => shorthand && shared.add(key.start),
    ExportSpecifier: ({ local, exported }) => local.start === exported.start && shared.add(local.start),
  }).visit(program);
  const found = [...findVariables(program), ...findPrivateNames(program)];
  const variables = new Map(
    found.map((each) => {
      const places = [...each.places].sort((a, b) => a - b);
      const fixed = places.some((place) => shared.has(place));
      return [each, { name: each.name, places, rivals: new Set<Variable>(), fixed }];
    }),
  );
  for (const [{ rivals }, variable] of variables) {
    for (const rival of rivals) variable.rivals.add(variables.get(rival) as Variable);
  }
  return [...variables.values()].sort((a, b) => (a.places[0] ?? 0) - (b.places[0] ?? 0));
}

/** The properties of a minified script that have one of these names, which are the script's own. */
export function readProperties(code: string, own: ReadonlySet<string>): Variable[] {
  const found = new Map<string, { name: string; places: number[]; rivals: Set<Variable>; fixed: boolean }>();
  const note = ({ type, start, end }: ESTree.Node, computed: boolean, shorthand = false) => {
    const name = code.slice(start, end);
    if (computed || type !== 'Identifier' || !own.has(name)) return;
    const known = found.get(name) ?? { name, places: [], rivals: new Set(), fixed: false };
    known.fixed ||= shorthand;
    known.places.push(start);
    found.set(name, known);
  };
  new Visitor({
    MemberExpression: ({ property, computed }) => note(property, computed),
    Property: ({ key, computed, shorthand }) => note(key, computed, shorthand),
    MethodDefinition: ({ key, computed }) => note(key, computed),
    PropertyDefinition: ({ key, computed }) => note(key, computed),
  }).visit(parseSync('chunk.js', code).program);
  const properties = [...found.values()];
  for (const one of properties) {
    one.places.sort((a, b) => a - b);
    for (const other of properties) if (other !== one) one.rivals.add(other);
  }
  return properties;
}

function findVariables(program: ESTree.Program): Iterable<Found> {
  const { scopes } = analyze(program as Parameters<typeof analyze>[0], {
    ecmaVersion: 2022,
    sourceType: 'module',
    fallback: 'iteration',
  });
  const found = toFound(scopes);
  const visible = toVisible(scopes, found);
  const visibleIn = (scope: Scope) => [...(visible.get(scope) ?? [])];
  for (const scope of scopes) {
    const near = visibleIn(scope);
    // A `catch` must not have its name again in its block, nor a class its own in what it extends.
    if (scope.type === 'catch') near.push(...scope.childScopes.flatMap(visibleIn));
    if ('superClass' in scope.block && scope.block.superClass?.range) {
      const [start, end] = scope.block.superClass.range;
      near.push(...[...found.values()].filter(({ places }) => [...places].some((at) => at >= start && at < end)));
    }
    for (const one of visibleIn(scope)) for (const other of near) oppose(one, other);
    for (const { resolved } of scope.references) {
      const meant = resolved && found.get(resolved);
      if (!meant) continue;
      // Nothing between a name and its declaration may hide it.
      for (let at: Scope | null = scope; at && at !== resolved.scope; at = at.upper) {
        for (const between of visibleIn(at)) oppose(between, meant);
      }
    }
  }
  return new Set(found.values());
}

function toFound(scopes: readonly Scope[]): Map<ScopeVariable, Found> {
  const found = new Map<ScopeVariable, Found>();
  const byDeclaration = new Map<unknown, Found>();
  for (const variable of scopes.flatMap((scope) => scope.variables)) {
    const { name, identifiers, references } = variable;
    if (identifiers.length === 0) continue; // `arguments`
    // The name of a class is a variable of its own within the class.
    const known = byDeclaration.get(identifiers[0]) ?? { name, places: new Set<number>(), rivals: new Set<Found>() };
    byDeclaration.set(identifiers[0], known);
    found.set(variable, known);
    for (const { range } of [...identifiers, ...references.map(({ identifier }) => identifier)]) {
      if (range) known.places.add(range[0]);
    }
  }
  return found;
}

/** By scope, the variables that it declares. */
function toVisible(scopes: readonly Scope[], found: ReadonlyMap<ScopeVariable, Found>): Map<Scope, Set<Found>> {
  const visible = new Map<Scope, Set<Found>>(scopes.map((scope) => [scope, new Set()]));
  for (const [variable, each] of found) {
    // What is not in strict mode sees a block's function in the whole function around it.
    const isFunction = variable.defs.some(({ type }) => type === 'FunctionName');
    const top = isFunction ? variable.scope.variableScope : variable.scope;
    visible.get(top)?.add(each);
    for (let at = variable.scope; at !== top && at.upper; at = at.upper) visible.get(at)?.add(each);
  }
  return visible;
}

/** The names behind a `#`. Classes within a class see its own. */
function findPrivateNames(program: ESTree.Program): Found[] {
  const found: Found[] = [];
  const open: Map<string, Found>[] = [];
  new Visitor({
    ClassBody({ body }) {
      const own = new Map<string, Found>();
      for (const member of body) {
        if (!('key' in member) || member.key.type !== 'PrivateIdentifier' || own.has(member.key.name)) continue;
        own.set(member.key.name, { name: member.key.name, places: new Set(), rivals: new Set() });
      }
      open.push(own);
      const visible = open.flatMap((names) => [...names.values()]);
      for (const one of own.values()) for (const other of visible) oppose(one, other);
      found.push(...own.values());
    },
    'ClassBody:exit': () => open.pop(),
    PrivateIdentifier: ({ name, start }) =>
      open
        .findLast((names) => names.has(name))
        ?.get(name)
        ?.places.add(start + 1),
  }).visit(program);
  return found;
}

function oppose(one: Found, other: Found): void {
  if (one === other) return;
  one.rivals.add(other);
  other.rivals.add(one);
}
