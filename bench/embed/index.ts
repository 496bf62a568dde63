/**
 * `npm run bench:embed`: what the element promises, measured in Chromium on this machine; `npm run bench:embed composer`
 * only that part. Nothing fails here: figures depend on the machine, so read the ratios.
 */
import { launchChromium } from '../../test/support/browsers/chromium.ts';
import { benchBubble } from './bubble.ts';
import { benchComposer } from './composer.ts';
import { benchFallback } from './fallback.ts';
import { benchLongThread } from './long-thread.ts';
import { benchSize } from './size.ts';
import { benchStream } from './stream.ts';

const PARTS = {
  size: benchSize,
  composer: benchComposer,
  bubble: benchBubble,
  fallback: benchFallback,
  stream: benchStream,
  thread: benchLongThread,
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in PARTS));
if (unknown.length > 0) {
  console.error(`No part ${unknown.join(', ')}; there are ${Object.keys(PARTS).join(', ')}`);
  process.exit(1);
}
const browser = await launchChromium();
try {
  for (const [name, part] of Object.entries(PARTS)) {
    if (wanted.length === 0 || wanted.includes(name)) await part(browser);
  }
} finally {
  await browser.close();
}
