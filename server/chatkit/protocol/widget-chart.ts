import * as z from 'zod';
import { maybe, open } from './schema.ts';
import * as v from './widget-values.ts';

const seriesProps = {
  /** The key of the rows that holds the values. */
  dataKey: z.string(),
  label: v.text,
  /** @default blue, purple, orange, green, red, yellow, pink, in this order */
  color: maybe(v.color),
};
const stack = v.text;
const curveType = maybe(
  z.enum([
    'basis',
    'basisClosed',
    'basisOpen',
    'bumpX',
    'bumpY',
    'bump',
    'linear',
    'linearClosed',
    'natural',
    'monotoneX',
    'monotoneY',
    'monotone',
    'step',
    'stepBefore',
    'stepAfter',
  ]),
);

const chartSeries = z.discriminatedUnion('type', [
  open({ type: z.literal('bar'), ...seriesProps, stack }),
  open({ type: z.literal('line'), ...seriesProps, curveType }),
  open({ type: z.literal('area'), ...seriesProps, stack, curveType }),
]);

export const chartProps = open({
  type: z.literal('Chart'),
  ...v.nodeProps,
  ...v.blockProps,
  flex: maybe(v.measure),
  /** One row a place on the x axis; `null` is a gap. */
  data: z.array(z.record(z.string(), z.union([z.string(), z.number(), z.null()]))),
  series: z.array(chartSeries),
  /** The key of the rows that names the places. */
  xAxis: z.union([
    z.string(),
    open({ dataKey: z.string(), hide: v.flag, labels: maybe(z.record(z.string(), z.string())) }),
  ]),
  showYAxis: v.flag,
  /** @default true, when a series has a label */
  showLegend: v.flag,
  /** @default true */
  showTooltip: v.flag,
  /** px */
  barGap: v.count,
  barCategoryGap: v.count,
});
