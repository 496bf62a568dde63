import type { TestRunnerPlugin } from '@web/test-runner';
import { serveScript } from '../chatkit-double/serve.ts';

/** Serves the double of OpenAI's runtime at `/__chatkit__/chatkit.js`; faults stand in the query. */
export function chatKitDoublePlugin(): TestRunnerPlugin {
  return {
    name: 'chatkit-double',
    async serve(context) {
      if (context.path !== '/__chatkit__/chatkit.js') return undefined;
      const gone = new AbortController();
      context.req.on('close', () => gone.abort());
      const reply = await serveScript(context.url, {}, gone.signal);
      if (!reply) return { body: '' };
      // What nobody serves is a 404.
      if (reply.status !== 200) return undefined;
      return { body: reply.body, type: 'js', headers: { 'cache-control': 'no-store' } };
    },
  };
}
