import { parseSync, Visitor } from 'vite';

/** A string of a script, or a part of a template. */
export interface ScriptText {
  readonly start: number;
  readonly text: string;
  /** Whether an expression goes on there. */
  readonly beforeHole: boolean;
}

/** What a script says, in strings and templates. */
export function readTexts(code: string): ScriptText[] {
  const texts: ScriptText[] = [];
  const note = (start: number, end: number, beforeHole: boolean) =>
    texts.push({ start, text: code.slice(start, end), beforeHole });
  new Visitor({
    Literal: ({ value, start, end }) => typeof value === 'string' && note(start + 1, end - 1, false),
    TemplateElement: ({ start, end, tail }) => note(start, end, !tail),
  }).visit(parseSync('chunk.js', code).program);
  return texts;
}
