import { dirname, sep } from 'node:path';
import ts from 'typescript';
import { toProgram } from './own-names.ts';

/** Fills the place of an expression, so that what stands around it keeps its own. */
const HOLE = '\0';
/** Those in the shadow tree of OpenAI's element, which has a style sheet of ours. */
const OTHERS = /^ck-/;
/** How else a class could get at an element, past what is looked at here. */
const OTHER_WAYS = /^(?:className|classList|classMap|getElementsByClassName)$/;

/** Where the name of a class stands in a source. */
export interface ClassPlace {
  readonly name: string;
  readonly start: number;
}

export interface OwnClasses {
  /** By path, the places of the classes of which all are known, in order. */
  readonly places: ReadonlyMap<string, readonly ClassPlace[]>;
  /** Why the name of a class has to stay as it is. */
  readonly kept: ReadonlyMap<string, string>;
  /** Whether something may have a class of that name that is not one of these. */
  isTaken(name: string): boolean;
}

/** A text that becomes the value of a `class` attribute, or a part of one. */
interface Text {
  readonly source: ts.SourceFile;
  readonly start: number;
  readonly end: number;
}

/**
 * Finds the classes of the element's shadow tree. Style sheets name them in css`` templates, scripts in selectors
 * (`'.name'`), and elements get them by `class=` in html`` templates or by an object's member `class`.
 *
 * Whatever is put there has to be told by its source, which TypeScript finds: a literal, a condition, a constant, what a
 * function of ours answers or is called with. Words that come as data have to have a type that lists them, and keep their
 * names; so do those that are put together at run time, like `w-${color}`.
 *
 * @throws where a class may be anything, and if a style sheet names a class that no element has
 */
export function findOwnClasses(config: string, entry: string): OwnClasses {
  return new ClassFinder(toProgram(config), `${dirname(entry)}${sep}`).find();
}

class ClassFinder {
  readonly #checker: ts.TypeChecker;
  readonly #sources: readonly ts.SourceFile[];
  readonly #places = new Map<string, Map<number, string>>();
  readonly #kept = new Map<string, string>();
  readonly #styled = new Map<string, string>();
  /** What an element may have. */
  readonly #put = new Set<string>();
  /** Patterns of what is put together at run time. */
  readonly #patterns: { readonly pattern: RegExp; readonly where: string }[] = [];
  /** Words that a variable or a function carries to where they become classes. */
  readonly #carried = new Set<string>();
  readonly #carriers = new Set<ts.Node>();
  /** Where carriers become classes. */
  readonly #read = new Set<ts.Node>();
  /** Literals that become classes, by what they are part of. */
  readonly #known = new Set<ts.Node>();
  readonly #tags = new Set<string>();

  constructor(program: ts.Program, room: string) {
    this.#checker = program.getTypeChecker();
    this.#sources = program.getSourceFiles().filter(({ fileName }) => fileName.startsWith(room));
  }

