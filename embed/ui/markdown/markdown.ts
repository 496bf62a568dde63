import { html, nothing, type TemplateResult } from 'lit';
import { type Block, type ListItem, parseBlocks } from './blocks.ts';
import type { Inline } from './inline.ts';

/** Draws Markdown. Its text never becomes HTML: every word is set as text, every link is checked. */
export function renderMarkdown(text: string): TemplateResult {
  return html`<div class="md">${parseBlocks(text).map((block) => renderBlock(block))}</div>`;
}

function renderBlock(block: Block): unknown {
  switch (block.type) {
    case 'paragraph':
      return html`<p>${renderInline(block.text)}</p>`;
    case 'heading':
      // The page's outline is not the answer's to change: big words, no heading.
      return html`<p class="h h${block.level}">${renderInline(block.text)}</p>`;
    case 'code':
      return html`<pre tabindex="0" aria-label=${`Code ${block.language}`.trim()} role="region"><code>${block.text}</code></pre>`;
    case 'quote':
      return html`<blockquote>${block.blocks.map(renderBlock)}</blockquote>`;
    case 'rule':
      return html`<hr>`;
    case 'list': {
      const items = block.items.map((item) => renderListItem(item, block.loose));
      return block.start === undefined ? html`<ul>${items}</ul>` : html`<ol start=${block.start}>${items}</ol>`;
    }
    case 'table':
      return renderTable(block);
  }
}

function renderListItem(item: ListItem, loose: boolean): TemplateResult {
  const blocks = item.blocks.map((block) =>
    !loose && block.type === 'paragraph' ? renderInline(block.text) : renderBlock(block),
  );
  if (item.tick === undefined) return html`<li>${blocks}</li>`;
  const mark = item.tick ? '☑' : '☐';
  return html`<li class="task"><span role="img" aria-label=${item.tick ? 'Done:' : 'Open:'}>${mark}</span>${blocks}</li>`;
}

function renderTable({ align, rows: [head = [], ...rows] }: Block & { type: 'table' }): TemplateResult {
  const side = (index: number) => align[index] ?? nothing;
  return html`<div class="table" tabindex="0" role="region" aria-label="Table"><table>
    <thead><tr>${head.map((cell, index) => html`<th scope="col" align=${side(index)}>${renderInline(cell)}</th>`)}</tr></thead>
    <tbody>${rows.map(
      (row) => html`<tr>${row.map((cell, index) => html`<td align=${side(index)}>${renderInline(cell)}</td>`)}</tr>`,
    )}</tbody></table></div>`;
}

function renderInline(pieces: readonly Inline[]): unknown[] {
  return pieces.map(renderPiece);
}

function renderPiece(piece: Inline): unknown {
  if (typeof piece === 'string') return piece;
  switch (piece.type) {
    case 'strong':
      return html`<strong>${renderInline(piece.children)}</strong>`;
    case 'em':
      return html`<em>${renderInline(piece.children)}</em>`;
    case 'del':
      return html`<del>${renderInline(piece.children)}</del>`;
    case 'code':
      return html`<code>${piece.text}</code>`;
    case 'br':
      return html`<br>`;
    case 'link':
      return html`<a href=${piece.href} target="_blank" rel="noopener noreferrer">${renderInline(piece.children)}</a>`;
  }
}
