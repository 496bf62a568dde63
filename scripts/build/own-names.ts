import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import ts from 'typescript';

/** Generic types of others that hold our values and hand them back as they are. */
const CONTAINERS = new Set(
  `Array ReadonlyArray Promise PromiseLike Map ReadonlyMap Set ReadonlySet WeakMap WeakSet Iterable AsyncGenerator Generator
  Record Readonly Partial Required Pick Omit Extract Exclude NonNullable Parameters ReturnType Awaited PropertyValues`.split(
    /\s+/,
  ),
);

/** Names as the wire has them are no names of ours, whatever declares them. */
const WIRE = /_/;

export interface OwnNames {
  /** Names of properties that nobody outside the script can read, write or say. */
  readonly names: ReadonlySet<string>;
  /** Why a name that the sources declare is not one of them. */
  readonly kept: ReadonlyMap<string, string>;
}

/**
 * Finds the names of properties that are ours alone: TypeScript knows for each place in `room` where a name is used which
 * declaration it means.
 *
 * A name counts if every place means a declaration of ours, and if none of these can meet the world outside:
 * - it is not reachable from what `entry` exports or adds to global types;
 * - the browser, the language, `foreign` (packages and folders of the wire's types) do not know the name, whatever for;
 * - no string says it;
 * - no value of its type comes from, or goes to, where names are data: `unknown`, `any`, `object` and index signatures
 *   turned into it by an assertion, an assignment or a generic function, or it turned into them.
 */
export function findOwnNames(config: string, entry: string, foreign: readonly string[]): OwnNames {
  return new NameFinder(toProgram(config), entry, foreign).find();
}

let known: { readonly config: string; readonly program: ts.Program } | undefined;

/** What TypeScript knows of the files of a configuration. It takes seconds to find out, and a build asks twice. */
export function toProgram(config: string): ts.Program {
  if (known?.config === config) return known.program;
  const { fileNames, options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(config, ts.sys.readFile).config,
    ts.sys,
    dirname(config),
  );
  const program = ts.createProgram(fileNames, { ...options, incremental: false, noEmit: true });
  known = { config, program };
  return program;
}

class NameFinder {
  readonly #program: ts.Program;
  readonly #checker: ts.TypeChecker;
  readonly #entry: string;
  readonly #room: string;
  readonly #declared = new Set<string>();
  readonly #kept = new Map<string, string>();
  readonly #seen = new Set<ts.Type>();
  readonly #called = new Set<ts.Type>();
  readonly #givers = new Set<ts.Node>();
  readonly #calls: { readonly to: ts.Node; readonly gives: ts.Type; readonly why: string }[] = [];

