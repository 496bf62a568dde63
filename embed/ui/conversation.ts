import { html, nothing, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';
import type { ChatSession } from '../state/session.ts';
import { icon } from './icons.ts';
import { type RowHost, renderRow } from './message.ts';
import { renderFailure, renderNotices, renderPlacard, renderSkeleton } from './notices.ts';
import type { ScrollKeeper } from './scroll-keeper.ts';

/** So many newest rows are always laid out; those above them only when they come into sight. */
const NEAR_ROWS = 20;

export interface Prompt {
  readonly label: string;
  /** Sent at once; text that ends with a space is put into the composer, to be finished. */
  readonly prompt: string;
}

const PROMPTS: readonly Prompt[] = [
  { label: 'Show my tasks', prompt: 'Show my tasks' },
  { label: 'Add a task', prompt: 'Add task: ' },
  { label: 'What can you do?', prompt: 'What can you do?' },
];

export interface ConversationHost extends RowHost {
  readonly session: ChatSession;
  readonly scroll: ScrollKeeper;
  /** Keys of the rows that were drawn before. */
  readonly drawn: ReadonlySet<string>;
  usePrompt(prompt: string): void;
  newThread(): void;
}

/** Everything between the header and the composer. */
export function renderConversation(host: ConversationHost): TemplateResult {
  const { session, scroll } = host;
  return html`<div class="stage">
    <div class="scroller" part="conversation" tabindex="0" role="region" aria-label="Conversation">
      <div class="column">${renderBody(host)}</div>
    </div>
    ${
      scroll.pinned || session.view.rows.length === 0
        ? nothing
        : html`<button class="latest" part="jump-button" @click=${() => scroll.toEnd()}>${icon('down')}Latest</button>`
    }
  </div>`;
}

function renderBody(host: ConversationHost): unknown {
  const { session } = host;
  const { view, phase, failure } = session;
  if (phase === 'signed-out') return renderSignedOut(session);
  if (view.rows.length > 0) return renderRows(host);
  if (phase === 'starting') return renderSkeleton();
  if (phase === 'failed') {
    const again = { label: 'Try again', go: () => void session.start() };
    const fresh = { label: 'New conversation', go: () => host.newThread() };
    const isThread = failure?.code === 'not_found';
    const title = isThread ? 'This conversation is gone' : 'The chat could not be opened';
    return renderPlacard(title, failure?.message, isThread ? [fresh] : [again]);
  }
  return session.threadId ? nothing : renderStart(host);
}

function renderRows(host: ConversationHost): TemplateResult {
  const { session } = host;
  const { view } = session;
  const near = view.rows.length - NEAR_ROWS;
  const locked = view.thread?.status.type !== 'active';
  const domains = view.thread?.allowed_image_domains;
  const again = view.failure?.allowRetry ? { label: 'Try again', go: () => void session.retry() } : false;
  return html`
    ${
      view.earlier
        ? html`<button class="way earlier" ?disabled=${session.loadingEarlier} @click=${() => void session.loadEarlier()}>
            ${session.loadingEarlier ? 'Loading…' : 'Show earlier messages'}</button>`
        : nothing
    }
    <ol class="rows">${repeat(
      view.rows,
      (row) => row.key,
      (row, index) => {
        // Laid out once, a row's size is known: skipping it later moves nothing.
        const far = index < near && host.drawn.has(row.key);
        return guard([row, far, locked, domains], () => renderRow(row, host, far));
      },
    )}</ol>
    ${session.pondering ? renderPondering(view.progress) : nothing}
    ${renderNotices(view.notices)}
    ${view.failure ? renderFailure(view.failure, [again]) : nothing}
    ${session.phase === 'failed' && session.failure ? renderFailure(session.failure, [{ label: 'Try again', go: () => void session.start() }]) : nothing}`;
}

function renderPondering(progress: string | undefined): TemplateResult {
  return html`<p class="pondering" role="status" part="progress"><span class="dots" aria-hidden="true"><i></i><i></i><i></i></span>
    <span class=${progress ? '' : 'unseen'}>${progress ?? 'The assistant is answering'}</span></p>`;
}

function renderStart(host: ConversationHost): TemplateResult {
  return html`<div class="placard start" part="start-screen"><span class="sign">${icon('check')}</span>
    <h3>What’s on your list?</h3>
    <p>Add, find and finish tasks in plain words.</p>
    <ul class="prompts">${PROMPTS.map(
      ({ label, prompt }) =>
        html`<li><button class="prompt" part="prompt" @click=${() => host.usePrompt(prompt)}>${label}</button></li>`,
    )}</ul></div>`;
}

function renderSignedOut(session: ChatSession): TemplateResult {
  const text = html`<slot name="sign-in">When you are signed in on this page, your tasks appear here.</slot>`;
  const again = { label: 'Check again', go: () => void session.start() };
  return renderPlacard('Sign in to see your tasks', text, [again], icon('person'));
}
