import type { ErrorCode, Page } from 'puppeteer-core';
import { CDN_SCRIPT, interceptChatKit } from '../../test/support/chatkit-double/intercept.ts';
import type { Fault } from '../../test/support/chatkit-double/settings.ts';

/** How OpenAI's script can fail to come, or come and fail. */
export const FAULTS: Record<string, { refused: ErrorCode } | { double: Fault }> = {
  'connection refused': { refused: 'connectionrefused' },
  'blocked by an extension': { refused: 'blockedbyclient' },
  'hangs, for ever': { double: 'hang' },
  '404': { double: '404' },
  'the script throws': { double: 'throws' },
  'its frame never loads': { double: 'no-ready' },
  'its frame stays blank': { double: 'no-app' },
};

/** Breaks OpenAI's runtime for a page. Returns how often its script was asked for since. */
export async function breakChatKit(page: Page, name: string): Promise<() => number> {
  const fault = FAULTS[name];
  if (!fault) throw new Error(`There is no fault "${name}".`);
  let asked = 0;
  page.on('request', (request) => {
    if (!request.url().startsWith(CDN_SCRIPT)) return;
    asked += 1;
    // Before the listener of the double's, which answers what is left.
    if ('refused' in fault) void request.abort(fault.refused);
  });
  await interceptChatKit(page, 'double' in fault ? { fault: fault.double } : {});
  return () => asked;
}
