import { html, nothing, type TemplateResult } from 'lit';
import type {
  AssistantMessageContent,
  Source,
  Task,
  UserMessageItem,
  Workflow,
} from '../../server/chatkit/protocol/items.ts';
import { type Row, textOf, wordsOf } from '../state/thread-view.ts';
import { allowedImage, renderWidget } from '../widgets/index.ts';
import { type EntityHost, renderEntity } from './entity.ts';
import { renderMarkdown } from './markdown/markdown.ts';
import { renderFailure } from './notices.ts';

/** What a row may ask for. */
export interface RowHost extends EntityHost {
  resend(key: string): void;
  /** Takes a message back into the composer. */
  edit(key: string): void;
}

/** One row of a conversation. Rows of a kind that nobody knows yet are not shown. */
export function renderRow(row: Row, host: RowHost, far: boolean): unknown {
  let body: unknown = nothing;
  try {
    body = renderItem(row, host);
  } catch {
    body = renderFailure({ message: 'This part can’t be shown.' }, []);
  }
  if (body === nothing) return nothing;
  const kind = row.item.type === 'user_message' ? 'user' : 'assistant';
  return html`<li class="row ${kind}" data-key=${row.key} ?data-fresh=${row.fresh} ?data-far=${far}>
    <span class="unseen">${kind === 'user' ? 'You said:' : 'The assistant said:'}</span>${body}</li>`;
}

function renderItem(row: Row, host: RowHost): unknown {
  const { item, state } = row;
  switch (item.type) {
    case 'user_message':
      return renderUserMessage(row, item, host);
    case 'assistant_message':
      if (textOf(item) === '') return nothing;
      return html`<div class="answer" part="assistant-message" aria-busy=${state === 'streaming'}>
        ${item.content.map((part) => renderPart(part, row, host))}</div>`;
    case 'widget':
      return html`<div class="widget" part="widget">${renderWidget(item.widget, host.widgetHost(row))}</div>`;
    case 'generated_image':
      return renderImage(allowedImage(item.image?.url, host.widgetHost(row)), state === 'streaming');
    case 'workflow':
      return renderWorkflow(item.workflow, state === 'streaming');
    case 'task':
      return html`<ul class="steps">${renderStep(item.task)}</ul>`;
    default:
      return nothing;
  }
}

function renderUserMessage(row: Row, item: UserMessageItem, host: RowHost): TemplateResult {
  const { key, state, failure } = row;
  const waits = html`<p class="state">Waiting for the answer above
    <button class="way" @click=${() => host.edit(key)}>Take back</button></p>`;
  const again = failure?.allowRetry ? { label: 'Try again', go: () => host.resend(key) } : false;
  return html`<p class="bubble" part="user-message" data-state=${state}>${(item.content ?? []).map((part) => renderEntity({ ...part, title: part?.text }, wordsOf(part), row, host))}</p>
    ${state === 'waiting' ? waits : nothing}
    ${renderFailure(failure, [again, { label: 'Edit', go: () => host.edit(key) }])}`;
}

function renderPart({ text, annotations }: AssistantMessageContent, row: Row, host: RowHost): unknown {
  const sources = annotations.map(({ source }) => source);
  return html`${renderMarkdown(text)}${renderSources(sources, row, host)}`;
}

/** Sketches of an image come under one item, so that each takes the place of the one before. */
function renderImage(source: string | undefined, streaming: boolean): unknown {
  if (source) {
    return html`<img class="picture" part="generated-image" src=${source} alt="Generated image" aria-busy=${streaming}
      referrerpolicy="no-referrer">`;
  }
  return streaming ? html`<p class="pondering" role="status">Making an image…</p>` : nothing;
}

function renderSources(sources: readonly Source[], row?: Row, host?: RowHost): unknown {
  if (sources.length === 0) return nothing;
  return html`<ul class="sources" aria-label="Sources">${sources.map(
    (source) => html`<li>${renderSource(source, row, host)}</li>`,
  )}</ul>`;
}

function renderSource(source: Source, row: Row | undefined, host: RowHost | undefined): unknown {
  const { title } = source;
  if (source.type === 'url' && /^https?:\/\//i.test(source.url)) {
    return html`<a href=${source.url} target="_blank" rel="noopener noreferrer">${title}</a>`;
  }
  return row && host ? renderEntity(source, title, row, host) : title;
}

function renderWorkflow({ summary, tasks, expanded }: Workflow, streaming: boolean): TemplateResult {
  const seconds = summary && 'duration' in summary ? Math.max(1, Math.round(summary.duration)) : 0;
  const done = seconds ? `Thought for ${seconds} s` : 'Steps';
  const title = summary && 'title' in summary ? summary.title : streaming ? 'Working…' : done;
  return html`<details class="workflow" ?open=${expanded ?? streaming}><summary>${title}</summary>
    <ul class="steps">${tasks.map((task) => renderStep(task))}</ul></details>`;
}

function renderStep(task: Task): TemplateResult {
  const content = 'content' in task && task.content ? renderMarkdown(task.content) : nothing;
  return html`<li data-status=${task.status_indicator ?? 'none'}>${task.title ?? nothing}${content}
    ${'sources' in task && task.sources ? renderSources(task.sources) : nothing}</li>`;
}
