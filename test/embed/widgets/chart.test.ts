import { expect } from '@open-wc/testing';
import { stage } from './stage.ts';
import type { WidgetStage } from './widget-stage.ts';

const DATA = [
  { day: 'mon', done: 4, open: 2 },
  { day: 'tue', done: 8, open: 6 },
  { day: 'wed', done: 6, open: 2 },
];
const bar = (dataKey: string, more: object = {}) => ({ type: 'bar', dataKey, label: null, ...more });
const show = (props: object) =>
  stage({ type: 'Card', children: [{ type: 'Chart', xAxis: 'day', data: DATA, ...props }] });
const all = (chat: WidgetStage, selector: string) => [...chat.renderRoot.querySelectorAll<HTMLElement>(selector)];
const bars = (chat: WidgetStage) => all(chat, '.w-chart i');
/** Whole percents of the plot. */
const heights = (chat: WidgetStage) => {
  const plot = chat.find('.w-chart ol').getBoundingClientRect();
  return bars(chat).map((each) => Math.round((each.getBoundingClientRect().height / plot.height) * 100));
};
const colors = (elements: HTMLElement[]) => elements.map((each) => getComputedStyle(each).backgroundColor);
const paths = (chat: WidgetStage) =>
  all(chat, '.w-chart svg:not(:first-of-type) path').map((path) => path.getAttribute('d'));
const places = (chat: WidgetStage) => all(chat, '.w-chart [role=img]').map((place) => place.getAttribute('aria-label'));

