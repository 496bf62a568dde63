// A process of its own for element.test.ts: type-checks files that run in browsers, in a project, and prints what there is
// to say of them and of the package's own declarations as JSON.
import { join, relative } from 'node:path';
import ts from 'typescript';

const [folder = '', ...files] = process.argv.slice(2);
const program = ts.createProgram(
  files.map((file) => join(folder, file)),
  {
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    jsx: ts.JsxEmit.ReactJSX,
    lib: ['lib.es2022.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
    types: [],
  },
);
const own = program.getSourceFiles().filter(({ fileName }) => fileName.startsWith(join(folder, '/')));
const found = [
  ...program.getOptionsDiagnostics(),
  ...program.getGlobalDiagnostics(),
  ...own.flatMap((file) => [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)]),
];
const problems = found.map(
  ({ file, messageText }) =>
    `${file ? relative(folder, file.fileName) : 'options'}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`,
);
process.stdout.write(JSON.stringify({ problems, seen: own.map(({ fileName }) => relative(folder, fileName)) }));
