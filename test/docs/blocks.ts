import { readFile } from 'node:fs/promises';

/** A fenced block of the guide. */
export interface Block {
  /** What stands behind `name=` in its info string: a file name. */
  name: string;
  language: string;
  code: string;
  /** Line of the guide that its first line of code is. */
  line: number;
}

export const GUIDE = new URL('../../docs/chatkit-server.md', import.meta.url);

/** @throws Error when a block has no name, two have the same, or one does not end. */
export async function readBlocks(guide: URL): Promise<Block[]> {
  const lines = (await readFile(guide, 'utf8')).split('\n');
  const blocks: Block[] = [];
  let open: { info: string; from: number } | undefined;
  for (const [index, line] of lines.entries()) {
    if (!line.startsWith('```')) continue;
    if (!open) {
      open = { info: line.slice(3), from: index + 1 };
      continue;
    }
    const [, language, name] = /^(\w+) name=([\w.-]+)$/.exec(open.info) ?? [];
    if (!language || !name) throw new Error(`The block at line ${open.from} needs a language and a name: ${open.info}`);
    if (blocks.some((block) => block.name === name)) throw new Error(`Two blocks are called ${name}.`);
    blocks.push({ name, language, code: `${lines.slice(open.from, index).join('\n')}\n`, line: open.from + 1 });
    open = undefined;
  }
  if (open) throw new Error(`The block at line ${open.from} does not end.`);
  return blocks;
}
