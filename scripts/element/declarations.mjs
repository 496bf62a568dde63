// The element's public types as one file that needs no Lit: what embed/index.ts exports, and what that is made of.
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';
import { ROOT } from '../run.mjs';

const EMBED = join(ROOT, 'embed');
const ENTRY = join(EMBED, 'index.d.ts');
/** Where the file will be, beside the script: from there the server's declarations are at the same place. */
const PROTOCOL = join(ROOT, 'server/chatkit/protocol');
const ELEMENT = 'TaskChatElement';
/** Lit's machinery: of no use to a page. */
const LITS = /^(constructor|styles|properties|observedAttributes|\w+Callback)$/;

const WINDOW = `declare global {
    interface Window {
        /** What \`task-chat.js\` exports. The module leaves nothing here. */
        TaskChat?: typeof import('./task-chat.mjs');
    }
}`;

const printer = ts.createPrinter();

/**
 * @typedef {{ file: string, name: string }} Ref
 * @typedef {{ source: ts.SourceFile, own: Map<string, ts.Statement>, imports: Map<string, { from: string, name: string }> }} Declared
 */

/** @param {import('./model.mjs').ElementModel} model */
export function bundleDeclarations(model) {
  const files = emit();
  /** @type {Map<string, Declared>} */
  const read = new Map();
  /** @param {string} file */
  const load = (file) => {
    const known = read.get(file) ?? readDeclared(file, files);
    read.set(file, known);
    return known;
  };
  /** @type {Map<string, Set<string>>} */
  const imports = new Map();
  /** @type {Map<string, ts.Statement>} */
  const taken = new Map();
  /** @type {string[]} */
  const texts = [];

  /** @param {Ref} ref @param {boolean} exported */
  const take = ({ file, name }, exported) => {
    const { source, own, imports: from } = load(file);
    const statement = own.get(name);
    if (!statement) {
      const imported = from.get(name);
      if (imported) follow(file, imported, exported);
      return;
    }
    const before = taken.get(name);
    if (before && before !== statement) throw new Error(`Two declarations are called ${name}`);
    if (before) return;
    taken.set(name, statement);
    const shown = name === ELEMENT ? withoutLit(statement) : statement;
    const at = texts.push('') - 1;
    for (const used of namesIn(shown)) take({ file, name: used }, publicNames.has(used));
    texts[at] = print(shown, source, exported);
  };
  /** @param {string} file @param {{ from: string, name: string }} imported @param {boolean} exported */
  const follow = (file, { from, name }, exported) => {
    const target = join(dirname(file), from).replace(/\.ts$/, '.d.ts');
    if (from.startsWith('.') && !target.startsWith(PROTOCOL)) return take({ file: target, name }, exported);
    const module = from.startsWith('.') ? `./${relative(EMBED, target).replace(/\.d\.ts$/, '.js')}` : from;
    imports.set(module.replace('./../', '../'), (imports.get(module.replace('./../', '../')) ?? new Set()).add(name));
  };

  const publicNames = exportsOf(load(ENTRY).source, load);
  for (const name of publicNames.keys()) take({ file: publicNames.get(name) ?? ENTRY, name }, true);
  for (const [file, { source }] of read) {
    for (const statement of source.statements.filter(isGlobal)) {
      for (const used of namesIn(statement)) take({ file, name: used }, publicNames.has(used));
      texts.push(print(statement, source, false));
    }
  }
  const heads = [...imports].map(([from, names]) => `import type { ${[...names].sort().join(', ')} } from '${from}';`);
  return `${[...heads, ...texts, attributesOf(model), propertiesOf(model), WINDOW, 'export {};'].join('\n\n')}\n`;
}

/** The declarations of every file that the entry needs, by path. */
function emit() {
  const config = ts.readConfigFile(join(ROOT, 'tsconfig.embed.json'), ts.sys.readFile).config;
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, ROOT);
  const program = ts.createProgram([join(EMBED, 'index.ts')], {
    ...options,
    noEmit: false,
    incremental: false,
    declaration: true,
    emitDeclarationOnly: true,
    noCheck: true,
  });
  /** @type {Map<string, string>} */
  const files = new Map();
  program.emit(undefined, (name, text) => files.set(name, text), undefined, true);
  return files;
}

/**
 * @param {string} file
 * @param {Map<string, string>} files
 * @returns {Declared}
 */
function readDeclared(file, files) {
  const text = files.get(file);
  if (text === undefined) throw new Error(`${file} was not emitted`);
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  /** @type {Declared} */
  const declared = { source, own: new Map(), imports: new Map() };
  for (const statement of source.statements) {
    if (ts.isImportDeclaration(statement)) {
      const from = /** @type {ts.StringLiteral} */ (statement.moduleSpecifier).text;
      const named = statement.importClause?.namedBindings;
      for (const each of named && ts.isNamedImports(named) ? named.elements : []) {
        declared.imports.set(each.name.text, { from, name: (each.propertyName ?? each.name).text });
      }
    } else if (ts.isVariableStatement(statement)) {
      for (const { name } of statement.declarationList.declarations) declared.own.set(name.getText(), statement);
    } else if ('name' in statement && !isGlobal(statement)) {
      declared.own.set(/** @type {ts.DeclarationStatement} */ (statement).name?.getText() ?? '', statement);
    }
  }
  return declared;
}

