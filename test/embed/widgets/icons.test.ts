import { expect } from '@open-wc/testing';
import { stage } from './stage.ts';
import type { WidgetStage } from './widget-stage.ts';

// All that ChatKit's widgets know, whether they are TypeScript's or Python's.
const NAMES = [
  'agent analytics atom batch bolt book-open book-closed book-clock bug calendar chart check check-circle',
  'check-circle-filled chevron-left chevron-right circle-question clock compass confetti cube desktop document dot',
  'dots-horizontal dots-vertical empty-circle external-link globe keys lab images info lifesaver lightbulb mail map-pin',
  'maps mobile name notebook notebook-pencil page-blank phone play plus profile profile-card reload star star-filled',
  'search sparkle sparkle-double square-code square-image square-text suitcase settings-slider user wreath write',
  'write-alt write-alt2',
].flatMap((line) => line.split(' '));
const icons = (...names: string[]) => ({
  type: 'Card',
  children: names.map((name) => ({ type: 'Icon', name, size: '2xl' })),
});
const drawn = (chat: WidgetStage) => [...chat.renderRoot.querySelectorAll('svg')];

describe('icons', () => {
  it('are drawn within their square', async () => {
    const chat = await stage(icons(...NAMES));
    expect(NAMES).to.have.length(64);
    expect(drawn(chat)).to.have.length(64);
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
