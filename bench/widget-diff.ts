import type { WidgetRoot } from '../server/chatkit/index.ts';
import { Badge, Button, Col, diffWidget, ListView, ListViewItem, Row, Text } from '../server/chatkit/index.ts';
import { median } from './sdk-server.ts';

const ROWS = 72;
const ROUNDS = 201;

/** What it costs to find the one text that changed in a widget of 500 nodes, beside writing that widget as JSON. */
export function benchWidgetDiff(): void {
  const times: { diff: number[]; json: number[] } = { diff: [], json: [] };
  for (let round = -50; round < ROUNDS; round += 1) {
    const [before, after] = [draw('before'), draw(`after ${round}`)];
    const start = performance.now();
    const updates = diffWidget(before, after);
    const middle = performance.now();
    JSON.stringify(after);
    const end = performance.now();
    if (updates.length !== 1) throw new Error(`Expected one update, got ${updates.length}.`);
    if (round < 0) continue;
    times.diff.push(middle - start);
    times.json.push(end - middle);
  }
  const cell = (ms: number) => ({ 'median ms': ms.toFixed(3), '× JSON': (ms / median(times.json)).toFixed(1) });
  console.log(`\nThe diff of a widget of ${countNodes(draw(''))} nodes with one changed text (asked: ≤ 1 ms):`);
  console.table({ 'JSON.stringify': cell(median(times.json)), diffWidget: cell(median(times.diff)) });
}

function draw(text: string): WidgetRoot {
  return ListView({
    children: Array.from({ length: ROWS }, (_, n) =>
      ListViewItem({
        id: `row_${n}_listviewitem`,
        children: [
          Row({
            children: [
              Badge({ label: `${n}` }),
              Col({
                children: [
                  Text({ id: `title_${n}_text`, value: n === 35 ? text : `Task ${n}` }),
                  Text({ value: 'due some day' }),
                ],
              }),
              Button({ id: `done_${n}_button`, label: 'Complete', onClickAction: { type: 'done', payload: { n } } }),
            ],
          }),
        ],
      }),
    ),
  });
}

function countNodes(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const own = 'type' in value && !('payload' in value) ? 1 : 0;
  return Object.values(value).reduce((sum: number, each) => sum + countNodes(each), own);
}
