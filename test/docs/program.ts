import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** What the compiler knows of the guide's files. */
export interface Program {
  /** What is wrong in the guide's own files, a line each; what may be wrong in the package is left to others. */
  problems: string[];
  /** Everything that the doors of the package export, types too, with the members that each has. */
  exports: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Compiles all files of a folder at once, by its tsconfig.json. */
export function compile(folder: string, doors: readonly string[]): Program {
  const { config, error } = ts.readConfigFile(join(folder, 'tsconfig.json'), (path) => readFileSync(path, 'utf8'));
  if (error) throw new Error(ts.flattenDiagnosticMessageText(error.messageText, '\n'));
  const { options, fileNames } = ts.parseJsonConfigFileContent(config, ts.sys, folder);
  const program = ts.createProgram(fileNames, options);
  const problems = fileNames
    .flatMap((name) => ts.getPreEmitDiagnostics(program, program.getSourceFile(name)))
    .map(toLine);
  return { problems, exports: new Map(doors.flatMap((door) => exportsOf(program, door))) };
}

function exportsOf(program: ts.Program, door: string): [string, ReadonlySet<string>][] {
  const checker = program.getTypeChecker();
  const file = program.getSourceFiles().find(({ fileName }) => fileName.endsWith(`/server/${door}/index.ts`));
  const module = file && checker.getSymbolAtLocation(file);
  if (!module) throw new Error(`No file of the guide imports ${door}.`);
  return checker.getExportsOfModule(module).map((exported) => {
    const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
    const declared = checker.getDeclaredTypeOfSymbol(symbol);
    const value = symbol.valueDeclaration && checker.getTypeOfSymbol(symbol);
    const types = [declared, ...(declared.isUnion() ? declared.types : []), ...(value ? [value] : [])];
    return [exported.name, new Set(types.flatMap((type) => type.getProperties().map((property) => property.name)))];
  });
}

function toLine({ file, start = 0, messageText }: ts.Diagnostic): string {
  const text = ts.flattenDiagnosticMessageText(messageText, '\n');
  if (!file) return text;
  const { line } = file.getLineAndCharacterOfPosition(start);
  return `${file.fileName.slice(file.fileName.lastIndexOf('/') + 1)}:${line + 1} ${text}`;
}
