import type { Browser, JSHandle, Page } from 'puppeteer-core';
import type { ThreadMetadata, ThreadStreamEvent, Turn } from '../../server/chatkit/index.ts';
import { createMemoryStorage } from '../../server/chatkit/testing/index.ts';
import { startHttp } from '../../test/support/start-http.ts';
import { mintToken } from '../../test/support/tokens.ts';
import { createBenchServer, type SdkStorage } from '../sdk-server.ts';
import { findProbe } from './find-probe.ts';
import type { Probe } from './page/types.ts';
import { ownScript, pageScript } from './scripts.ts';
import { startSite, toPage } from './site.ts';

export interface OpenChat {
  page: Page;
  probe: JSHandle<Probe>;
  storage: SdkStorage;
  startThread(): Promise<string>;
  close(): Promise<void>;
}

/** A page with the built-in chat, and a server behind it that answers every message in the same way. */
export async function openChat(
  browser: Browser,
  respond: (thread: ThreadMetadata, turn: Turn) => AsyncIterable<ThreadStreamEvent>,
): Promise<OpenChat> {
  const storage = createMemoryStorage({ ownerOf: ({ owner }: { owner: string }) => owner });
  const { server, startThread } = createBenchServer(respond, storage);
  const files: Record<string, string> = { '/probe.js': await pageScript('probe'), '/task-chat.js': await ownScript() };
  const site = await startSite(files);
  const answering = await startHttp((body, _caller, options) => server.process(body, { owner: 'bench' }, options), {
    allowedOrigins: [site.origin],
  });
  files['/'] = toPage(`<script src="/probe.js"></script>
    <script>getToken = async () => '${mintToken({ sub: 'bench' })}'</script>
    <task-chat runtime="builtin" api-url="${answering.url}/chatkit" get-token="getToken"></task-chat>
    <script src="/task-chat.js"></script>`);
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  await page.setViewport({ width: 800, height: 700 });
  await page.goto(site.origin);
  const probe = await findProbe(page);
  await probe.evaluate((it) => it.usable('[part="input"]'));
  return {
    page,
    probe,
    storage,
    startThread,
    async close() {
      await context.close();
      await answering.server.close(() => server.shutdown({ graceMs: 500 }));
      await site.close();
    },
  };
}
