import type { Item } from '../wire/types.ts';
import type { ItemContext } from './items.ts';

const SILENT = ['client_tool_call', 'end_of_turn'];

/** The buttons under the newest answer: copy, thumbs, retry. */
export function drawTurnActions({ dom, app, thread }: ItemContext): HTMLElement[] {
  const { session } = app;
  const { bridge } = session;
  const at = thread.items.map(({ type }) => type).lastIndexOf('user_message');
  const turn = thread.items.slice(at + 1);
  if (at < 0 || !turn.some(({ type }) => !SILENT.includes(type))) return [];
  // The build says yes where the documents say no (§2.3).
  const { feedback = true, retry = false } = bridge.options.threadItemActions ?? {};
  const act = (action: string, run: () => void) => () => {
    bridge.log('message.action', { action });
    run();
  };
  const say = (kind: string) => () => {
    const params = { thread_id: thread.id, item_ids: turn.map(({ id }) => id), kind };
    void session.client.json('items.feedback', params).catch(() => undefined);
  };
  const copy = () => void navigator.clipboard?.writeText(turn.map(copyText).join('\n')).catch(() => undefined);
  const bar = dom.make('div', { role: 'group', 'aria-label': 'Response actions' });
  bar.append(dom.button('Copy', act('copy', copy)));
  if (feedback) {
    bar.append(dom.button('Good response', act('feedback.positive', say('positive'))));
    bar.append(dom.button('Bad response', act('feedback.negative', say('negative'))));
  }
  // Later rows of the answer are dropped before it is made again.
  if (retry)
    bar.append(
      dom.button(
        'Try again',
        act('retry', () => session.retry(thread.items[at]?.id)),
      ),
    );
  return [bar];
}

function copyText(item: Item): string {
  if (item.type === 'widget') return String(item.copy_text ?? '');
  const parts = (item.content as readonly { readonly text?: string }[] | undefined) ?? [];
  return parts.map(({ text }) => text ?? '').join('\n');
}
