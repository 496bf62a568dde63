import { readFile, stat } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';

const guide = await readFile('docs/security.md', 'utf8');
/** What stands in italics and parentheses behind a promise. */
const named = [...guide.matchAll(/\*\(([^)]+)\)\*/g)].flatMap(([, list = '']) => list.match(/test\/[\w/-]+/g) ?? []);

describe('the guide to security', () => {
  test.each([...new Set(named)])('names a test that is there: %s', async (name) => {
    expect((await stat(`${name}.test.ts`)).isFile()).toBe(true);
  });

  test('names one in every part of what it promises', () => {
    const [, promised = ''] = /## What is promised\n(.*?)\n## /s.exec(guide) ?? [];
    const parts = promised.split(/\n(?=\*\*)/).filter((part) => part.startsWith('**'));
    expect(parts.length).toBeGreaterThanOrEqual(9);
    const bare = parts.filter((part) => !/\*\([^)]*test\//.test(part)).map((part) => part.slice(0, 40));
    expect(bare).toEqual([]);
  });

  test('explains every setting that bounds what people may ask for', async () => {
    const example = await readFile('.env.example', 'utf8');
    const settings = example.match(/^(MAX|MESSAGES|REQUESTS)_\w+/gm) ?? [];
    expect(settings.length).toBeGreaterThanOrEqual(10);
    expect(settings.filter((name) => !guide.includes(`| \`${name}\` |`))).toEqual([]);
  });
});
