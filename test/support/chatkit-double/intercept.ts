import type { HTTPRequest, Page } from 'puppeteer-core';
import { serveScript } from './serve.ts';
import type { DoubleSettings } from './settings.ts';

/** Where OpenAI's runtime lives. */
export const CDN_SCRIPT = 'https://cdn.platform.openai.com/deployments/chatkit/chatkit.js';

/** Puts the double in the place of OpenAI's script, for every page that this tab opens. */
export async function interceptChatKit(page: Page, settings: DoubleSettings = {}): Promise<void> {
  await page.evaluateOnNewDocument((given) => Object.assign(globalThis, { __chatkitDouble: given }), settings);
  await page.setRequestInterception(true);
  page.on('request', (request) => void answer(request, settings));
}

async function answer(request: HTTPRequest, settings: DoubleSettings): Promise<void> {
  if (request.isInterceptResolutionHandled()) return;
  if (!request.url().startsWith(CDN_SCRIPT)) return void (await request.continue());
  const reply = await serveScript(request.url(), settings);
  // The page may have gone while it waited.
  if (reply) await request.respond(reply).catch(() => undefined);
}
