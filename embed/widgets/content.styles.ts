import { css } from 'lit';

export const contentStyles = css`
.w-title { font-weight: 500; line-height: 1.25; letter-spacing: -.01em; }
.w-text { white-space: pre-wrap; }
.w-text > s { text-decoration-color: var(--tc-text-3); }
.w-caption { color: var(--tc-text-2); }
.w-truncate, .w-plot span { overflow: hidden; white-space: nowrap; text-overflow: ellipsis; }
.w-clamp { display: -webkit-box; -webkit-box-orient: vertical; overflow: hidden; white-space: normal; }
.w-label { font-weight: 500; color: var(--tc-text-2); }
.w-dot::before, .w-legend > ::before { content: '\\25CF'; }
.w-dot { animation: pulse 1.6s infinite; }

/* As high as a line, so that it stands level with the first line of a text beside it. */
.w-icon { flex: none; min-height: 1lh; }
.w-svg { flex: none; display: block; fill: none; stroke: currentcolor; stroke-width: 1.75; stroke-linecap: round; stroke-linejoin: round; }
.w-filled { fill: currentcolor; fill-rule: evenodd; stroke: none; }

.w-image { display: block; object-fit: cover; border-radius: 8px; background: var(--tc-surface-2); }
.w-ver > .w-image.w-unsized { width: 100%; aspect-ratio: 16 / 9; }
.w-hor > .w-image.w-unsized { width: 40px; height: 40px; flex: none; }

/* Words stay whole: the table scrolls instead. */
.w-table {
  overflow-x: auto;
  overflow-wrap: break-word;
  border-radius: 8px;
  table { width: 100%; border-collapse: collapse; }
  td, th { padding: 8px 12px; font-weight: inherit; border-bottom: 1px solid var(--w-border-subtle); }
  tr:last-child > td { border: 0; }
  tr > :first-child { padding-inline-start: 0; }
  tr > :last-child { padding-inline-end: 0; }
  th { color: var(--tc-text-2); }
}

/* Colours are what a chart says, in forced colours too. */
.w-chart { display: flex; flex-direction: column; gap: 8px; width: 100%; aspect-ratio: 4 / 3; color: var(--tc-text-2); font-size: .75em; forced-color-adjust: none; }
.w-plot {
  flex: 1;
  display: flex;
  gap: 8px;
  min-height: 0;
  > [aria-hidden] { display: flex; flex-direction: column; justify-content: space-between; margin-block: -.7em; text-align: end; }
  > :last-child { flex: 1; position: relative; }
  svg, ol { position: absolute; inset: 0; width: 100%; height: 100%; overflow: visible; pointer-events: none; }
  path { fill: none; stroke: var(--c, var(--w-border-subtle)); stroke-width: 2; stroke-linecap: round; vector-effect: non-scaling-stroke; }
  .w-region path { fill: var(--c); stroke: none; opacity: .2; }
  ol { display: flex; }
  li { flex: 1; text-align: center; }
  li > div { pointer-events: auto; display: flex; gap: 4px; height: 100%; padding-inline: 10%; }
  li > div:hover { background: color-mix(in oklab, currentcolor 8%, transparent); }
  li > div > div { flex: 1; position: relative; }
  i { position: absolute; inset-inline: 0; border-radius: 3px; background: var(--c); }
  span { display: block; line-height: 1.6; }
}
.w-plot:has(li > span) { padding-bottom: 1.6em; }
.w-legend { justify-content: center; }
.w-legend > ::before { margin-inline-end: 4px; color: var(--c); }
`;
