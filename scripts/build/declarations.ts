/** Declarations that stand side by side, with nothing but semicolons between them. */
export interface Run {
  readonly start: number;
  readonly declarations: readonly string[];
}

/** What counts for nothing where a piece of a style sheet ends. In a template, what escapes a character is escaped too. */
const STRING = /(["'])(?:(?!\1)[^\\]|\\\\(?:\\\\|[^\\]))*\1|\\\\(?:\\\\|[^\\])/y;
/** What `compactTemplates` takes away, and what a template would say in another way. */
const UNKNOWN = /["'\\\n]|\/\*/y;
const DECLARATION = /^(?:--[\w-]+:.*|-?[a-z][a-z-]*:.+)$/;
/** Braces behind a custom property's name are its value, and what begins with a tag is markup. */
const PRELUDE = /^(?!--|<).+$/;
const STATEMENT = /^@(?:import|layer|namespace) /;

/** Properties, or the first words of all that begin so, by what they have to do with each other. */
const FAMILIES = [
  ['align', 'justify', 'place'],
  ['width', 'height', 'min', 'max', 'inline', 'block', 'aspect'],
  ['inset', 'top', 'right', 'bottom', 'left'],
  ['gap', 'row', 'column', 'columns', 'grid', 'order'],
  ['overflow', 'word'],
  ['font', 'line-height'],
  ['text', 'white', 'hyphens', 'letter', 'tab'],
  ['color', 'print', 'forced'],
  ['contain', 'container', 'content'],
  ['translate', 'transform', 'rotate', 'scale'],
  ...['accent', 'animation', 'appearance', 'background', 'border', 'box', 'clip', 'cursor', 'display', 'field'],
  ...['fill', 'flex', 'float', 'isolation', 'list', 'margin', 'mask', 'object', 'opacity', 'outline', 'overscroll'],
  ...['padding', 'pointer', 'position', 'resize', 'scroll', 'scrollbar', 'stroke', 'touch', 'transition', 'unicode'],
  ...['user', 'vector', 'vertical', 'visibility', 'will', 'z'],
].flatMap((words, family) => [words].flat().map((word) => [word, family] as const));
const FAMILY_OF = new Map(FAMILIES);
/** Properties of one family of which none says anything about another in this list. */
const APART = new Set([
  ...['width', 'height', 'min-width', 'min-height', 'max-width', 'max-height', 'aspect-ratio'],
  ...['top', 'right', 'bottom', 'left'],
  ...['font-size', 'font-weight', 'font-family', 'font-style', 'line-height'],
  ...['flex-direction', 'flex-wrap'],
  ...['align-items', 'align-content', 'align-self', 'justify-content', 'justify-self', 'justify-items'],
  ...['gap', 'grid-area', 'order'],
  ...['text-align', 'text-overflow', 'white-space', 'letter-spacing'],
  ...['overflow', 'overflow-wrap'],
  ...['color', 'color-scheme', 'forced-color-adjust'],
  ...['border', 'border-radius', 'border-collapse'],
  ...['box-sizing', 'box-shadow'],
  ...['transform', 'translate'],
]);

/**
 * Where declarations may change places in a style sheet of a template. None of a run goes past a nested block. Nothing if
 * the text is no style sheet from end to end, or one that is not understood.
 */
export function readRuns(css: string): Run[] | undefined {
  const runs: Run[] = [];
  let run: string[] = [];
  let depth = 0;
  for (let at = 0; at < css.length; ) {
    const end = endOfPiece(css, at);
    if (end === undefined) return undefined;
    const piece = css.slice(at, end);
    const mark = css[end];
    const isDeclaration = mark !== '{' && depth > 0 && DECLARATION.test(piece);
    if (isDeclaration) {
      if (run.length === 0) runs.push({ start: at, declarations: run });
      run.push(piece);
    } else if (mark === '{' ? !PRELUDE.test(piece) : piece !== '' && !STATEMENT.test(piece)) return undefined;
    if (mark !== ';' || !isDeclaration) run = [];
    depth += mark === '{' ? 1 : mark === '}' ? -1 : 0;
    if (depth < 0) return undefined;
    at = end + 1;
  }
  return depth === 0 ? runs : undefined;
}

/** Where a declaration or what stands before a block ends: at a semicolon or a brace, or with the text. */
function endOfPiece(css: string, start: number): number | undefined {
  let depth = 0;
  for (let at = start; at < css.length; ) {
    STRING.lastIndex = at;
    UNKNOWN.lastIndex = at;
    const char = css[at] as string;
    if (STRING.test(css)) {
      at = STRING.lastIndex;
      continue;
    }
    if (UNKNOWN.test(css)) return undefined;
    if ('(['.includes(char)) depth++;
    else if (')]'.includes(char)) depth--;
    else if (depth === 0 && ';{}'.includes(char)) return at;
    if (depth < 0) return undefined;
    at++;
  }
  return depth === 0 ? css.length : undefined;
}

/**
 * Whether the order of two declarations may matter: one may say something of what the other says. Whoever is not known to
 * have nothing to do with the other counts as related.
 */
export function areRelated(one: string, other: string): boolean {
  const [a, b] = [one, other].map(toProperty) as [string, string];
  // Nothing but itself sets a custom property, not even `all`.
  if (a === b || a.startsWith('--') || b.startsWith('--')) return a === b;
  if (APART.has(a) && APART.has(b)) return false;
  const [mine, others] = [a, b].map((name) => FAMILY_OF.get(name) ?? FAMILY_OF.get(name.split('-')[0] as string));
  return mine === undefined || others === undefined || mine === others;
}

/** The name of what is declared. What one browser calls by a name of its own may be the same as what all know. */
function toProperty(declaration: string): string {
  return declaration.slice(0, declaration.indexOf(':')).replace(/^-[a-z]+-/, '');
}
