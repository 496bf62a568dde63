import { readFile } from 'node:fs/promises';

/** A row of the guide's last chapter: what a Python name is called here. */
export interface NameRow {
  /** `chatkit.server`: the heading above. */
  module: string;
  python: string[];
  /** Names of this package: an export, or a member of one (`ChatKitServer.process`). */
  ours: string[];
}

/** Reads the tables behind the heading "Coming from Python". */
export async function readNameTable(guide: URL): Promise<NameRow[]> {
  const [, chapter = ''] = (await readFile(guide, 'utf8')).split('\n## Coming from Python\n');
  const rows: NameRow[] = [];
  let module = '';
  for (const line of chapter.split('\n')) {
    module = /^### `(.*)`$/.exec(line)?.[1] ?? module;
    const [, python = '', ours = ''] = line.split('|');
    if (line.startsWith('| `')) rows.push({ module, python: namesIn(python), ours: namesIn(ours).filter(isName) });
  }
  return rows;
}

function namesIn(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);
}

/** What is dotted and begins small is a type on the wire. */
function isName(text: string): boolean {
  return /^([A-Z]\w*(\.\w+)?|[a-z]\w*)$/.test(text);
}
