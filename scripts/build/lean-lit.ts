import type { Plugin } from 'vite';
import { CUTS, type Cut } from './lit-cuts.ts';

/** What sources of ours must not use, since it is cut out. */
const NEEDED =
  /\b(?:svg|mathml)`|async-directive|\b(?:useDefault|noAccessor|hasChanged|converter): |type: (?:Boolean|Array|Object)\b|[^.\w-][\w-]+=\$\{live\(|guard\((?!\s*\[)|css`[^`]*\$\{|='[^' ]*\$\{|\}\/>|lit\/directives\/(?!repeat|live|guard)|\b(?:state|reflect): true, attribute|attribute: '[^']*', reflect|\bstate: true|\bchanged\.(?:get|forEach|entries|values)\(|\bof changed\b|\b(?:addController|addInitializer|createRenderRoot|scheduleUpdate|performUpdate|shouldUpdate|firstUpdated|getUpdateComplete)\(/;

/** Lit without what this script does not use: the pieces are cut out of its files. */
export function leanLit(): Plugin {
  return {
    name: 'lean-lit',
    enforce: 'pre',
    transform: {
      filter: { id: [...Object.keys(CUTS).map((file) => new RegExp(`${file}$`)), /\/embed\/.*\.ts$/] },
      handler(code, id) {
        const file = Object.keys(CUTS).find((each) => id.endsWith(each));
        if (file) return { code: cutOut(code, file), map: null };
        requireUnneeded(code, id);
        return undefined;
      },
    },
  };
}

/** @throws when a source uses what is cut out */
export function requireUnneeded(code: string, id: string): void {
  const [needed] = NEEDED.exec(code) ?? [];
  if (needed) throw new Error(`${id} uses what is cut out of Lit: ${needed}`);
}

/** The code of a file of Lit's, without what is cut out of it. */
export function cutOut(code: string, file: string): string {
  return (CUTS[file] ?? []).reduce<string>(cutOne, code);
}

function cutOne(code: string, cut: Cut): string {
  const [from, to] = typeof cut === 'string' ? [cut, ''] : [cut[0], cut.at(-1) ?? ''];
  const start = code.indexOf(from);
  if (start < 0 || code.includes(from, start + 1)) throw new Error(`Lit has not, or not only once: ${from}`);
  const end = cut.length === 3 && typeof cut !== 'string' ? code.indexOf(cut[1], start) : start + from.length;
  if (end < 0) throw new Error(`Lit has not, after ${from}: ${cut[1]}`);
  return code.slice(0, start) + to + code.slice(end);
}
