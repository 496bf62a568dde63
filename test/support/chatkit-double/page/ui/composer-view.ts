import type { App } from '../app.ts';
import { attach, detach } from '../session/attachments.ts';
import { arrange, type Dom } from './dom.ts';

/** Where a person writes. */
export class ComposerView {
  readonly element: HTMLElement;
  readonly #dom: Dom;
  readonly #app: App;
  readonly #field: HTMLTextAreaElement;
  readonly #send: HTMLButtonElement;
  readonly #stop: HTMLButtonElement;
  readonly #bar: HTMLElement;
  readonly #extras: HTMLElement;
  readonly #banner: HTMLElement;
  readonly #disclaimer: HTMLElement;
  #drawn = '';

  constructor(dom: Dom, app: App) {
    const { session } = app;
    this.#dom = dom;
    this.#app = app;
    this.#field = dom.make('textarea', {
      rows: 1,
      oninput: () => {
        session.composer.text = this.#field.value;
        session.changed();
      },
      onkeydown: (event: KeyboardEvent) => {
        if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
        event.preventDefault();
        session.submit();
      },
    });
    this.#send = dom.button('Send message', () => session.submit());
    this.#stop = dom.button('Stop', () => session.active && session.responses.stop(session.active));
    this.#extras = dom.make('div');
    this.#bar = dom.make('div', {}, this.#extras, this.#field, this.#send, this.#stop);
    this.#banner = dom.make('p', { 'data-item': 'closed', hidden: true });
    this.#disclaimer = dom.make('footer');
    this.element = dom.make('div', {}, this.#banner, this.#bar, this.#disclaimer);
  }

  update(): void {
    const { session } = this.#app;
    const { composer, active, bridge } = session;
    const status = active?.status ?? { type: 'active' };
    if (this.#field.value !== composer.text) this.#field.value = composer.text;
    const reason = status.type === 'locked' ? status.reason : undefined;
    this.#field.placeholder = reason ?? composer.placeholder;
    this.#field.setAttribute('aria-label', this.#field.placeholder);
    this.#field.disabled = status.type === 'locked';
    this.#bar.hidden = status.type === 'closed';
    this.#banner.hidden = status.type !== 'closed';
    this.#banner.textContent = status.reason ?? 'This conversation is closed.';
    this.#stop.hidden = !active?.canStop;
    this.#send.hidden = !this.#stop.hidden;
    this.#send.disabled = (active?.busy ?? false) || (composer.text.trim() === '' && composer.attachments.length === 0);
    this.#disclaimer.textContent = bridge.options.disclaimer?.text ?? '';
    this.#updateExtras();
  }

  focus(): void {
    const { defaultView } = this.#dom.document;
    // First the frame, then the field in it, with the caret at the end.
    (defaultView?.frameElement as HTMLElement | null)?.focus();
    this.#field.focus();
    this.#field.setSelectionRange(this.#field.value.length, this.#field.value.length);
  }

  type(text: string): void {
    this.#field.value = text;
    this.#fire(new Event('input', { bubbles: true }));
  }

  enter(): void {
    this.#fire(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
  }

  #fire(event: Event): void {
    if (this.#field.disabled || this.#bar.hidden) throw new Error('The composer takes nothing now.');
    this.#field.dispatchEvent(event);
  }

  /** Quote, files, tools and models. Drawn anew only when they change, so that focus stays. */
  #updateExtras(): void {
    const { composer, bridge } = this.#app.session;
    const { tools = [], models = [], attachments } = bridge.options.composer ?? {};
    const { quote, toolId, modelId } = composer;
    const drawn = JSON.stringify([quote, composer.attachments, toolId, modelId, tools, models, attachments]);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    arrange(this.#extras, [
      ...(quote ? [this.#dom.make('blockquote', {}, quote)] : []),
      ...composer.attachments.map(({ id, name }) =>
        this.#dom.make(
          'span',
          { 'data-row': 'file' },
          name,
          this.#dom.button('Remove', () => void this.#detach(id)),
        ),
      ),
      ...(attachments?.enabled ? [this.#dom.button('Attach', () => void this.#choose())] : []),
      ...tools.map(({ id, label }) => {
        const pressed = id === toolId;
        const toggle = () => this.#selectTool(pressed ? undefined : id, id);
        return this.#dom.button(label, toggle, { 'aria-pressed': pressed });
      }),
      ...(models.length > 0 ? [this.#models()] : []),
    ]);
  }

  #models(): HTMLElement {
    const { composer, bridge } = this.#app.session;
    const options = (bridge.options.composer?.models ?? []).map(({ id, label, disabled }) =>
      this.#dom.make('option', { value: id, disabled: disabled ?? false, selected: id === composer.modelId }, label),
    );
    const onchange = (event: Event) => {
      const modelId = (event.target as HTMLSelectElement).value;
      composer.selectModel(modelId);
      bridge.log('composer.model.select', { modelId });
    };
    return this.#dom.make('select', { 'aria-label': 'Model', onchange }, ...options);
  }

  #selectTool(id: string | undefined, toolId: string): void {
    const { session } = this.#app;
    session.bridge.log(id ? 'composer.tool.select' : 'composer.tool.unselect', { toolId, source: 'menu' });
    session.composer.selectTool(id);
    session.changed();
  }

  async #choose(): Promise<void> {
    const { session } = this.#app;
    const { accept = {}, maxCount } = session.bridge.options.composer?.attachments ?? {};
    session.bridge.log('composer.plusButton.click');
    const types = Object.entries(accept).flatMap(([type, endings]) => [type, ...endings]);
    await attach(session, await session.bridge.chooseFiles(types.join(','), maxCount !== 1));
  }

  #detach(id: string): Promise<void> {
    return detach(this.#app.session, id);
  }
}
