import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { ChatOptions } from '../options/options.ts';
import { type ComposerHost, renderComposer } from './composer.ts';
import { type ConversationHost, renderConversation } from './conversation.ts';
import { type HistoryHost, renderHistory } from './history.ts';
import { barIcon, icon } from './icons.ts';
import { renderMarkdown } from './markdown/markdown.ts';
import { renderToasts } from './notices.ts';

type HeaderAction = NonNullable<NonNullable<ChatOptions['header']>['leftAction']>;

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
  const { site } = host;
  return html`<div class="chat" role="group" aria-label=${site.frameTitle ?? 'Chat'} ?inert=${host.historyOpen}>
      ${site.header?.enabled === false ? nothing : renderHeader(host)}${renderLink(host.link)}
      ${renderConversation(host)}${renderToasts(host.session.toasts)}
      <div class="foot">${renderComposer(host)}${renderDisclaimer(site.disclaimer)}</div>
      <div class="unseen" role="log" aria-label="Answers">${repeat(
        host.spoken,
        ({ id }) => id,
        ({ text }) => html`<p>${text}</p>`,
      )}</div>
    </div>
    ${host.historyOpen ? html`<div class="veil" @click=${() => host.hideHistory()}></div>${renderHistory(host)}` : nothing}`;
}

function renderHeader(host: ChatHost): TemplateResult {
  const { session, site } = host;
  const { title, leftAction, rightAction } = site.header ?? {};
  const off = session.phase === 'signed-out';
  const text = title?.enabled === false ? '' : title?.text || session.view.thread?.title || 'Tasks';
  return html`<header class="bar" part="header">${renderAction(leftAction)}${
    site.history?.enabled === false
      ? nothing
      : html`<button class="round" data-focus="history" aria-label="Conversations" title="Conversations"
          aria-haspopup="dialog" ?disabled=${off} @click=${() => host.showHistory()}>${icon('history')}</button>`
  }<h2 aria-hidden=${text ? nothing : 'true'}>${text}</h2>
      <button class="round" aria-label="New conversation" title="New conversation" ?disabled=${off}
        @click=${() => host.newThread()}>${icon('compose')}</button>${renderAction(rightAction)}</header>`;
}

/** A button of the page's: the icon's name says what it is for. */
function renderAction(action: HeaderAction | undefined): unknown {
  if (!action) return nothing;
  const name = action.icon.replaceAll('-', ' ');
  return html`<button class="round" aria-label=${name} title=${name} @click=${() => action.onClick()}>${barIcon(action.icon)}</button>`;
}

function renderDisclaimer(disclaimer: ChatOptions['disclaimer']): unknown {
  if (!disclaimer) return nothing;
  return html`<div class="small" ?data-strong=${disclaimer.highContrast}>${renderMarkdown(disclaimer.text)}</div>`;
}

function renderLink(link: ChatHost['link']): TemplateResult {
  const text = link === 'offline' ? 'You’re offline. Messages go out when you’re back.' : 'Reconnecting…';
  return html`<div class="link" role="status" part="connection">${link === 'up' ? nothing : html`<p>${text}</p>`}</div>`;
}