  find(): OwnClasses {
    this.#visitAll((node) => this.#readPlace(node));
    this.#visitAll((node) => this.#checkCarrier(node));
    const names = new Set([...this.#styled.keys(), ...this.#put]);
    this.#visitAll((node) => this.#readString(node, names));
    for (const { pattern, where } of this.#patterns) {
      for (const name of names) if (pattern.test(name)) this.#keep(name, `put together in ${where}`);
    }
    for (const [name, where] of this.#styled) {
      if (!this.#put.has(name) && !this.#kept.has(name))
        throw new Error(`No element has the class .${name} of ${where}`);
    }
    return {
      places: new Map(this.#sources.map(({ fileName }) => [fileName, this.#placesIn(fileName)])),
      kept: this.#kept,
      isTaken: (name) => this.#kept.has(name) || this.#patterns.some(({ pattern }) => pattern.test(name)),
    };
  }

  #visitAll(look: (node: ts.Node) => void): void {
    const visit = (node: ts.Node): void => {
      look(node);
      ts.forEachChild(node, visit);
    };
    this.#sources.forEach(visit);
  }

  #placesIn(path: string): ClassPlace[] {
    return [...(this.#places.get(path) ?? [])]
      .map(([start, name]) => ({ start, name }))
      .filter(({ name }) => !this.#kept.has(name))
      .sort((a, b) => a.start - b.start);
  }

  #keep(name: string, why: string): void {
    if (!this.#kept.has(name)) this.#kept.set(name, why);
  }

  #note(source: ts.SourceFile, start: number, name: string): void {
    const places = this.#places.get(source.fileName) ?? new Map<number, string>();
    this.#places.set(source.fileName, places.set(start, name));
  }

  /** Looks at one place where classes may stand. */
  #readPlace(node: ts.Node): void {
    if (ts.isIdentifier(node) && OTHER_WAYS.test(node.text)) throw new Error(`Not understood: ${describe(node)}`);
    if (ts.isTaggedTemplateExpression(node) && ts.isIdentifier(node.tag)) {
      if (node.tag.text === 'css') this.#readStyles(node.template);
      if (node.tag.text === 'html') this.#readMarkup(node.template);
    }
    if (ts.isPropertyAssignment(node) && node.name.getText() === 'class') this.#readValue(node.initializer);
  }

  #readStyles(template: ts.TemplateLiteral): void {
    this.#known.add(template);
    const source = template.getSourceFile();
    const css = blank(template, /\/\*.*?\*\/|(['"]).*?\1/gs);
    for (const { 0: selector, index } of css.matchAll(/[^{};]+\{/g)) {
      if (selector.includes('[class')) throw new Error(`A class has to be named by a dot: ${describe(template)}`);
      for (const { 1: name = '', index: dot } of selector.matchAll(/\.([a-z_][\w-]*)/gi)) {
        if (OTHERS.test(name)) continue;
        this.#note(source, template.getStart() + index + dot + 1, name);
        if (!this.#styled.has(name)) this.#styled.set(name, describe(template));
      }
    }
  }

  #readMarkup(template: ts.TemplateLiteral): void {
    this.#known.add(template);
    const source = template.getSourceFile();
    const markup = blank(template);
    let left = markup.match(/\bclass(?:Name)?\s*=/g)?.length ?? 0;
    for (const { 0: tag, 1: name = '', index } of markup.matchAll(/<([a-z][\w-]*)[^<>]*>/g)) {
      this.#tags.add(name);
      for (const { 0: found, 1: value = '', index: at } of tag.matchAll(/\sclass=("[^"]*"|[^\s">]+)/g)) {
        left -= 1;
        const quote = value.startsWith('"') ? 1 : 0;
        const start = template.getStart() + index + at + found.length - value.length + quote;
        this.#readText({ source, start, end: start + value.length - 2 * quote }, template, false);
      }
    }
    if (left > 0) throw new Error(`Not understood: ${describe(template)}`);
  }

  /** Reads the words of a text, of which some may be expressions. */
  #readText({ source, start, end }: Text, template: ts.Node, carried: boolean): void {
    const spans = ts.isTemplateExpression(template) ? template.templateSpans : [];
    const holes = spans.map(({ expression }) => ({ expression, ...holeOf(expression) }));
    const text = source.text
      .slice(start, end)
      .split('')
      .map((char, at) => (holes.some((hole) => start + at >= hole.start && start + at < hole.end) ? HOLE : char))
      .join('');
    for (const { 0: word, index } of text.matchAll(/\S+/g)) {
      if (!/^[\w\0-]+$/.test(word)) throw new Error(`Not understood: ${describe(template)}`);
      const from = start + index;
      const within = holes.filter((hole) => hole.start >= from && hole.end <= from + word.length);
      const [only] = within;
      if (!only) {
        this.#readWord(source, from, word, carried);
      } else if (only.end - only.start === word.length) {
        this.#readValue(only.expression, carried);
      } else {
        let pattern = '';
        let at = from;
        for (const hole of within) {
          pattern += source.text.slice(at, hole.start) + this.#patternOf(hole.expression);
          at = hole.end;
        }
        pattern += source.text.slice(at, from + word.length);
        this.#patterns.push({ pattern: new RegExp(`^${pattern}$`), where: describe(only.expression) });
      }
    }
  }

  #readWord(source: ts.SourceFile, start: number, name: string, carried: boolean): void {
    this.#note(source, start, name);
    this.#put.add(name);
    if (carried) this.#carried.add(name);
  }

  /** Looks where the words of a value come from. `carried` says that this is not the place where they are used. */
  #readValue(node: ts.Expression, carried = false): void {
    this.#read.add(node);
    if (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node)) {
      if (this.#known.has(node)) return;
      this.#known.add(node);
      const text = { source: node.getSourceFile(), start: node.getStart() + 1, end: node.end - 1 };
      this.#readText(text, node, carried);
    } else if (ts.isConditionalExpression(node)) {
      this.#readValue(node.whenTrue, carried);
      this.#readValue(node.whenFalse, carried);
    } else if (node.kind !== ts.SyntaxKind.NullKeyword && !this.#readCarrier(node)) {
      const words = this.#textsOf(node).flatMap((text) => text.match(/\S+/g) ?? []);
      for (const word of words) this.#keep(word, `data in ${describe(node)}`);
    }
  }

  /** Follows a constant, a parameter or a call of ours to what it stands for. */
  #readCarrier(node: ts.Expression): boolean {
    const carrier = this.#carrierOf(node);
    if (!carrier || this.#carriers.has(carrier)) return carrier !== undefined;
    const values = this.#valuesOf(carrier);
    if (!values) return false;
    this.#carriers.add(carrier);
    for (const value of values) this.#readValue(value, true);
    return true;
  }

  #carrierOf(node: ts.Expression): ts.Declaration | undefined {
    const carrier = ts.isCallExpression(node)
      ? this.#checker.getResolvedSignature(node)?.declaration
      : ts.isIdentifier(node) && this.#declarationOf(node);
    return carrier && this.#sources.includes(carrier.getSourceFile()) ? carrier : undefined;
  }

