import { html, render } from 'lit';
import type { Source } from '../../server/chatkit/protocol/items.ts';
import { tellFault } from '../attempt.ts';
import type { ChatOptions } from '../options/options.ts';
import type { Row } from '../state/thread-view.ts';
import { activeIn } from '../widgets/focus.ts';
import { renderWidget, type WidgetHost } from '../widgets/index.ts';

/** What may stand for an entity: a source, or a part of a message. Only entities are meant to be clicked. */
interface Named extends Partial<Pick<Extract<Source, { type: 'entity' }>, 'id' | 'group' | 'data' | 'interactive'>> {
  readonly title: string;
}

export interface EntityHost {
  readonly site: ChatOptions;
  widgetHost(row: Row): WidgetHost;
}

/** Words that stand for something the page knows: it may act on a click, and show more of it beside. */
export function renderEntity(
  { interactive, id = '', title, group, data }: Named,
  words: string,
  row: Row,
  host: EntityHost,
): unknown {
  const { onClick, onRequestPreview } = host.site.entities ?? {};
  if (!interactive || !(onClick || onRequestPreview)) return words;
  // What the page gets is what OpenAI's runtime gives it (reference §2.5).
  const entity = { id, title, ...(group && { group }), ...(data && { data: data as Record<string, string> }) };
  const preview = async ({ currentTarget }: Event) => {
    const place = currentTarget as HTMLElement;
    const card = cardOf(place);
    if (card.matches(':popover-open')) return;
    const { preview: root } = (await host.site.entities?.onRequestPreview?.(entity)) ?? {};
    if (!root || !isLookedAt(place)) return;
    render(renderWidget(root, host.widgetHost(row)), card);
    card.showPopover();
    const { left, top, bottom } = place.getBoundingClientRect();
    // Above it where there is room for the highest.
    const side = top > 240 ? `auto auto ${innerHeight - top}px` : `${bottom}px auto auto`;
    card.style.inset = `${side} clamp(8px, ${left}px, 100vw - 368px)`;
  };
  const show = (event: Event) => preview(event).catch(tellFault);
  const hide = ({ currentTarget }: Event) => {
    const place = currentTarget as HTMLElement;
    // Where the pointer or the focus went is known after the event.
    setTimeout(() => !isLookedAt(place) && cardOf(place).hidePopover());
  };
  return html`<span @pointerenter=${show} @focusin=${show} @pointerleave=${hide} @focusout=${hide}><button class="entity"
    @click=${() => host.site.entities?.onClick?.(entity)}>${words}</button><div class="preview" popover="manual"></div></span>`;
}

/** Within the place, so that a pointer that goes over to the card does not leave. */
function cardOf(place: HTMLElement): HTMLElement {
  return place.lastElementChild as HTMLElement;
}

function isLookedAt(place: HTMLElement): boolean {
  // What is in the top layer is no part of what is around it to :focus-within.
  return place.matches(':has(:hover)') || place.contains(activeIn(place));
}
