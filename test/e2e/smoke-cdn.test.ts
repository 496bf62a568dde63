import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { run, tool } from '../../scripts/run.mjs';
import { serveScript } from '../support/chatkit-double/serve.ts';

let server: Server;
let script: string;

// The double stands in for OpenAI's script, at an address of its own.
beforeAll(async () => {
  server = createServer(async (request, response) => {
    const reply = await serveScript(request.url ?? '/');
    response.writeHead(reply?.status ?? 500, reply?.headers).end(reply?.body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  script = `http://127.0.0.1:${(server.address() as AddressInfo).port}/chatkit.js`;
});

afterAll(() => server?.close());

function smoke(address: string): Promise<{ ok: boolean; output: string }> {
  return run(tool('tsx'), ['scripts/smoke-cdn.ts', address], { capture: true });
}

test('the smoke test passes with a runtime that works, and with the built-in chat where it is blocked', async () => {
  const { ok, output } = await smoke(script);
  expect(output).toMatch(/^ok {2}the CDN as it is: chatkit: .*"show my tasks" was answered$/m);
  expect(output).toMatch(/^ok {2}the CDN blocked: builtin: .*"show my tasks" was answered$/m);
  expect(ok).toBe(true);
}, 120_000);

test('the smoke test fails when the runtime is there and does not work', async () => {
  const { ok, output } = await smoke(`${script}?fault=throws`);
  expect(output).toMatch(/^FAILED {2}the CDN as it is: the runtime should be chatkit, and was builtin/m);
  expect(ok).toBe(false);
}, 120_000);