describe('a chart', () => {
  it('has bars as high as its values say, side by side', async () => {
    const chat = await show({ series: [bar('done'), bar('open')] });
    expect(heights(chat)).to.deep.equal([50, 25, 100, 75, 75, 25]);
    const [first, second] = bars(chat).map((each) => each.getBoundingClientRect());
    expect(second?.left).to.be.greaterThan(first?.right ?? 0);
    expect(first?.bottom).to.be.closeTo(second?.bottom ?? 0, 0.5);
    expect(new Set(colors(bars(chat))).size).to.equal(2);
  });

  it('puts bars of one stack upon each other, those below zero under it', async () => {
    const data = [{ day: 'mon', a: 1, b: 2, c: -1 }];
    const series = ['a', 'b', 'c'].map((key) => bar(key, { stack: 'one' }));
    const [a, b, c] = bars(await show({ data, series })).map((each) => each.getBoundingClientRect());
    expect(b?.bottom).to.be.closeTo(a?.top ?? 0, 0.5);
    expect(c?.top).to.be.closeTo(a?.bottom ?? 0, 0.5);
    expect(b?.left).to.equal(a?.left);
    expect(b?.height).to.be.closeTo((a?.height ?? 0) * 2, 0.5);
  });

  it('gives each bar of a single series a colour of its own, unless it has one', async () => {
    expect(new Set(colors(bars(await show({ series: [bar('done')] })))).size).to.equal(3);
    const chosen = await show({ series: [bar('done', { color: { light: 'rgb(1, 2, 3)', dark: 'rgb(1, 2, 3)' } })] });
    expect(colors(bars(chosen))).to.deep.equal(Array(3).fill('rgb(1, 2, 3)'));
    const named = await show({ series: [bar('done', { color: 'green' })] });
    expect(colors(bars(named))[0]).not.to.equal('rgb(0, 128, 0)');
  });

  it('has lines through its values, in the curve that is asked for', async () => {
    const line = (curveType?: string) => ({ type: 'line', dataKey: 'done', label: 'Done', curveType });
    const third = 100 / 3;
    const numbers = (path: string | null | undefined) =>
      (path?.match(/[\d.]+/g) ?? []).map((each) => Math.round(Number(each)));
    const at = [0.5, 1.5, 2.5].map((place) => Math.round(place * third));
    const straight = paths(await show({ series: [line('linear')] }));
    expect(straight[0]?.replace(/[\d. ]+/g, '')).to.equal('MLLh');
    expect(numbers(straight[0])).to.deep.equal([at[0], 50, at[1], 0, at[2], 25, 0]);
    expect(paths(await show({ series: [line('stepAfter')] }))[0]?.replace(/[\d. ]+/g, '')).to.equal('MHVHVh');
    expect(paths(await show({ series: [line('stepBefore')] }))[0]?.replace(/[\d. ]+/g, '')).to.equal('MVHVHh');
    expect(paths(await show({ series: [line('step')] }))[0]?.replace(/[\d. ]+/g, '')).to.equal('MHVHHVHh');
    const smooth = paths(await show({ series: [line()] }))[0];
    expect(smooth?.replace(/[\d. ]+/g, '')).to.equal('MCCh');
    for (const height of numbers(smooth).filter((_, index) => index % 2)) expect(height).to.be.within(0, 100);
  });

  it('has areas with a line on top, one upon the other in a stack', async () => {
    const area = (dataKey: string) => ({ type: 'area', dataKey, label: null, stack: 'a', curveType: 'linear' });
    const [, below, , above] = paths(await show({ series: [area('done'), area('open')] }));
    expect(below).to.match(/z$/);
    // Where the lower one ends, the upper one begins.
    const points = (path: string | null | undefined) => path?.match(/[\d.]+ [\d.]+/g) ?? [];
    expect(points(above).slice(3).reverse()).to.deep.equal(points(below).slice(0, 3));
  });

  it('leaves gaps where it has no value, and shows a value that stands alone', async () => {
    const data = [1, null, 3, 4, 'x', 6].map((done, day) => ({ day, done }));
    const [path] = paths(
      await show({ data, series: [{ type: 'line', dataKey: 'done', label: null, curveType: 'linear' }] }),
    );
    expect(path?.replace(/[\d. ]+/g, '')).to.equal('MhMLhMh');
    expect(bars(await show({ data, series: [bar('done')] }))).to.have.length(4);
  });

  it('tells people who do not see it what stands where', async () => {
    const series = [bar('done', { label: 'Done' }), { type: 'line', dataKey: 'open', label: 'Still open' }];
    const xAxis = { dataKey: 'day', labels: { mon: 'Monday' } };
    const chat = await show({ series, xAxis, data: [...DATA.slice(0, 1), { day: 'thu', done: null, open: 1 }] });
    expect(chat.find('figure').getAttribute('aria-label')).to.equal('Chart: Done, Still open');
    expect(places(chat)).to.deep.equal(['Monday: Done 4, Still open 2', 'thu: Done –, Still open 1']);
    expect(chat.find('[role=img]').title).to.equal('Monday: Done 4, Still open 2');
    const silent = await show({ series, showTooltip: false });
    expect(silent.find('[role=img]').title).to.equal('');
    expect(places(silent)).to.have.length(3);
  });

  it('has words on its axes and a legend, as far as they are wanted', async () => {
    const chat = await show({ series: [bar('done', { label: 'Done' }), bar('open')], showYAxis: true });
    expect(chat.text.split(/\s+/)).to.deep.equal(['8', '6', '4', '2', '0', 'mon', 'tue', 'wed', 'Done', 'open']);
    const bare = await show({
      series: [bar('done', { label: 'Done' })],
      showLegend: false,
      xAxis: { dataKey: 'day', hide: true },
    });
    expect(bare.text).to.equal('');
    expect((await show({ series: [bar('done')] })).text.split(/\s+/)).to.deep.equal(['mon', 'tue', 'wed']);
  });

  it('has round numbers on its axis whatever its values are', async () => {
    const ticks = async (...values: number[]) => {
      const chat = await show({
        data: values.map((done) => ({ done })),
        series: [bar('done')],
        showYAxis: true,
        xAxis: 'day',
      });
      return all(chat, '.w-plot > [aria-hidden] span').map((tick) => Number(tick.innerText.replace(',', '')));
    };
    expect(await ticks(3, 17)).to.deep.equal([20, 15, 10, 5, 0]);
    expect(await ticks(-30, 1100)).to.deep.equal([1500, 1000, 500, 0, -500]);
    expect(await ticks(0.3)).to.deep.equal([0.3, 0.2, 0.1, 0]);
    expect(await ticks(0)).to.deep.equal([1, 0]);
    expect(await ticks()).to.deep.equal([1, 0]);
  });

  it('names some of many places only', async () => {
    const data = Array.from({ length: 31 }, (_, index) => ({ day: `d${index}`, done: index }));
    const chat = await show({ data, series: [bar('done')] });
    expect(all(chat, 'li > span').map((word) => word.innerText)).to.deep.equal(
      [0, 3, 6, 9, 12, 15, 18, 21, 24, 27, 30].map((day) => `d${day}`),
    );
    expect(places(chat)).to.have.length(31);
  });

  it('has the gaps and the size that it is given', async () => {
    const chat = await show({
      series: [bar('done'), bar('open')],
      barGap: 7,
      barCategoryGap: 30,
      width: 240,
      aspectRatio: 2,
    });
    const figure = chat.find('.w-chart').getBoundingClientRect();
    expect([figure.width, figure.height]).to.deep.equal([240, 120]);
    const [first, second, third] = bars(chat).map((each) => each.getBoundingClientRect());
    expect((second?.left ?? 0) - (first?.right ?? 0)).to.be.closeTo(7, 0.1);
    expect((third?.left ?? 0) - (second?.right ?? 0)).to.be.closeTo(30, 0.1);
    const { width, height } = (await show({ series: [bar('done')] })).find('.w-chart').getBoundingClientRect();
    expect(width / height).to.be.closeTo(4 / 3, 0.01);
  });

  it('draws nothing of what it does not understand', async () => {
    const chat = await show({ data: ['x', null, { day: {}, done: {} }], series: [null, { type: 'pie' }, bar('done')] });
    expect(bars(chat)).to.have.length(0);
    expect(paths(chat)).to.have.length(0);
    expect(chat.has('.w-broken')).to.equal(false);
    expect((await stage({ type: 'Card', children: [{ type: 'Chart' }] })).has('.w-broken')).to.equal(false);
  });
});
