import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { run, tool } from '../../scripts/run.mjs';

test('the smoke test is skipped in one visible line where nobody answers for the CDN', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/chatkit.js`;
  server.close();
  await once(server, 'close');

  const { ok, output } = await run(tool('tsx'), ['scripts/smoke-cdn.ts', address], { capture: true });

  expect(output.trim()).toMatch(
    /^skipped: http:\/\/127\.0\.0\.1:\d+\/chatkit\.js cannot be reached from here \(.*ECONNREFUSED.*\)$/,
  );
  expect(ok).toBe(true);
}, 60_000);
