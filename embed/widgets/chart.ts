import { html, nothing } from 'lit';
import { shape } from './box.ts';
import { toSeriesColor } from './colors.ts';
import { type Point, trace } from './curve.ts';
import { type NodeOf, toObjects } from './node.ts';
import { pick, style, toLength, toText } from './style.ts';

type Row = Readonly<Record<string, unknown>>;
type Series = NodeOf<'Chart'>['series'][number];
/** From where to where a bar or an area reaches, in the data's own measure; empty where the data has a gap. */
type Span = readonly [base: number, end: number] | readonly [];
/** How far below the top a value is drawn (%). */
type Scale = (value: number) => number;

interface Drawn {
  readonly type: string;
  readonly key: string;
  readonly name: string;
  readonly curve: string;
  /** Series of one pile stand upon each other. */
  readonly pile: string;
  readonly spans: readonly Span[];
  color(row: number): string | undefined;
}

const TYPES = ['bar', 'line', 'area'];
/** More words than these do not fit below a chart. */
const MOST_WORDS = 12;

/** A place for each row, with its bars and its word, behind stretched drawings of lines and areas. */
export function chart(node: NodeOf<'Chart'>): unknown {
  const rows = toObjects<Row>(node.data);
  const series = toObjects<Series>(node.series).filter(({ type }) => TYPES.includes(type));
  const [axis = {}] = toObjects<{ dataKey?: unknown; hide?: unknown; labels?: Record<string, string> }>(node.xAxis);
  const drawn = toDrawn(series, rows);
  const ticks = toTicks(drawn.flatMap(({ spans }) => spans.flat()));
  const [top = 1] = ticks;
  const toY: Scale = (value) => (100 * (top - value)) / (top - (ticks.at(-1) ?? 0));
  const each = Math.ceil(rows.length / MOST_WORDS);

  const place = (row: Row, index: number) => {
    const key = toText(row[toText(axis.dataKey ?? node.xAxis)]);
    const word = pick(axis.labels ?? {}, key) ?? key;
    const text = `${word}: ${drawn.map((one) => `${one.name} ${toText(row[one.key]) || '–'}`).join(', ')}`;
    const gaps = {
      gap: toLength(node.barGap),
      'padding-inline': node.barCategoryGap && `${node.barCategoryGap / 2}px`,
    };
    return html`<li><div role="img" aria-label=${text} title=${node.showTooltip === false ? nothing : text}
      ${style(gaps)}>${drawBars(drawn, index, toY)}</div>${
        axis.hide || index % each
          ? nothing
          : html`<span aria-hidden="true" ${style({ 'margin-inline': `${(1 - each) * 50}%` })}>${word}</span>`
      }</li>`;
  };
  return html`<figure class="w-chart" aria-label=${`Chart: ${drawn.map(({ name }) => name).join(', ')}`} dir="ltr"
    ${style(shape(node))}><div class="w-plot">${
      node.showYAxis
        ? html`<div aria-hidden="true">${ticks.map((tick) => html`<span>${tick.toLocaleString()}</span>`)}</div>`
        : nothing
    }<div>${draw(ticks.map((tick) => `M0 ${toY(tick)}H100`).join(''))}<ol role="list">${rows.map(place)}</ol>${drawn.map(
      (one) => drawCurve(one, toY),
    )}</div></div>${
      node.showLegend !== false && series.some(({ label }) => label)
        ? html`<div class="w-legend" aria-hidden="true">${drawn.map(
            ({ name, color }) => html`<span ${style({ '--c': color(0) })}>${name}</span>`,
          )}</div>`
        : nothing
    }</figure>`;
}

function toDrawn(series: readonly Series[], rows: readonly Row[]): Drawn[] {
  const heights = new Map<string, number>();
  const alone = series.length === 1 && series[0]?.type === 'bar';
  return series.map((one, index) => {
    const { type, dataKey, label, color, stack, curveType } = one as Row;
    const key = toText(dataKey);
    const pile = `${type} ${toText(stack) || index}`;
    const spans = rows.map((row, at): Span => {
      const value = Number.parseFloat(toText(row[key]));
      if (!Number.isFinite(value)) return [];
      const spot = `${pile} ${at} ${value < 0}`;
      const base = heights.get(spot) ?? 0;
      heights.set(spot, base + value);
      return [base, base + value];
    });
    return {
      type: toText(type),
      key,
      name: toText(label) || key,
      curve: toText(curveType),
      pile,
      spans,
      color: (row) => toSeriesColor(color, alone ? row : index),
    };
  });
}

/** Round numbers around all values and zero, the highest first. */
function toTicks(values: readonly number[]): number[] {
  const low = Math.min(0, ...values);
  const high = Math.max(0, ...values);
  const rough = (high - low) / 4 || 1;
  const unit = 10 ** Math.floor(Math.log10(rough));
  const step = unit * ([1, 2, 5].find((times) => times * unit >= rough) ?? 10);
  const ticks: number[] = [];
  for (let at = Math.ceil(high / step) || 1; at >= Math.floor(low / step); at--) ticks.push(at * step);
  return ticks;
}

function drawBars(drawn: readonly Drawn[], row: number, toY: Scale): unknown {
  const bars = drawn.filter(({ type }) => type === 'bar');
  const piles = new Set(bars.map(({ pile }) => pile));
  return [...piles].map(
    (pile) =>
      html`<div>${bars.map((bar) => {
        const span = bar.spans[row] ?? [];
        if (bar.pile !== pile || !span.length) return nothing;
        const top = `${toY(Math.max(...span))}%`;
        const bottom = `${100 - toY(Math.min(...span))}%`;
        return html`<i ${style({ '--c': bar.color(row), top, bottom })}></i>`;
      })}</div>`,
  );
}

function drawCurve({ type, curve, spans, color }: Drawn, toY: Scale): unknown {
  if (type === 'bar') return nothing;
  let line = '';
  let area = '';
  let bases: Point[] = [];
  let ends: Point[] = [];
  [...spans, [] as const].forEach((span, index) => {
    if (span.length) {
      const x = ((index + 0.5) * 100) / spans.length;
      bases.push([x, toY(span[0])]);
      ends.push([x, toY(span[1])]);
    } else if (ends.length) {
      const way = `M${trace(ends, curve)}`;
      // A point by itself becomes a dot.
      line += `${way}h0`;
      area += `${way}L${trace(bases.reverse(), curve)}z`;
      bases = [];
      ends = [];
    }
  });
  return [draw(line, color(0)), type === 'area' ? draw(area, color(0), 'w-region') : nothing];
}

/** A drawing of 100 by 100 that fills its place. Its lines are as thick as everywhere. */
function draw(path: string, color?: string, kind = ''): unknown {
  return html`<svg class=${kind} viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true" ${style({ '--c': color })}
    ><path d=${path}></path></svg>`;
}
