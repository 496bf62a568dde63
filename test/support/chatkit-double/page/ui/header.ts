import type { App } from '../app.ts';
import type { Dom } from './dom.ts';

/** The bar above the conversation: title, buttons of the host, history, new chat. */
export function drawHeader(dom: Dom, { session, history }: App): HTMLElement[] {
  const { bridge, active } = session;
  const { header = {}, history: historyOptions } = bridge.options;
  if (header.enabled === false) return [];
  const action = (side: 'leftAction' | 'rightAction', name: string) => {
    const icon = header[side]?.icon;
    if (!icon) return undefined;
    return dom.button(icon, () => {
      bridge.log(`header.customButton${name}.click`);
      bridge.host.header?.[side]?.onClick();
    });
  };
  const title = header.title?.enabled === false ? undefined : (header.title?.text ?? active?.title);
  const newChat = () => {
    bridge.log('newChat.create');
    history.toggle(false);
    void session.select(null);
  };
  return [
    action('leftAction', 'Left'),
    dom.make('h1', {}, title ?? ''),
    action('rightAction', 'Right'),
    ...(historyOptions?.enabled === false
      ? []
      : [dom.button('Chat history', () => history.toggle(!history.open), { 'aria-expanded': history.open })]),
    active && dom.button('New chat', newChat),
  ].filter((element) => element !== undefined);
}
