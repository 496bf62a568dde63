import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Thread } from '../../server/chatkit/protocol/threads.ts';
import { attempt } from '../attempt.ts';
import type { ChatOptions } from '../options/options.ts';
import type { ChatSession } from '../state/session.ts';
import { icon } from './icons.ts';
import { renderFailure, renderSkeleton } from './notices.ts';

/** A row that is being renamed, or whose deletion is being confirmed. */
export interface HistoryEdit {
  readonly id: string;
  readonly kind: 'rename' | 'delete';
}

export interface HistoryHost {
  readonly site: ChatOptions;
  readonly session: ChatSession;
  readonly editing: HistoryEdit | undefined;
  openThread(id: string): void;
  setEdit(edit: HistoryEdit | undefined): void;
  rename(id: string, title: string): void;
  remove(id: string): void;
  hideHistory(): void;
}

/** The list of conversations, over the chat. */
export function renderHistory(host: HistoryHost): TemplateResult {
  const { history, threadId } = host.session;
  const { rows, loading, more, failure } = history;
  return html`<div class="history" part="history" role="dialog" aria-label="Conversations"
    @keydown=${(event: KeyboardEvent) => onKey(event, host)}>
    <header class="bar"><h2>Conversations</h2>
      <button class="round" data-focus="history-close" aria-label="Close conversations" title="Close"
        @click=${() => host.hideHistory()}>${icon('close')}</button></header>
    <div class="list">
      ${renderFailure(failure, [{ label: 'Try again', go: () => void history.load() }])}
      ${loading && rows.length === 0 ? renderSkeleton() : nothing}
      ${!loading && !failure && rows.length === 0 ? html`<p class="none">No conversations yet.</p>` : nothing}
      <ul>${repeat(
        rows,
        (row) => row.id,
        (row) => html`<li aria-current=${row.id === threadId ? 'true' : nothing}>${renderThread(row, host)}</li>`,
      )}</ul>
      ${
        more
          ? html`<button class="way earlier" ?disabled=${loading} @click=${() => void history.loadMore()}>
              ${loading ? 'Loading…' : 'Show more'}</button>`
          : nothing
      }
    </div>
  </div>`;
}

function renderThread(thread: Thread, host: HistoryHost): TemplateResult {
  const { id } = thread;
  const { history, locale } = host.site;
  const title = toTitle(thread);
  const kind = host.editing?.id === id ? host.editing.kind : undefined;
  if (kind === 'rename') {
    return html`<form class="rename" @submit=${(event: SubmitEvent) => {
      event.preventDefault();
      host.rename(id, String(new FormData(event.target as HTMLFormElement).get('title')));
    }}><input name="title" data-focus="edit" aria-label="New name" maxlength="120" required .value=${title}>
      <button class="round" aria-label="Save name" title="Save">${icon('check')}</button>
      <button type="button" class="round" aria-label="Keep the old name" title="Cancel"
        @click=${() => host.setEdit(undefined)}>${icon('close')}</button></form>`;
  }
  if (kind === 'delete') {
    return html`<div class="confirm" role="group" aria-label=${`Delete “${title}”?`}><p>Delete “${title}”?</p>
      <button class="way danger" data-focus="edit" @click=${() => host.remove(id)}>Delete</button>
      <button class="way" @click=${() => host.setEdit(undefined)}>Keep</button></div>`;
  }
  return html`<button class="open" @click=${() => host.openThread(id)}>
      <span class="title">${title}</span><time datetime=${thread.created_at}>${toDay(thread.created_at, locale)}</time></button>
    ${history?.showRename === false ? nothing : renderEdit('rename', 'Rename', 'write', thread, host)}
    ${history?.showDelete === false ? nothing : renderEdit('delete', 'Delete', 'trash', thread, host)}`;
}

function toTitle({ title }: Thread): string {
  return title || 'New conversation';
}

function renderEdit(
  kind: HistoryEdit['kind'],
  label: string,
  drawing: string,
  thread: Thread,
  host: HistoryHost,
): TemplateResult {
  const { id } = thread;
  return html`<button class="round" aria-label=${`${label} “${toTitle(thread)}”`} title=${label} data-focus=${`${kind}-${id}`}
    @click=${() => host.setEdit({ id, kind })}>${icon(drawing)}</button>`;
}

function onKey(event: KeyboardEvent, host: HistoryHost): void {
  if (event.key !== 'Escape' || event.isComposing) return;
  event.preventDefault();
  event.stopPropagation();
  if (host.editing) host.setEdit(undefined);
  else host.hideHistory();
}

/** A day as people name it: "today", "yesterday", "12 Mar". */
function toDay(date: string, locale?: string): string | undefined {
  const then = new Date(date);
  const days = Math.round((new Date().setHours(0, 0, 0, 0) - then.setHours(0, 0, 0, 0)) / 86_400_000);
  // There is no name for a date that is none.
  return attempt(() =>
    days >= 7
      ? then.toLocaleDateString(locale, { day: 'numeric', month: 'short' })
      : new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(-Math.max(days, 0), 'day'),
  );
}
