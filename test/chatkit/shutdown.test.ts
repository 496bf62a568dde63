import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '../..');

test('a shutdown comes to its end though nothing else keeps the process alive [turn-shutdown]', async () => {
  const script = `
    import { ChatKitServer } from './server/chatkit/index.ts';
    import { createMemoryStorage } from './server/chatkit/testing/index.ts';
    class Server extends ChatKitServer {
      ownerOf = () => 'ann';
      async *respond() { await new Promise(() => {}); }
    }
    const { threads, turns } = createMemoryStorage({ ownerOf: () => 'ann' });
    const server = new Server({ store: threads, turns });
    const input = { content: [{ type: 'input_text', text: 'hi' }], attachments: [], inference_options: {} };
    const answer = await server.process({ type: 'threads.create', params: { input } }, {});
    const read = (async () => { let text = ''; for await (const chunk of answer) text += chunk; return text; })();
    await server.shutdown({ graceMs: 50 });
    console.log((await read).includes('"code":"interrupted"') ? 'told' : 'silent');
    await server.shutdown({ graceMs: 50 });
    console.log('over');
  `;
  const { stdout } = await run(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
    cwd: ROOT,
  });
  expect(stdout.trim().split('\n')).toEqual(['told', 'over']);
});
