import { expect } from '@open-wc/testing';
import { bubble, clearBubbles } from './bubble.ts';

describe('on paper', () => {
  after(clearBubbles);

  it('there is no launcher, and no panel over the page', async () => {
    const { root, press, launcher, panel } = await bubble();
    await press();
    const boxes = () => [launcher(), panel()].map((each) => each?.getBoundingClientRect().width);
    expect(Math.min(...boxes().map(Number))).to.be.above(0);
    // Not every engine here can be told to print: what the styles say of paper, said of the screen.
    const rules = root.adoptedStyleSheets.flatMap((sheet) => [...sheet.cssRules]);
    const paper = rules.filter((rule) => rule instanceof CSSMediaRule && rule.conditionText === 'print');
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(
      paper.flatMap((rule) => [...(rule as CSSMediaRule).cssRules].map((each) => each.cssText)).join(''),
    );
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
    expect(boxes()).to.deep.equal([0, 0]);
  });
});
