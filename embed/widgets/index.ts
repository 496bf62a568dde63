import { html, noChange, nothing, type TemplateResult } from 'lit';
import { Directive, directive, type ElementPart } from 'lit/directive.js';
import type { WidgetRoot } from '../../server/chatkit/protocol/widgets.ts';
import type { WidgetHost } from './host.ts';
import { WidgetView } from './widget-view.ts';

export { allowedImage } from './content.ts';
export type { WidgetHost } from './host.ts';
export { widgetStyles } from './widgets.styles.ts';

const widget = directive(
  class extends Directive {
    #view: WidgetView | undefined;

    render(_root: WidgetRoot, _host: WidgetHost): unknown {
      return nothing;
    }

    override update({ element }: ElementPart, [root, host]: [WidgetRoot, WidgetHost]): unknown {
      this.#view ??= new WidgetView(element as HTMLElement);
      this.#view.update(root, host);
      return noChange;
    }
  },
);

/**
 * Draws a widget. Drawn again in the same place, it keeps its focus, drafts, opened parts and running actions; the same
 * `root` object again means that nothing of it changed.
 *
 * Never throws: a widget that cannot be drawn shows a small notice.
 */
export function renderWidget(root: WidgetRoot, host: WidgetHost): TemplateResult {
  return html`<div class="w-root" tabindex="-1" ${widget(root, host)}></div>`;
}
