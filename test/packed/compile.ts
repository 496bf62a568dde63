// A process of its own for packed.test.ts: compiles files against the declarations of modules, in a project, writes their
// JavaScript to `out/`, and prints what there is to say as JSON. In one program, since a compiler is slow to start.
import { join, relative } from 'node:path';
import ts from 'typescript';

/** What compiling came to. */
export interface Compiled {
  /** What the compiler has to say about the project's files and the declarations of its modules: `file: message`. */
  problems: string[];
  /** The exported names of the modules: a line each, by module. */
  exports: string;
}

const [folder = '', ...names] = process.argv.slice(2);
const modules = names.filter((name) => !name.endsWith('.ts'));
const options: ts.CompilerOptions = {
  strict: true,
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  types: ['node'],
  typeRoots: [join(folder, 'node_modules/@types')],
  rootDir: folder,
  outDir: join(folder, 'out'),
};
const host = ts.createCompilerHost(options);
const doors = modules.map((module) => {
  const { resolvedModule } = ts.resolveModuleName(module, join(folder, 'any.ts'), options, host);
  if (!resolvedModule) throw new Error(`${module} leads nowhere`);
  return resolvedModule.resolvedFileName;
});
const files = names.filter((name) => name.endsWith('.ts')).map((name) => join(folder, name));
const program = ts.createProgram([...files, ...doors], options, host);
const checker = program.getTypeChecker();
// File by file: to emit a program is to check all of it, what we depend on too.
for (const file of files) program.emit(program.getSourceFile(file));
process.stdout.write(JSON.stringify({ problems: readProblems(), exports: readExports() } satisfies Compiled));

/** Our own declarations are looked at as closely as the files; those of our dependencies (linked from elsewhere) are not. */
function readProblems(): string[] {
  const own = program.getSourceFiles().filter(({ fileName }) => fileName.startsWith(join(folder, '/')));
  if (own.length < files.length + doors.length) throw new Error('The compiler did not see the files.');
  const found = [
    ...program.getOptionsDiagnostics(),
    ...program.getGlobalDiagnostics(),
    ...own.flatMap((file) => [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)]),
  ];
  return found.map(
    ({ file, messageText }) =>
      `${file ? relative(folder, file.fileName) : 'options'}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`,
  );
}

function readExports(): string {
  const texts = modules.map((module, index) => {
    const source = program.getSourceFile(doors[index] ?? '');
    const symbol = source && checker.getSymbolAtLocation(source);
    if (!symbol) throw new Error(`${module} exports nothing`);
    const lines = checker.getExportsOfModule(symbol).map((name) => `  ${kindOf(name)} ${name.name}\n`);
    return `${module}\n${lines.sort().join('')}`;
  });
  return texts.join('\n');
}

/** `value` for what is there at run time, classes too; `type` for what only the compiler sees. */
function kindOf(name: ts.Symbol): 'value' | 'type' {
  const target = name.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(name) : name;
  if (target.flags & ts.SymbolFlags.Value) return 'value';
  if (target.flags & ts.SymbolFlags.Type) return 'type';
  throw new Error(`${name.name} leads nowhere`);
}
