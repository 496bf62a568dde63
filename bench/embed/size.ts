import { buildStale } from '../../scripts/build.mjs';
import { kilobytes, LIMIT, measure } from '../../scripts/size.mjs';
import { beside } from './figures.ts';

/** What every page of a site loads. */
export async function benchSize(): Promise<void> {
  await buildStale(['embed']);
  const rows = (await measure()).map(({ file, raw, gzip, brotli }) => {
    return [file, { raw: kilobytes(raw), brotli: kilobytes(brotli), gzip: beside(gzip, LIMIT, kilobytes) }] as const;
  });
  console.log('\nThe script, which is all that a page loads of ours:');
  console.table(Object.fromEntries(rows));
}
