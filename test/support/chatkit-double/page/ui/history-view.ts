import type { App } from '../app.ts';
import type { Thread } from '../wire/types.ts';
import type { Dom } from './dom.ts';

/** The panel of former threads. */
export class HistoryView {
  readonly element: HTMLElement;
  readonly #dom: Dom;
  readonly #app: App;
  readonly #search: HTMLInputElement;
  readonly #list: HTMLUListElement;
  /** The thread that a dialog is about. */
  #asked: { readonly id: string; readonly about: 'rename' | 'delete' } | undefined;
  #shown = '';

  constructor(dom: Dom, app: App) {
    this.#dom = dom;
    this.#app = app;
    this.#search = dom.make('input', { type: 'search', 'aria-label': 'Search', oninput: () => this.update() });
    this.#list = dom.make('ul');
    this.element = dom.make('nav', { 'aria-label': 'Chat history', hidden: true }, this.#search, this.#list);
  }

  update(): void {
    const { history, session } = this.#app;
    this.element.hidden = !history.open;
    this.#search.hidden = session.bridge.options.history?.search?.enabled !== true;
    const wanted = this.#search.value.trim().toLowerCase();
    const rows = history.rows.filter((row) => (row.title ?? '').toLowerCase().includes(wanted));
    // Drawn anew only when it says something new, since a field in it may be written in.
    const shown = JSON.stringify([rows, this.#asked, session.bridge.options.history, history.loading]);
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#list.replaceChildren(...rows.map((row) => this.#row(row)));
    if (rows.length > 0 || history.loading) return;
    this.#list.append(this.#dom.make('li', {}, 'You don’t have any past chats.'));
  }

  #row(thread: Thread): HTMLLIElement {
    const { history, session } = this.#app;
    const { showRename = true, showDelete = true } = session.bridge.options.history ?? {};
    const { id, title = 'New chat' } = thread;
    const open = this.#dom.button(title, () => void history.select(id), {
      onpointerenter: () => session.library.prefetch(id),
    });
    const row = this.#dom.make('li', {}, open);
    if (showRename) row.append(this.#dom.button('Rename', () => this.#ask({ id, about: 'rename' })));
    if (showDelete) row.append(this.#dom.button('Delete', () => this.#ask({ id, about: 'delete' })));
    if (this.#asked?.id === id) row.append(this.#dialog(thread, this.#asked.about));
    return row;
  }

  #dialog({ id, title = '' }: Thread, about: 'rename' | 'delete'): HTMLElement {
    const { history } = this.#app;
    const name = this.#dom.make('input', { value: title, 'aria-label': 'Title' });
    const confirm = () => {
      this.#ask(undefined);
      if (about === 'delete') void history.remove(id);
      else void history.rename(id, name.value.trim());
    };
    return this.#dom.make(
      'div',
      { role: 'dialog', 'aria-label': about === 'delete' ? 'Delete chat?' : 'Rename chat' },
      about === 'rename' ? name : undefined,
      this.#dom.button(about === 'delete' ? 'Confirm delete' : 'Save', confirm),
      this.#dom.button('Cancel', () => this.#ask(undefined)),
    );
  }

  #ask(asked: { id: string; about: 'rename' | 'delete' } | undefined): void {
    const { bridge } = this.#app.session;
    const about = asked?.about ?? this.#asked?.about;
    this.#asked = asked;
    bridge.log(asked ? 'dialog.open' : 'dialog.close', { dialogType: about });
    this.update();
  }
}
