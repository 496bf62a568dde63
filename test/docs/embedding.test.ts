// The guide for whoever builds a page. Its HTML runs in test/embed/script/guide.test.ts.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compile } from 'svelte/compiler';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { compileTemplate, parse } from 'vue/compiler-sfc';
import { readModel } from '../../scripts/element/model.mjs';
import { renderGuide } from '../../scripts/reference.mjs';
import { ROOT } from '../../scripts/run.mjs';
import { readBlocks } from './blocks.ts';

const GUIDE = new URL('../../docs/embedding.md', import.meta.url);
const blocks = await readBlocks(GUIDE);
const model = readModel();

function code(name: string): string {
  const block = blocks.find((each) => each.name === name);
  if (!block) throw new Error(`The guide has no block ${name}.`);
  return block.code;
}

/** What is wrong with the syntax of a script. */
function problemsOf(text: string, fileName: string): string[] {
  const { diagnostics = [] } = ts.transpileModule(text, {
    fileName,
    reportDiagnostics: true,
    compilerOptions: { jsx: ts.JsxEmit.ReactJSX, target: ts.ScriptTarget.ES2022 },
  });
  return diagnostics.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}

describe('the guide to embedding', () => {
  test('has the reference that the sources say', async () => {
    const { guide, wanted } = await renderGuide();
    expect(guide, 'node scripts/reference.mjs').toBe(wanted);
  });

  test('names no attribute, event, part or custom property that the element does not have', async () => {
    const text = (await readFile(GUIDE, 'utf8')).split('<!-- reference')[0] ?? '';
    const examples = blocks.map((block) => block.code).join('\n');
    const known = {
      attribute: [...model.attributes.map(({ name }) => name), 'target', 'id', 'ref'],
      event: model.events.map(({ name }) => name),
      part: model.parts.map(({ name }) => name),
      property: model.cssProperties.map(({ name }) => name),
    };
    const used = {
      attribute: [
        ...[...examples.matchAll(/\bdata-([a-z-]+)(?==|')/g)].map(([, name]) => name ?? ''),
        ...[...examples.matchAll(/<task-chat\s([^>]*)>/g)].flatMap(([, all = '']) =>
          [...all.matchAll(/(?<![:@{\w-])([a-z]+(?:-[a-z]+)*)="/g)].map(([, name]) => name ?? ''),
        ),
      ],
      event: [...text.matchAll(/\b(task-chat:[a-z-]+)\b/g)].map(([, name]) => name ?? ''),
      part: [...text.matchAll(/::part\(([a-z-]+)\)/g)].map(([, name]) => name ?? ''),
      property: [...text.matchAll(/--task-chat-[a-z-\d]+/g)].map(([name]) => name),
    };
    for (const [kind, names] of Object.entries(used)) {
      expect(names.length, kind).toBeGreaterThan(0);
      expect(names.filter((name) => !known[kind as keyof typeof known].includes(name), kind)).toEqual([]);
    }
  });

  test('tells of every part that a template has', async () => {
    const files = await readdir(join(ROOT, 'embed'), { recursive: true });
    const sources = files.filter((file) => file.endsWith('.ts'));
    const texts = await Promise.all(sources.map((file) => readFile(join(ROOT, 'embed', file), 'utf8')));
    const parts = texts.flatMap((text) =>
      [...text.matchAll(/\bpart="([a-z- ]+)"/g)].flatMap(([, all = '']) => all.split(' ')),
    );
    expect(parts.length).toBeGreaterThan(10);
    expect([...new Set(parts)].filter((part) => !model.parts.some(({ name }) => name === part))).toEqual([]);
  });

  test('has scripts without mistakes in their syntax', () => {
    const scripts = blocks.filter(({ language }) => language === 'js' || language === 'tsx');
    expect(scripts.length).toBeGreaterThan(2);
    for (const { code, name } of scripts) expect(problemsOf(code, name), name).toEqual([]);
    expect(problemsOf('const = 1', 'wrong.js')).not.toEqual([]);
  });

  test('has a component that Vue compiles: properties are set, events are heard by their names', () => {
    const { descriptor, errors } = parse(code('Assistant.vue'));
    expect(errors).toEqual([]);
    const isCustomElement = (tag: string) => tag === 'task-chat';
    const compiled = compileTemplate({
      source: descriptor.template?.content ?? '',
      filename: 'Assistant.vue',
      id: 'x',
      compilerOptions: { isCustomElement },
    });
    expect(compiled.errors).toEqual([]);
    expect(compiled.code).toContain('getToken:');
    expect(compiled.code).toContain('"onTaskChat:tasksChange"');
  });

  test('has a component that Svelte compiles', () => {
    const { js, warnings } = compile(code('Assistant.svelte'), { filename: 'Assistant.svelte' });
    expect(warnings).toEqual([]);
    expect(js.code).toContain("'task-chat:tasks-change'");
    expect(js.code).toContain('getToken');
  });
});
