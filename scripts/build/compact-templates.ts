import { basename } from 'node:path';
import MagicString from 'magic-string';
import { type Plugin, parseSync, Visitor } from 'vite';

/** Stands for an expression while a template is looked at as a whole. */
const HOLE = '\0';

/**
 * Minifiers leave what stands in templates. Lit's lose here what a browser does not need: style sheets their comments
 * and spaces, markup its indentation, the quotes of its fixed attributes and the tags that it ends with.
 */
export function compactTemplates(): Plugin {
  return {
    name: 'compact-templates',
    enforce: 'pre',
    transform: {
      filter: { id: /\/embed\/.*\.ts$/ },
      handler(code, id) {
        const { program, errors } = parseSync(basename(id), code);
        if (errors.length > 0) return; // the bundler says it better
        const edited = new MagicString(code);
        new Visitor({
          TaggedTemplateExpression({ tag, quasi: { quasis } }) {
            const compact = tag.type === 'Identifier' && COMPACTORS[tag.name];
            if (!compact) return;
            const parts = compact(quasis.map(({ value }) => value.raw).join(HOLE)).split(HOLE);
            for (const [index, { start, value }] of quasis.entries()) {
              const from = start + 1; // behind the mark that opens this part
              const part = parts[index];
              if (part === undefined || !code.startsWith(value.raw, from))
                throw new Error(`Not understood: ${value.raw}`);
              if (part !== value.raw) edited.update(from, from + value.raw.length, part);
            }
          },
        }).visit(program);
        return edited.hasChanged() ? { code: `${edited}`, map: edited.generateMap({ hires: 'boundary' }) } : undefined;
      },
    },
  };
}

/** A style sheet without what only people read. */
export function compactStyles(css: string): string {
  return css
    .replace(/\/\*.*?\*\//gs, '')
    .replace(/\s+/g, ' ')
    .replace(/ ?([{};,>]) ?/g, '$1')
    .replace(/[^{};]+\{/g, (selector) =>
      selector.replace(/ ([+~]) /g, '$1').replace(/(?<==)(['"])([a-z][\w-]*)\1/g, '$2'),
    )
    .replace(/: /g, ':')
    .replace(/ (?:(\/) |(?=!important))/g, '$1')
    .replace(/(?<![\w.])0\.(?=\d)/g, '.')
    .replaceAll(';}', '}')
    .trim();
}

/**
 * A template without its indentation. White space with a line break goes where it stands between tags and expressions,
 * and is one space beside words; white space without a line break stays. What is open at its end is closed by that: a
 * template is parsed by itself.
 */
export function compactMarkup(markup: string): string {
  // Lit would have to look for them: see `leanLit`.
  if (/<!--|<\/?\0|<(script|style|textarea|title)\b[^<>]*>[^<]*\0/.test(markup)) {
    throw new Error(`A comment, or an expression where Lit's is cut out: ${markup}`);
  }
  return markup
    .replace(/<[^<>]*>|[^<>]+/g, (piece) => (piece.startsWith('<') ? compactTag(piece) : compactText(piece)))
    .replace(/(?:<\/[a-z][\w-]*>)+$/, '');
}

function compactTag(tag: string): string {
  return tag
    .replace(/\s*\n\s*/g, ' ')
    .replace(/ >$/, '>')
    .replace(/(?<= [\w-]+=)"([^\s"'=<>`\0]+)"(?=[ >])/g, '$1');
}

function compactText(text: string): string {
  const isEdge = (char: string | undefined) => char === undefined || char === HOLE;
  return text.replace(/\s*\n\s*/g, (space, at: number) =>
    isEdge(text[at - 1]) && isEdge(text[at + space.length]) ? '' : ' ',
  );
}

const COMPACTORS: Readonly<Record<string, (text: string) => string>> = { css: compactStyles, html: compactMarkup };
