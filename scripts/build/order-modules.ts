import { relative } from 'node:path';
import MagicString from 'magic-string';
import { type Plugin, parseSync } from 'vite';

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

/** A top-level statement: what it declares, and which names it mentions at once or when a function of it runs. */
export interface Statement {
  readonly declares: readonly string[];
  readonly hoisted: boolean;
  readonly now: ReadonlySet<string>;
  readonly later: ReadonlySet<string>;
  readonly calls: boolean;
}

export interface Block {
  readonly id: string;
  readonly start: number;
  readonly end: number;
  readonly statements: Statement[];
}

const CALLS = new Set(['CallExpression', 'NewExpression', 'TaggedTemplateExpression', 'ImportExpression']);
const FUNCTIONS = new Set(['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression']);

export interface ModuleOrder {
  /** The paths of modules in the order in which they should come; what is not among them stands behind all others. */
  readonly paths: readonly string[];
  /** What has side effects when it is loaded, and stays where it is. */
  readonly first: string;
  readonly last: string;
}

/** Puts what is alike side by side in the script, since gzip looks back 32 KB only. */
export function orderModules(wanted: ModuleOrder): Plugin {
  let root = '';
  return {
    name: 'order-modules',
    configResolved(config) {
      root = config.root;
    },
    renderChunk(code, { moduleIds, modules }) {
      // Of some nothing is left: they only hand on what others export.
      const ids = moduleIds.filter((id) => modules[id]?.renderedLength).map((id) => relative(root, id));
      const edited = reorder(code, ids, wanted);
      return { code: `${edited}`, map: edited.generateMap({ hires: 'boundary' }) };
    },
  };
}

/** A chunk with its modules in another order, each behind what it needs while it is loaded. */
export function reorder(code: string, ids: readonly string[], { paths, first, last }: ModuleOrder): MagicString {
  const blocks = readBlocks(code, ids);
  const places = new Map([first, ...paths].map((id, place) => [id, place]));
  const placeOf = ({ id }: Block) => (id === last ? Infinity : (places.get(id) ?? places.size));
  const ordered = order(
    [...blocks].sort((a, b) => placeOf(a) - placeOf(b)),
    findNeeds(blocks),
  );
  const edited = new MagicString(code);
  const foot = ordered.at(-1);
  if (!foot || foot !== blocks.at(-1)) throw new Error(`${foot?.id} got behind what comes last`);
  // Without its last line break, or the one right above could not be told from where it goes.
  for (const { start, end } of ordered) if (start < foot.start) edited.move(start, end - 1, foot.start);
  return edited;
}

/** By the path of each module of a chunk, those that must come before it. */
export function readNeeds(code: string, ids: readonly string[]): Map<string, Set<string>> {
  const needs = [...findNeeds(readBlocks(code, ids))];
  return new Map(needs.map(([{ id }, before]) => [id, new Set([...before].map((block) => block.id))]));
}

/** What is wanted in this order, each behind what it needs. */
export function order<Item>(wanted: readonly Item[], needs: ReadonlyMap<Item, ReadonlySet<Item>>): Item[] {
  const ordered = new Set<Item>();
  const put = (item: Item) => {
    if (ordered.has(item)) return;
    for (const need of needs.get(item) ?? []) put(need);
    ordered.add(item);
  };
  for (const item of wanted) put(item);
  return [...ordered];
}

/** The modules of a chunk. The bundler writes each one's path on a line before it. */
export function readBlocks(code: string, ids: readonly string[]): Block[] {
  const { program } = parseSync('chunk.js', code);
  const marks = [...code.matchAll(/^\/\/ (\S.*)$/gm)].filter(([, id = '']) => ids.includes(id));
  const body = toBody(program as unknown as Node, marks[0]?.index ?? 0);
  // What follows the last module (the exports) stays behind it.
  const end = body.findLast(({ type }) => type !== 'ReturnStatement' && type !== 'ExportNamedDeclaration')?.end ?? 0;
  const blocks = marks.map(({ 1: id = '', index }, at): Block => {
    return { id, start: index, end: marks[at + 1]?.index ?? end, statements: [] };
  });
  for (const node of body) {
    const block = blocks.find(({ start, end }) => node.start >= start && node.end <= end);
    block?.statements.push(readStatement(node));
  }
  const empty = blocks.find(({ statements }) => statements.length === 0)?.id;
  const missing = empty ?? ids.find((id) => !blocks.some((block) => block.id === id));
  if (missing) throw new Error(`The chunk shows nothing of ${missing}`);
  return blocks;
}

/** The list of statements in which the modules stand: the script's, or that of the function around all. */
function toBody(node: Node, mark: number): Node[] {
  const inner = childrenOf(node).find(({ start, end }) => start < mark && end > mark);
  if (inner) return toBody(inner, mark);
  return node.body as Node[];
}

/** By module, which others must have been evaluated before it. */
function findNeeds(blocks: readonly Block[]): Map<Block, Set<Block>> {
  const homes = new Map<string, { block: Block; statement: Statement }>();
  for (const block of blocks) {
    for (const statement of block.statements) {
      for (const name of statement.declares) homes.set(name, { block, statement });
    }
  }
  const needs = new Map<Block, Set<Block>>();
  for (const block of blocks) {
    const names = new Set<string>();
    for (const { now, later, calls } of block.statements) {
      for (const name of now) names.add(name);
      // Whatever is called may call on: everything within reach has to be there.
      if (calls) reach([...now, ...later], homes, names);
    }
    const found = [...names].flatMap((name) => homes.get(name) ?? []);
    // A local variable may have the name of another module's. What the bundler puts behind a module it never needs.
    const before = found.filter(({ block: { end }, statement }) => end <= block.start && !statement.hoisted);
    needs.set(block, new Set(before.map(({ block: home }) => home)));
  }
  return needs;
}

function reach(
  names: readonly string[],
  homes: ReadonlyMap<string, { statement: Statement }>,
  found: Set<string>,
): void {
  const open = [...names];
  const seen = new Set<string>();
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    found.add(name);
    const statement = homes.get(name)?.statement;
    if (statement) open.push(...statement.now, ...statement.later);
  }
}

function readStatement(node: Node): Statement {
  const now = new Set<string>();
  const later = new Set<string>();
  let calls = false;
  const visit = (at: Node, isLater: boolean): void => {
    if (at.type === 'Identifier') (isLater ? later : now).add(at.name as string);
    calls ||= CALLS.has(at.type) && !isLater;
    const isWork = FUNCTIONS.has(at.type) || (at.type === 'PropertyDefinition' && !at.static);
    for (const child of childrenOf(at)) {
      const isKey = child === at.key || child === at.property;
      if (!isKey || at.computed) visit(child, isLater || (isWork && !isKey));
    }
  };
  const hoisted = node.type === 'FunctionDeclaration';
  visit(node, hoisted);
  const declared = node.type === 'VariableDeclaration' ? (node.declarations as Node[]) : [node];
  return { declares: declared.flatMap(({ id }) => (id ? namesIn(id as Node) : [])), hoisted, now, later, calls };
}

function namesIn(pattern: Node): string[] {
  return pattern.type === 'Identifier' ? [pattern.name as string] : childrenOf(pattern).flatMap(namesIn);
}

function childrenOf(node: Node): Node[] {
  return Object.values(node)
    .flat()
    .filter((value): value is Node => typeof value === 'object' && value !== null && 'type' in value);
}
