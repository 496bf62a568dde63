import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { type ComposerHost, renderComposer } from './composer.ts';
import { type ConversationHost, renderConversation } from './conversation.ts';
import { type HistoryHost, renderHistory } from './history.ts';
import { icon } from './icons.ts';
import { renderToasts } from './notices.ts';

export interface ChatHost extends ConversationHost, ComposerHost, HistoryHost {
  readonly historyOpen: boolean;
  /** What is read aloud: whole answers, each once. */
  readonly spoken: readonly { readonly id: number; readonly text: string }[];
  showHistory(): void;
  /** The link to the server is broken, or being mended. */
  readonly link: 'up' | 'down' | 'offline';
}

/** The whole built-in chat. */
export function renderChat(host: ChatHost): TemplateResult {
  const { session, historyOpen } = host;
  const off = session.phase === 'signed-out';
  return html`<div class="chat" ?inert=${historyOpen}>
      <header class="bar" part="header">
        <button class="round" data-focus="history" aria-label="Conversations" title="Conversations" aria-haspopup="dialog"
          ?disabled=${off} @click=${() => host.showHistory()}>${icon('history')}</button>
        <h2>${session.view.thread?.title || 'Tasks'}</h2>
        <button class="round" aria-label="New conversation" title="New conversation" ?disabled=${off}
          @click=${() => host.newThread()}>${icon('compose')}</button>
      </header>
      ${renderLink(host.link)}
      ${renderConversation(host)}
      ${renderToasts(session.toasts)}
      <div class="foot">${renderComposer(host)}</div>
      <div class="unseen" role="log" aria-label="Answers">${repeat(
        host.spoken,
        ({ id }) => id,
        ({ text }) => html`<p>${text}</p>`,
      )}</div>
    </div>
    ${historyOpen ? html`<div class="veil" @click=${() => host.hideHistory()}></div>${renderHistory(host)}` : nothing}`;
}

function renderLink(link: ChatHost['link']): TemplateResult {
  const text = link === 'offline' ? 'You’re offline. Messages go out when you’re back.' : 'Reconnecting…';
  return html`<div class="link" role="status" part="connection">${link === 'up' ? nothing : html`<p>${text}</p>`}</div>`;
}
