import { describe, expect, test } from 'vitest';
import { checkNotes, checkTitle, clip } from '../../server/tasks/task-text.ts';

describe('a title', () => {
  test.each([
    ['  buy   milk ', 'buy milk'],
    ['buy\r\nmilk\tand\u2028bread', 'buy milk and bread'],
    ['buy\u0000 mi\u001blk\u0085', 'buy milk'],
    ['\u202eevil\u2066 title\ufeff', 'evil title'],
    ['👩‍👩‍👧 family \ud800day', '👩‍👩‍👧 family day'],
    ['x'.repeat(200), 'x'.repeat(200)],
    ['😀'.repeat(200), '😀'.repeat(200)],
  ])('%j is kept as %j', (raw, text) => {
    expect(checkTitle(raw)).toEqual({ text });
  });

  test.each(['', ' \n\t', '\u0000\u200b', 'x'.repeat(201), '😀'.repeat(201)])('%j is refused', (raw) => {
    expect(checkTitle(raw)).toHaveProperty('problem');
  });
});

test('notes keep their lines, lose control characters, and end at 2,000 characters', () => {
  expect(checkNotes(' one\r\ntwo\u0000\n\n\tthree ')).toEqual({ text: 'one\ntwo\n\n\tthree' });
  expect(checkNotes('')).toEqual({ text: '' });
  expect(checkNotes('x'.repeat(2_000))).toEqual({ text: 'x'.repeat(2_000) });
  expect(checkNotes('x'.repeat(2_001))).toEqual({
    problem: 'Notes can have up to 2,000 characters; these have 2,001.',
  });
});

test('a line is cut at a blank, never within a character', () => {
  expect(clip('buy milk and bread', 40)).toBe('buy milk and bread');
  expect(clip('buy milk and bread', 14)).toBe('buy milk and…');
  expect(clip('😀'.repeat(10), 5)).toBe('😀😀😀😀…');
});
