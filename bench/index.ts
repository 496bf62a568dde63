/**
 * `npm run bench`: what the product and its SDK promise, measured on this machine; `npm run bench deltas` only that part.
 *
 * Every figure stands beside that of something bare in the same run: read the ratios, not the milliseconds.
 */
import { benchDeltas } from './deltas.ts';
import { benchHttpCpu } from './http-cpu.ts';
import { benchIsolation } from './isolation.ts';
import { benchLongThread } from './long-thread.ts';
import { benchProcesses } from './processes.ts';
import { benchProduct } from './product.ts';
import { benchScale } from './scale.ts';
import { benchSharedLog } from './shared-log.ts';
import { benchToken } from './token.ts';
import { benchWidgetDiff } from './widget-diff.ts';

const PARTS: Record<string, () => void | Promise<void>> = {
  product: benchProduct,
  deltas: benchDeltas,
  cpu: benchHttpCpu,
  thread: benchLongThread,
  diff: benchWidgetDiff,
  token: benchToken,
  isolation: benchIsolation,
  scale: benchScale,
  processes: benchProcesses,
  sharing: benchSharedLog,
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in PARTS));
if (unknown.length > 0) {
  console.error(`No part ${unknown.join(', ')}; there are ${Object.keys(PARTS).join(', ')}`);
  process.exit(1);
}
for (const [name, part] of Object.entries(PARTS)) {
  if (wanted.length === 0 || wanted.includes(name)) await part();
}
