import type { App } from '../app.ts';
import type { Notice, ThreadState } from '../session/thread-state.ts';
import type { Item } from '../wire/types.ts';
import type { Dom } from './dom.ts';
import { drawInline } from './inline.ts';
import { drawStructuredInput } from './structured-input.ts';
import { drawWidget } from './widget.ts';

/** Where an item stands. */
export interface ItemContext {
  readonly dom: Dom;
  readonly app: App;
  readonly thread: ThreadState;
}

interface Part {
  readonly type: string;
  readonly text: string;
  readonly annotations?: readonly { readonly source?: Source }[];
  readonly [field: string]: unknown;
}
interface Source {
  readonly type: string;
  readonly title: string;
  readonly url?: string;
  readonly [field: string]: unknown;
}
interface Task {
  readonly title?: string;
  readonly content?: string;
}

/** One row of the conversation; nothing for what is not shown. */
export function drawItem(context: ItemContext, item: Item, streaming: boolean): HTMLElement | undefined {
  const children = content(context, item, streaming);
  if (!children) return undefined;
  return context.dom.make('article', { 'data-item': item.type, 'data-id': item.id }, ...children);
}

function content(context: ItemContext, item: Item, streaming: boolean): (Node | string)[] | undefined {
  const { dom } = context;
  switch (item.type) {
    case 'user_message':
      return userMessage(context, item);
    case 'assistant_message':
      return parts(item).flatMap((part) => assistantPart(context, part));
    case 'widget':
      return [drawWidget(context, item, streaming)];
    case 'workflow': {
      const { tasks = [], summary } = item.workflow as { tasks?: Task[]; summary?: { title?: string } };
      return [...(summary?.title ? [dom.make('p', {}, summary.title)] : []), ...tasks.map((task) => line(dom, task))];
    }
    case 'task':
      return [line(dom, item.task as Task)];
    case 'generated_image': {
      const image = item.image as { url?: string } | undefined;
      return [image?.url ? dom.make('img', { src: image.url, alt: 'Generated image' }) : 'Image'];
    }
    case 'structured_input':
      return [drawStructuredInput(context, item)];
    default:
      return undefined;
  }
}

function parts(item: Item): readonly Part[] {
  return ((item.content as readonly Part[] | undefined) ?? []).filter(Boolean);
}

function userMessage({ dom, app }: ItemContext, item: Item): (Node | string)[] {
  const files = (item.attachments as readonly { name: string }[] | undefined) ?? [];
  const quoted = item.quoted_text ? [dom.make('blockquote', {}, String(item.quoted_text))] : [];
  const text = parts(item).map((part) => {
    if (part.type !== 'input_tag') return part.text;
    const tag = { ...part, id: String(part.id), title: part.text };
    return part.interactive ? dom.button(part.text, () => app.clickTag(tag)) : part.text;
  });
  return [...quoted, ...text, ...files.map(({ name }) => dom.make('p', {}, name))];
}

function assistantPart({ dom, app }: ItemContext, part: Part): (Node | string)[] {
  const { bridge } = app.session;
  const sources = (part.annotations ?? []).flatMap(({ source } = {}) => (source ? [source] : []));
  const cites = sources.map((source) => {
    if (source.type === 'url' && source.url) {
      return dom.make('a', { href: source.url, onclick: () => bridge.log('source.click') }, source.title);
    }
    const click = () => {
      bridge.log('message.annotation.click');
      app.clickTag(source as unknown as Parameters<App['clickTag']>[0]);
    };
    return source.type === 'entity' ? dom.button(source.title, click) : dom.make('cite', {}, source.title);
  });
  return [dom.make('p', {}, ...drawInline(dom, bridge, part.text)), ...cites];
}

function line(dom: Dom, { title, content: body }: Task): HTMLElement {
  return dom.make('p', {}, [title, body].filter(Boolean).join(': '));
}

/** What went wrong, or what the server has to say, under the messages. */
export function drawNotice({ dom, app }: ItemContext, { kind, title, message, retry }: Notice): HTMLElement {
  const { session } = app;
  const again = () => {
    session.bridge.log('errorNotice.retry');
    session.retry(retry?.itemId);
  };
  return dom.make(
    'aside',
    { 'data-item': kind },
    ...(title ? [dom.make('strong', {}, title)] : []),
    ...drawInline(dom, session.bridge, message),
    ...(retry ? [dom.button('Retry', again)] : []),
  );
}
