import { expect, test } from 'vitest';
import { beside, between, seconds, times } from '../../bench/embed/figures.ts';

test('a figure stands beside its limit, and says when it misses it', () => {
  expect(beside(1.3, 1.3, times)).toBe('×1.30 (asked ≤ ×1.30)');
  expect(beside(3_010, 3_000, seconds)).toBe('3.01 s MISSED (asked ≤ 3.00 s)');
  expect(beside(Number.POSITIVE_INFINITY, 3_000, seconds)).toBe('never MISSED (asked ≤ 3.00 s)');
});

test('what a main thread did is the difference of two readings, in milliseconds', () => {
  const before = { TaskDuration: 1, LayoutDuration: 0.5, RecalcStyleDuration: 0.25 };
  const after = { TaskDuration: 1.5, LayoutDuration: 0.625, RecalcStyleDuration: 0.375 };
  expect(between(before, after)).toEqual({ all: 500, layout: 250 });
});

test('a reading that the browser does not give is no figure', () => {
  expect(between({}, { TaskDuration: 1 }).all).toBeNaN();
});
