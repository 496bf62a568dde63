import { expect } from '@open-wc/testing';
import { stage } from './stage.ts';
import type { WidgetStage } from './widget-stage.ts';

const NAMES = [
  'analytics bolt calendar chart check check-circle check-circle-filled chevron-left chevron-right',
  'circle-question clock confetti desktop document dot dots-horizontal dots-vertical empty-circle external-link globe images',
  'info lightbulb mail map-pin mobile notebook-pencil page-blank play plus profile reload search sparkle',
  'square-image square-text star star-filled suitcase user write write-alt write-alt2',
].flatMap((line) => line.split(' '));
const icons = (...names: string[]) => ({
  type: 'Card',
  children: names.map((name) => ({ type: 'Icon', name, size: '2xl' })),
});
const drawn = (chat: WidgetStage) => [...chat.renderRoot.querySelectorAll('svg')];

describe('icons', () => {
  it('are drawn within their square', async () => {
    const chat = await stage(icons(...NAMES));
    expect(drawn(chat)).to.have.length(NAMES.length);
    for (const [index, svg] of drawn(chat).entries()) {
      const { x, y, width, height } = (svg.firstElementChild as SVGPathElement).getBBox();
      const reach = [x, y, 24 - x - width, 24 - y - height];
      expect(Math.min(...reach), NAMES[index]).to.be.at.least(1);
      expect(Math.max(width, height), NAMES[index]).to.be.greaterThan(7);
      expect(svg.getBoundingClientRect().width).to.equal(24);
    }
  });

  it('that nobody knows leave no trace, whatever they are called', async () => {
    const chat = await stage(icons('lucide:house', 'toString', '__proto__', ''));
    expect(drawn(chat)).to.have.length(0);
    expect(chat.has('.w-icon')).to.equal(false);
  });
});