  #valuesOf(carrier: ts.Declaration): ts.Expression[] | undefined {
    if (ts.isParameter(carrier)) return this.#argumentsOf(carrier);
    if (ts.isFunctionDeclaration(carrier)) return carrier.body && answersOf(carrier.body);
    if (ts.isVariableDeclaration(carrier) && isConstant(carrier)) return carrier.initializer && [carrier.initializer];
    return undefined;
  }

  /** What carries classes must not carry them anywhere else, where they would be seen under other names. */
  #checkCarrier(node: ts.Node): void {
    const declared = ts.isIdentifier(node) && this.#declarationOf(node);
    if (!declared || !this.#carriers.has(declared)) return;
    const { parent } = node;
    const isNamed = parent === declared || ts.isImportSpecifier(parent);
    const use = ts.isCallExpression(parent) && parent.expression === node ? parent : node;
    if (!isNamed && !this.#read.has(use) && !isTested(use)) throw new Error(`More than a class: ${describe(use)}`);
  }

  /** What a function is called with, if nobody but its callers has it. */
  #argumentsOf(parameter: ts.ParameterDeclaration): ts.Expression[] | undefined {
    const { parent: user, initializer } = parameter;
    if (!ts.isFunctionDeclaration(user)) return undefined;
    const place = user.parameters.indexOf(parameter);
    const values = initializer ? [initializer] : [];
    let handedOn = false;
    this.#visitAll((node) => {
      if (!ts.isIdentifier(node) || node.text !== user.name?.text || this.#declarationOf(node) !== user) return;
      const { parent } = node;
      if (ts.isCallExpression(parent) && parent.expression === node) {
        const value = parent.arguments[place];
        if (value) values.push(value);
        handedOn ||= parent.arguments.some(ts.isSpreadElement);
      } else {
        handedOn ||= parent !== user && !(ts.isImportSpecifier(parent) && parent.name === node);
      }
    });
    return handedOn ? undefined : values;
  }

  /** What a value may be, by its type. */
  #textsOf(node: ts.Expression): string[] {
    const type = this.#checker.getTypeAtLocation(node);
    return (type.isUnion() ? type.types : [type]).flatMap((part) => {
      if (part.isStringLiteral()) return [part.value];
      if (part.flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Null)) return [];
      throw new Error(`A class may be anything: ${describe(node)}`);
    });
  }

  #patternOf(node: ts.Expression): string {
    if (this.#checker.getTypeAtLocation(node).flags & ts.TypeFlags.Number) return '\\d+';
    const texts = this.#textsOf(node);
    if (!texts.every((text) => /^[\w-]*$/.test(text))) throw new Error(`Not understood: ${describe(node)}`);
    return `(?:${texts.join('|')})`;
  }

  /** Looks at strings that are no classes: some are selectors. */
  #readString(node: ts.Node, names: ReadonlySet<string>): void {
    if (!ts.isStringLiteralLike(node) && !ts.isTemplateExpression(node)) return;
    if (this.#known.has(node) || ts.isLiteralTypeNode(node.parent) || ts.isImportDeclaration(node.parent)) return;
    const text = blank(node);
    if (text.slice(1, -1) === 'class') throw new Error(`Not understood: ${describe(node.parent)}`);
    for (const { 1: head = '', 2: chain = '', index } of text.matchAll(/(?<![\w.-])([\w-]*)((?:\.[a-z_][\w-]*)+)/gi)) {
      // `threads.list` is no selector, `li.row` is.
      if (head && !this.#tags.has(head)) continue;
      for (const { 0: name, index: at } of chain.matchAll(/[^.]+/g)) {
        if (!names.has(name)) continue;
        if (text[index - 1] === HOLE) throw new Error(`Is this a selector? ${describe(node)}`);
        this.#note(node.getSourceFile(), node.getStart() + index + head.length + at, name);
      }
    }
    for (const [word] of text.matchAll(/(?<![\w.-])[a-z][\w-]*/gi)) {
      if (!this.#put.has(word)) continue;
      if (this.#carried.has(word)) this.#keep(word, `a word in ${describe(node)} too`);
      // An English word may well mean something else; no other string says a class of two.
      else if (word.includes('-')) throw new Error(`Is this the class ${word}? ${describe(node)}`);
    }
  }

  #declarationOf(node: ts.Node): ts.Declaration | undefined {
    const symbol = this.#checker.getSymbolAtLocation(node);
    const meant = symbol && symbol.flags & ts.SymbolFlags.Alias ? this.#checker.getAliasedSymbol(symbol) : symbol;
    return meant?.valueDeclaration;
  }
}

/** A template's source without its expressions and without what matches, as long as it was. */
function blank(node: ts.Node, pattern = /(?!)/g): string {
  const start = node.getStart();
  const spans = ts.isTemplateExpression(node) ? node.templateSpans : [];
  let text = node.getText();
  for (const { expression } of spans) {
    const hole = holeOf(expression);
    text = text.slice(0, hole.start - start) + HOLE.repeat(hole.end - hole.start) + text.slice(hole.end - start);
  }
  return text.replace(pattern, (found) => ' '.repeat(found.length));
}

/** From `${` to `}`. */
function holeOf(expression: ts.Expression): { start: number; end: number } {
  const span = expression.parent as ts.TemplateSpan;
  return { start: expression.pos - 2, end: span.literal.getStart() + 1 };
}

function answersOf(body: ts.Node): ts.Expression[] {
  const answers: ts.Expression[] = [];
  const look = (node: ts.Node): void => {
    if (ts.isReturnStatement(node) && node.expression) answers.push(node.expression);
    if (!ts.isFunctionLike(node)) ts.forEachChild(node, look);
  };
  ts.forEachChild(body, look);
  return answers;
}

/** Whether only something else depends on a value. */
function isTested(node: ts.Node): boolean {
  const { parent } = node;
  if (ts.isConditionalExpression(parent)) return parent.condition === node;
  if (!ts.isBinaryExpression(parent)) return false;
  const { left, operatorToken } = parent;
  const isCompared = /^[!=]==$/.test(operatorToken.getText());
  return isCompared || (operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken && left === node);
}

function isConstant({ parent }: ts.VariableDeclaration): boolean {
  return (parent.flags & ts.NodeFlags.Const) !== 0;
}

function describe(node: ts.Node): string {
  const source = node.getSourceFile();
  const line = ts.getLineAndCharacterOfPosition(source, node.getStart()).line + 1;
  return `${source.fileName}:${line}: ${node.getText().slice(0, 60)}`;
}
