import { relative } from 'node:path';
import MagicString from 'magic-string';
import type { Plugin } from 'vite';
import { type Block, readBlocks } from './order-modules.ts';
import { readVariables } from './variables.ts';

export interface Later {
  /** The module whose function gives what is evaluated when it is called. */
  readonly loader: string;
  /** The modules that the script begins with, whoever mentions them. */
  readonly first: readonly string[];
}

/**
 * Puts the modules that only one function uses inside of it: nothing of them runs until it is called, in the same file.
 * `import()` would do so too, with another file or with a wrapper around each module.
 */
export function evaluateLater(later: Later): Plugin {
  let root = '';
  return {
    name: 'evaluate-later',
    configResolved(config) {
      root = config.root;
    },
    renderChunk(code, { moduleIds, modules }) {
      const ids = moduleIds.filter((id) => modules[id]?.renderedLength).map((id) => relative(root, id));
      const edited = moveLater(code, ids, later);
      return { code: `${edited}`, map: edited.generateMap({ hires: 'boundary' }) };
    },
  };
}

/** A chunk with the function around what only it uses. */
export function moveLater(code: string, ids: readonly string[], later: Later): MagicString {
  const blocks = readBlocks(code, ids);
  const { home, late } = findLate(code, blocks, later);
  const head = /function \w+\(\) \{\n/.exec(code.slice(home.start, home.end));
  if (!head) throw new Error(`${home.id} has not the shape of a function without parameters`);
  const place = home.start + head.index + head[0].length;
  const edited = new MagicString(code);
  // In their order, and each without its last line break: what stands behind it could not be told from it.
  for (const { start, end } of late) edited.move(start, end - 1, place);
  return edited;
}

/** The paths of the modules that come to stand in the function. */
export function readLate(code: string, ids: readonly string[], later: Later): Set<string> {
  return new Set(findLate(code, readBlocks(code, ids), later).late.map(({ id }) => id));
}

function findLate(code: string, blocks: readonly Block[], { loader, first }: Later): { home: Block; late: Block[] } {
  const home = blocks.find(({ id }) => id === loader);
  if (home?.statements.length !== 1 || !home.statements[0]?.hoisted) {
    throw new Error(`${loader} has to be one function`);
  }
  const { mentions, handedOut } = findMentions(code, blocks);
  const early = reach([...blocks.filter(({ id }) => first.includes(id)), ...handedOut], mentions, home);
  const meant = reach([home], mentions);
  // What nobody mentions does its work by being there, and stays where it is.
  const late = blocks.filter((block) => meant.has(block) && !early.has(block));
  if (late.length === 0) throw new Error(`There is nothing that only ${loader} uses`);
  return { home, late };
}

/** These, what they mention, what that mentions, and so on; what `end` mentions does not count. */
function reach(from: readonly Block[], mentions: ReadonlyMap<Block, ReadonlySet<Block>>, end?: Block): Set<Block> {
  const reached = new Set(from);
  for (const block of reached) {
    if (block !== end) for (const home of mentions.get(block) ?? []) reached.add(home);
  }
  return reached;
}

/** By module, those whose variables it mentions anywhere; and those of which something is mentioned outside of all. */
function findMentions(
  code: string,
  blocks: readonly Block[],
): { mentions: Map<Block, Set<Block>>; handedOut: Set<Block> } {
  const homes = new Map<string, Block>();
  for (const block of blocks) {
    for (const { declares } of block.statements) for (const name of declares) homes.set(name, block);
  }
  const mentions = new Map<Block, Set<Block>>(blocks.map((block) => [block, new Set()]));
  const handedOut = new Set<Block>();
  for (const { name, places } of readVariables(code)) {
    const users = new Set(places.map((place) => blocks.find(({ start, end }) => place >= start && place < end)));
    // What one module alone mentions is its own, whatever others call theirs.
    const home = users.size > 1 && homes.get(name);
    if (!home) continue;
    for (const user of users) (user ? mentions.get(user) : handedOut)?.add(home);
  }
  return { mentions, handedOut };
}
