import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Failure } from '../client/errors.ts';

import type { Notice } from '../state/thread-view.ts';
import type { Toasts } from '../state/toasts.ts';
import { icon } from './icons.ts';
import { renderMarkdown } from './markdown/markdown.ts';

export interface Way {
  readonly label: string;
  go(): void;
  /** For one of several that stays chosen. */
  readonly pressed?: boolean;
}

/** What went wrong, if anything has, and what can be done about it. */
export function renderFailure(failure: Pick<Failure, 'message'> | undefined, ways: readonly (Way | false)[]): unknown {
  if (!failure) return nothing;
  return html`<div class="notice danger" role="alert" part="notice">${icon('alert')}
    <p>${failure.message}</p>${renderWays(ways)}</div>`;
}

/** A text that stands in the place of a conversation. */
export function renderPlacard(
  title: string,
  text: unknown,
  ways: readonly Way[],
  sign: unknown = icon('alert'),
): TemplateResult {
  return html`<div class="placard" role="status"><span class="sign">${sign}</span>
    <h3>${title}</h3><p>${text}</p>${renderWays(ways)}</div>`;
}

export function renderNotices(notices: readonly Notice[]): unknown {
  return notices.map(
    ({ level, title, message }) => html`<div class="notice ${level}" role="status" part="notice">${icon('alert')}
      <div>${title ? html`<strong>${title}</strong>` : nothing}${renderMarkdown(message)}</div></div>`,
  );
}

export function renderToasts(toasts: Toasts): TemplateResult {
  return html`<div class="toasts">${repeat(
    toasts.list,
    (toast) => toast.id,
    ({
      id,
      message,
      retry,
    }) => html`<div class="notice toast" role="alert" part="toast">${icon('alert')}<p>${message}</p>
      ${renderWays([retry ? { label: 'Try again', go: retry } : false])}
      <button class="round" aria-label="Dismiss" @click=${() => toasts.dismiss(id)}>${icon('close')}</button></div>`,
  )}</div>`;
}

export function renderSkeleton(): TemplateResult {
  return html`<div class="skeleton" role="status"><span class="unseen">Loading</span><i></i><i></i><i></i><i></i></div>`;
}

export function renderWays(ways: readonly (Way | false | undefined)[]): unknown {
  const open = ways.filter((way) => !!way);
  if (open.length === 0) return nothing;
  return html`<span class="ways">${open.map(
    ({ label, go, pressed }) =>
      html`<button class="way" aria-pressed=${pressed ?? nothing} @click=${go}>${label}</button>`,
  )}</span>`;
}
