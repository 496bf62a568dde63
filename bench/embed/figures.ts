/** A figure beside what was promised of it: `1.24 (asked ≤ 1.3)`, with `MISSED` before the bracket when it is more. */
export function beside(value: number, limit: number, write: (value: number) => string): string {
  return `${write(value)} ${value <= limit ? '' : 'MISSED '}(asked ≤ ${write(limit)})`;
}

export function ms(value: number): string {
  return `${value.toFixed(value < 100 ? 1 : 0)} ms`;
}

export function seconds(value: number): string {
  return Number.isFinite(value) ? `${(value / 1_000).toFixed(2)} s` : 'never';
}

export function times(value: number): string {
  return `×${value.toFixed(2)}`;
}

/** Milliseconds of a page's main thread, as Chromium counts them. */
export interface MainThread {
  all: number;
  /** Of style and layout. (What it counts as script is a small part of what runs.) */
  layout: number;
}

interface Metrics {
  TaskDuration?: number;
  LayoutDuration?: number;
  RecalcStyleDuration?: number;
}

/** What a page's main thread did between two readings of `page.metrics()`, which are in seconds. */
export function between(before: Metrics, after: Metrics): MainThread {
  const spent = (name: keyof Metrics) => ((after[name] ?? Number.NaN) - (before[name] ?? Number.NaN)) * 1_000;
  return { all: spent('TaskDuration'), layout: spent('LayoutDuration') + spent('RecalcStyleDuration') };
}
