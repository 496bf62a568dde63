import type { StartScreenPrompt, UserMessageContent } from '@openai/chatkit';
import { html, nothing, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';
import type { ChatSession, Rating } from '../state/session.ts';
import { wordsOf } from '../state/thread-view.ts';
import { icon } from './icons.ts';
import { type RowHost, renderRow } from './message.ts';
import { renderFailure, renderNotices, renderPlacard, renderSkeleton, renderWays } from './notices.ts';
import type { ScrollKeeper } from './scroll-keeper.ts';

/** So many newest rows are always laid out; those above them only when they come into sight. */
const NEAR_ROWS = 20;

/** Sent at once; text that ends with a space is put into the composer, to be finished. */
const PROMPTS: readonly StartScreenPrompt[] = [
  { label: 'Show my tasks', prompt: 'Show my tasks' },
  { label: 'Add a task', prompt: 'Add task: ' },
  { label: 'What can you do?', prompt: 'What can you do?' },
];

export interface ConversationHost extends RowHost {
  readonly session: ChatSession;
  readonly scroll: ScrollKeeper;
  /** Keys of the rows that were drawn before. */
  readonly drawn: ReadonlySet<string>;
  /** @param parts if it has any: what its words stand for */
  usePrompt(prompt: string, parts: readonly UserMessageContent[]): void;
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
        : html`<button class="way latest" part="jump-button" @click=${() => scroll.toEnd()}>${icon('chevron-down')}Latest</button>`
    }
  </div>`;
}

function renderBody(host: ConversationHost): unknown {
  const { session } = host;
  const { view, phase, failure } = session;
  if (phase === 'signed-out') return renderSignedOut(() => void session.start());
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
  const { onClick, onRequestPreview } = host.site.entities ?? {};
  const again = view.failure?.allowRetry ? { label: 'Try again', go: () => void session.retry() } : false;
  return html`
    ${
      view.earlier
        ? html`<button class="way earlier" ?disabled=${session.loadingEarlier} @click=${() => void session.loadEarlier()}>
            ${session.loadingEarlier ? 'Loading…' : 'Show earlier messages'}</button>`
        : nothing
    }
    <ol class="rows" lang=${host.site.locale ?? nothing}>${repeat(
      view.rows,
      (row) => row.key,
      (row, index) => {
        // Laid out once, a row's size is known: skipping it later moves nothing.
        const far = index < near && host.drawn.has(row.key);
        return guard([row, far, locked, domains, !!onClick, !!onRequestPreview], () => renderRow(row, host, far));
      },
    )}</ol>
    ${session.pondering ? renderPondering(view.progress) : renderActs(host)}
    ${renderNotices(view.notices)}
    ${renderFailure(view.failure, [again])}
    ${renderFailure(session.failure, [{ label: 'Try again', go: () => void session.start() }])}`;
}

/** What can be done with the last answer. */
function renderActs({ session, site }: ConversationHost): unknown {
  const { feedback, retry } = site.threadItemActions ?? {};
  const { rows } = session.view;
  const asked = rows.findLastIndex(({ item }) => item.type === 'user_message');
  const ids = rows.slice(asked + 1).map(({ item }) => item.id);
  if (session.responding || session.view.failure || !ids.length) return nothing;
  const rate = (label: string, kind: Rating) => ({
    label,
    go: () => void session.rate(kind, ids),
    pressed: session.ratings.get(`${ids}`) === kind,
  });
  return renderWays([
    feedback && rate('Good answer', 'positive'),
    feedback && rate('Bad answer', 'negative'),
    retry && session.view.thread?.status.type === 'active' && { label: 'Answer again', go: () => session.regenerate() },
  ]);
}

function renderPondering(progress: string | undefined): TemplateResult {
  return html`<p class="pondering" role="status" part="progress"><span class="dots" aria-hidden="true"><i></i><i></i><i></i></span>
    <span class=${progress ? '' : 'unseen'}>${progress ?? 'The assistant is answering'}</span></p>`;
}

function renderStart(host: ConversationHost): TemplateResult {
  const { greeting, prompts = PROMPTS } = host.site.startScreen ?? {};
  return html`<div class="placard start" part="start-screen"><span class="sign">${icon('check')}</span>
    <h3>${greeting ?? 'What’s on your list?'}</h3>
    ${greeting ? nothing : html`<p>Add, find and finish tasks in plain words.</p>`}
    <ul class="prompts">${prompts.map(({ label, prompt, icon: name = '' }) => {
      const parts = typeof prompt === 'string' ? [] : prompt;
      const text = typeof prompt === 'string' ? prompt : parts.map(wordsOf).join('');
      const go = () => host.usePrompt(prompts === PROMPTS ? text : text.trim(), parts);
      return html`<li><button class="prompt" part="prompt" @click=${go}>${icon(name)}${label}</button></li>`;
    })}</ul></div>`;
}

/** @param go looks again whether anybody is signed in */
export function renderSignedOut(go: () => void): TemplateResult {
  const text = html`<slot name="sign-in">When you are signed in on this page, your tasks appear here.</slot>`;
  return renderPlacard('Sign in to see your tasks', text, [{ label: 'Check again', go }], icon('profile'));
}