  constructor(program: ts.Program, entry: string, foreign: readonly string[]) {
    this.#program = program;
    this.#checker = program.getTypeChecker();
    this.#entry = entry;
    this.#room = `${dirname(entry)}${sep}`;
    for (const source of program.getSourceFiles()) {
      if (program.isSourceFileDefaultLibrary(source)) this.#keepDeclared(source, 'the browser or the language');
    }
    for (const folder of foreign) {
      for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
        if (!file.endsWith('.ts')) continue;
        const text = readFileSync(join(folder, file), 'utf8');
        this.#keepDeclared(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true), folder);
      }
    }
  }

  find(): OwnNames {
    for (const source of this.#program.getSourceFiles()) {
      if (!this.#isOurs(source)) continue;
      if (source.fileName === this.#entry) this.#keepExports(source);
      this.#visit(source, source.fileName.slice(this.#room.length));
    }
    for (const { to, gives, why } of this.#calls) if (this.#givers.has(to)) this.#keepType(gives, why, true);
    const names = [...this.#declared].filter((name) => !this.#kept.has(name) && !WIRE.test(name));
    return { names: new Set(names), kept: this.#kept };
  }

  #isOurs(source: ts.SourceFile): boolean {
    return source.fileName.startsWith(this.#room);
  }

  #keep(name: string, why: string): void {
    if (!this.#kept.has(name)) this.#kept.set(name, why);
  }

  /** Keeps what is a property in the declarations of others, global variables included, and what their strings say. */
  #keepDeclared(node: ts.Node, why: string): void {
    if (ts.isIdentifier(node) && isMemberName(node)) this.#keep(node.text, why);
    if (ts.isStringLiteralLike(node)) this.#keep(node.text, why);
    ts.forEachChild(node, (child) => this.#keepDeclared(child, why));
  }

  #keepGlobals(node: ts.Node, why: string): void {
    if (ts.isIdentifier(node)) this.#keep(node.text, why);
    if (ts.isTypeNode(node)) this.#keepType(this.#typeOf(node), why, true);
    ts.forEachChild(node, (child) => this.#keepGlobals(child, why));
  }

  #keepExports(source: ts.SourceFile): void {
    const module = this.#checker.getSymbolAtLocation(source);
    if (!module) throw new Error(`${source.fileName} exports nothing`);
    for (const exported of this.#checker.getExportsOfModule(module)) {
      const symbol = exported.flags & ts.SymbolFlags.Alias ? this.#checker.getAliasedSymbol(exported) : exported;
      this.#keep(exported.name, 'exported');
      for (const declaration of symbol.declarations ?? []) {
        this.#keepType(this.#checker.getTypeAtLocation(declaration), 'exported', true);
        this.#keepType(this.#checker.getTypeOfSymbolAtLocation(symbol, declaration), 'exported', true);
        // What is private or protected to TypeScript only, people can reach all the same.
        if (ts.isClassLike(declaration)) {
          for (const { name } of declaration.members) if (name) this.#keep(name.getText(), 'exported');
        }
      }
    }
  }

  /** Keeps the names of a type's own properties and of everything within them; `calls` goes through functions too. */
  #keepType(type: ts.Type, why: string, calls = false): void {
    const seen = calls ? this.#called : this.#seen;
    if (seen.has(type)) return;
    seen.add(type);
    if (type.flags & ts.TypeFlags.Instantiable) {
      const widest = this.#checker.getBaseConstraintOfType(type);
      if (widest) this.#keepType(widest, why, calls);
    }
    if (type.isStringLiteral()) this.#keep(type.value, why);
    const { aliasTypeArguments = [] } = type;
    const parts = type.isUnionOrIntersection() ? type.types : this.#checker.getTypeArguments(type as ts.TypeReference);
    for (const part of [...parts, ...aliasTypeArguments]) this.#keepType(part, why, calls);
    if (type.isUnionOrIntersection()) return;
    for (const info of this.#checker.getIndexInfosOfType(type)) this.#keepType(info.type, why, calls);
    for (const property of type.getProperties()) this.#keepMember(property, why, calls);
    for (const signature of calls ? [...type.getCallSignatures(), ...type.getConstructSignatures()] : []) {
      this.#keepType(signature.getReturnType(), why, calls);
      for (const parameter of signature.getParameters()) this.#keepMember(parameter, why, calls);
    }
  }

  #keepMember(symbol: ts.Symbol, why: string, calls: boolean): void {
    const declaration = symbol.declarations?.find((each) => this.#isOurs(each.getSourceFile()));
    const name = declaration && ts.getNameOfDeclaration(declaration);
    if (!declaration || (name && ts.isPrivateIdentifier(name))) return;
    if (symbol.flags & ts.SymbolFlags.ClassMember) this.#keep(symbol.name, why);
    this.#keepType(this.#checker.getTypeOfSymbolAtLocation(symbol, declaration), why, calls);
  }

  #visit(node: ts.Node, file: string): void {
    const where = () => `${file}:${ts.getLineAndCharacterOfPosition(node.getSourceFile(), node.getStart()).line + 1}`;
    // Neither a type nor an address of a module is there any more when the script runs.
    if (ts.isLiteralTypeNode(node) || ts.isImportDeclaration(node)) return;
    if (ts.isStringLiteralLike(node)) for (const word of wordsOf(node.text)) this.#keep(word, `said in ${where()}`);
    // A template sets properties by `.name=`.
    if (ts.isTemplateLiteralToken(node)) {
      for (const [, name = ''] of node.text.matchAll(/\.([\w$]+)=/g)) this.#keep(name, `said in ${where()}`);
    }
    if (ts.isIdentifier(node) && isPropertyName(node)) this.#judge(node, where());
    if (ts.isModuleDeclaration(node)) this.#keepGlobals(node, `global in ${where()}`);
    if (ts.isAsExpression(node)) this.#checkAssertion(node.expression, node.type, `asserted in ${where()}`);
    if (ts.isTypePredicateNode(node) && node.type) {
      const { parameters } = node.parent as ts.SignatureDeclaration;
      const tested = parameters.find(({ name }) => name.getText() === node.parameterName.getText());
      this.#checkAssertion(tested ?? node.parameterName, node.type, `tested in ${where()}`);
    }
    if (ts.isExpression(node)) this.#checkFlow(node, where);
    if (ts.isCallExpression(node)) this.#checkCall(node, where);
    if (ts.isTypeReferenceNode(node)) this.#checkReference(node, where);
    ts.forEachChild(node, (child) => this.#visit(child, file));
  }

  /** Looks at one place where a property's name stands. */
  #judge(name: ts.Identifier, where: string): void {
    const symbols = this.#symbolsOf(name);
    const declarations = symbols.flatMap((symbol) => symbol.declarations ?? []);
    this.#declared.add(name.text);
    if (declarations.length === 0) this.#keep(name.text, `of unknown type in ${where}`);
    for (const declaration of declarations) {
      if (!this.#isOurs(declaration.getSourceFile())) this.#keep(name.text, `of others in ${where}`);
      // Without a declared type nothing tells a table, whose names are data, from an object.
      else if (ts.isObjectLiteralExpression(declaration.parent)) this.#keep(name.text, `undeclared in ${where}`);
    }
  }

  #symbolsOf(name: ts.Identifier): readonly ts.Symbol[] {
    const { parent } = name;
    if (ts.isObjectLiteralExpression(parent.parent) && ts.isObjectLiteralElement(parent)) {
      const type = this.#checker.getContextualType(parent.parent);
      return type ? this.#membersOf(type, name.text) : [];
    }
    if (ts.isBindingElement(parent)) {
      return this.#membersOf(this.#typeOf(parent.parent), name.text);
    }
    const symbol = this.#checker.getSymbolAtLocation(name);
    return symbol ? this.#checker.getRootSymbols(symbol) : [];
  }

  #membersOf(type: ts.Type, name: string): ts.Symbol[] {
    const parts = type.isUnion() ? type.types : [type];
    return parts.flatMap((part) => {
      const member = this.#checker.getPropertyOfType(this.#checker.getApparentType(part), name);
      return member ? this.#checker.getRootSymbols(member) : [];
    });
  }

  /** An expression that becomes what its surroundings want. */
  #checkFlow(node: ts.Expression, where: () => string): void {
    if (ts.isObjectLiteralExpression(node) || ts.isArrayLiteralExpression(node) || ts.isFunctionLike(node)) return;
    const wanted = this.#checker.getContextualType(node);
    if (!wanted) return;
    const given = this.#typeOf(node);
    if (given !== wanted && isLoose(this.#checker, given)) this.#noteGiver(wanted, node);
    this.#flow(given, wanted, `becomes another type in ${where()}`);
  }

  /** Whoever asserts a type knows something that TypeScript does not: the value may well be a stranger's. */
  #checkAssertion(value: ts.Node, type: ts.TypeNode, why: string): void {
    const [from, to] = [this.#typeOf(value), this.#typeOf(type)];
    const narrows = !isLoose(this.#checker, from) && this.#checker.isTypeAssignableTo(to, from);
    if (ts.isConstTypeReference(type) || (narrows && !isLoose(this.#checker, to))) return;
    this.#noteGiver(to, type);
    this.#keepType(to, why, true);
    this.#keepType(from, why, true);
  }

  #flow(from: ts.Type, to: ts.Type, why: string): void {
    if (from === to) return;
    if (isLoose(this.#checker, from)) this.#keepType(to, why);
    else if (isLoose(this.#checker, to) && !(to.flags & ts.TypeFlags.Unknown)) this.#keepType(from, why);
  }

  #checkCall(node: ts.CallExpression, where: () => string): void {
    const declaration = this.#checker.getResolvedSignature(node)?.declaration;
    const isOurs = declaration !== undefined && this.#isOurs(declaration.getSourceFile());
    for (const argument of node.typeArguments ?? []) this.#keepType(this.#typeOf(argument), `given in ${where()}`);
    if (isOurs) {
      this.#calls.push({ to: declaration, gives: this.#typeOf(node), why: `from a generic function in ${where()}` });
      return;
    }
    for (const argument of node.arguments) {
      const wanted = this.#checker.getContextualType(argument);
      if (wanted && isLoose(this.#checker, wanted)) this.#keepType(this.#typeOf(argument), `given away in ${where()}`);
    }
  }

  /** A function that gives what its caller asks for, whatever it got. */
  #noteGiver(type: ts.Type, node: ts.Node): void {
    if (!isOpen(this.#checker, type)) return;
    for (let at = node.parent; at; at = at.parent) if (ts.isFunctionLike(at)) this.#givers.add(at);
  }

  #checkReference(node: ts.TypeReferenceNode, where: () => string): void {
    const symbol = this.#checker.getSymbolAtLocation(node.typeName);
    const isOurs = symbol?.declarations?.some((each) => this.#isOurs(each.getSourceFile())) ?? false;
    if (isOurs || CONTAINERS.has(node.typeName.getText())) return;
    for (const argument of node.typeArguments ?? []) this.#keepType(this.#typeOf(argument), `given in ${where()}`);
  }

  #typeOf(node: ts.Node): ts.Type {
    return this.#checker.getTypeAtLocation(node);
  }
}

/** Whether values of a type tell nothing of their names, or have names that are data. */
function isLoose(checker: ts.TypeChecker, type: ts.Type): boolean {
  if (type.isUnion()) return type.types.some((part) => isLoose(checker, part));
  if (type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown | ts.TypeFlags.NonPrimitive)) return true;
  if (!(type.flags & ts.TypeFlags.Object)) return false;
  const isArray = checker.isArrayType(type) || checker.isTupleType(type);
  return (
    !isArray && checker.getIndexInfosOfType(type).some(({ keyType }) => (keyType.flags & ts.TypeFlags.String) !== 0)
  );
}

/** Whether a type has a part that a caller chooses. */
function isOpen(checker: ts.TypeChecker, type: ts.Type, seen = new Set<ts.Type>()): boolean {
  if (type.flags & ts.TypeFlags.TypeParameter) return true;
  if (seen.has(type)) return false;
  seen.add(type);
  const parts = type.isUnionOrIntersection() ? type.types : checker.getTypeArguments(type as ts.TypeReference);
  return parts.some((part) => isOpen(checker, part, seen));
}

/** What may be a name in a string: an address like `a.b` has several, a sentence has none. */
function wordsOf(text: string): string[] {
  return /\s/.test(text) ? [] : (text.match(/[A-Za-z_$][\w$]*/g) ?? []);
}

function isMemberName(node: ts.Identifier): boolean {
  const { parent } = node;
  const isGlobal =
    ts.isVariableDeclaration(parent) || ts.isFunctionDeclaration(parent) || ts.isClassDeclaration(parent);
  return isPropertyName(node) || (isGlobal && parent.name === node);
}

function isPropertyName(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node;
  if (ts.isBindingElement(parent)) {
    return (
      ts.isObjectBindingPattern(parent.parent) &&
      !parent.dotDotDotToken &&
      (parent.propertyName ?? parent.name) === node
    );
  }
  if (ts.isShorthandPropertyAssignment(parent)) return true;
  return (
    (ts.isObjectLiteralElement(parent) || ts.isClassElement(parent) || ts.isTypeElement(parent)) && parent.name === node
  );
}