/**
 * What a module exports, and the file that each name comes from.
 * @param {ts.SourceFile} source
 * @param {(file: string) => Declared} load
 * @returns {Map<string, string>}
 */
function exportsOf(source, load) {
  /** @type {Map<string, string>} */
  const names = new Map();
  for (const statement of source.statements) {
    if (isExported(statement) && ts.isVariableStatement(statement)) {
      for (const { name } of statement.declarationList.declarations) names.set(name.getText(), source.fileName);
    } else if (isExported(statement) && 'name' in statement) {
      names.set(/** @type {ts.DeclarationStatement} */ (statement).name?.getText() ?? '', source.fileName);
    }
    if (!ts.isExportDeclaration(statement)) continue;
    const from = statement.moduleSpecifier && /** @type {ts.StringLiteral} */ (statement.moduleSpecifier).text;
    const file = from ? join(dirname(source.fileName), from).replace(/\.ts$/, '.d.ts') : source.fileName;
    const { exportClause } = statement;
    if (!exportClause) for (const name of exportsOf(load(file).source, load).keys()) names.set(name, file);
    else if (ts.isNamedExports(exportClause)) for (const { name } of exportClause.elements) names.set(name.text, file);
  }
  return names;
}

/** @param {ts.Statement} statement */
function isGlobal(statement) {
  return ts.isModuleDeclaration(statement) && (statement.flags & ts.NodeFlags.GlobalAugmentation) !== 0;
}

/** @param {ts.Statement} statement */
function isExported(statement) {
  const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : [];
  return modifiers.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
}

/**
 * The names that a declaration is made of.
 * @param {ts.Node} node
 * @returns {Set<string>}
 */
function namesIn(node) {
  /** @type {Set<string>} */
  const names = new Set();
  /** @param {ts.Node} at */
  const visit = (at) => {
    if (ts.isTypeReferenceNode(at)) names.add(leftmost(at.typeName));
    if (ts.isTypeQueryNode(at)) names.add(leftmost(at.exprName));
    if (ts.isExpressionWithTypeArguments(at) && ts.isIdentifier(at.expression)) names.add(at.expression.text);
    ts.forEachChild(at, visit);
  };
  visit(node);
  return names;
}

/** @param {ts.EntityName} name @returns {string} */
function leftmost(name) {
  return ts.isIdentifier(name) ? name.text : leftmost(name.left);
}

/**
 * The class as pages know it: an HTMLElement with our members.
 * @param {ts.Statement} statement
 */
function withoutLit(statement) {
  if (!ts.isClassDeclaration(statement)) throw new Error(`${ELEMENT} is no class`);
  const members = statement.members.filter((member) => {
    const modifiers = ts.canHaveModifiers(member) ? (ts.getModifiers(member) ?? []) : [];
    const hidden = modifiers.some(({ kind }) => kind === ts.SyntaxKind.ProtectedKeyword);
    const name = ts.isConstructorDeclaration(member) ? 'constructor' : (member.name?.getText() ?? '');
    return !hidden && !name.startsWith('#') && !LITS.test(name);
  });
  const { factory } = ts;
  const base = factory.createExpressionWithTypeArguments(factory.createIdentifier('HTMLElement'), undefined);
  const heritage = [factory.createHeritageClause(ts.SyntaxKind.ExtendsKeyword, [base])];
  return factory.updateClassDeclaration(statement, statement.modifiers, statement.name, undefined, heritage, members);
}

/**
 * @param {ts.Statement} statement
 * @param {ts.SourceFile} source
 * @param {boolean} exported
 */
function print(statement, source, exported) {
  const text = printer.printNode(ts.EmitHint.Unspecified, statement, source);
  if (exported || !isExported(statement)) return text;
  return text.replace(/^export (declare )?/m, 'declare ');
}

/** @param {import('./model.mjs').ElementModel} model */
function attributesOf({ attributes }) {
  const lines = attributes.map(
    ({ name, description, type }) => `    /** ${description} */\n    '${name}'?: ${type} | null | undefined;`,
  );
  return `/** The element's attributes, as they stand in markup. */\nexport interface TaskChatAttributes {\n${lines.join('\n')}\n}`;
}

/** @param {import('./model.mjs').ElementModel} model */
function propertiesOf({ className, properties }) {
  const names = properties.map(({ name }) => `'${name}'`).join(' | ');
  return `/** The element's properties that a page sets. */\nexport type TaskChatProperties = Partial<Pick<${className}, ${names}>>;`;
}
