import { expect } from '@open-wc/testing';
import { executeServerCommand } from '@web/test-runner-commands';
import { backendWith, clearStage, stage } from '../chat/stage.ts';
import { turn, until } from '../fake-backend.ts';
import * as sample from '../samples.ts';
import { closePages, type HostPage, openSimplePage } from './pages.ts';

const START = 'What’s on your list?';
/** What a page's style sheet may say of everything, and so of our element. Inside it nothing may be seen of it. */
const HOSTILE_STYLES: Record<string, string> = {
  'unsets everything': '* { all: unset !important }',
  'sets everything to its first value': '*, *::before, *::after { all: initial !important }',
  shouts: `:not(html) {
    text-transform: uppercase !important; font: italic 900 40px/3 serif !important; letter-spacing: 9px !important;
    word-spacing: 9px !important; color: red !important; text-align: right !important; text-indent: 40px !important;
    text-shadow: 0 0 5px lime !important; white-space: pre !important; cursor: wait !important;
  }`,
  'hides and blocks':
    '* { visibility: hidden !important; pointer-events: none !important; user-select: none !important }',
  'floats and boxes': '* { box-sizing: content-box !important; margin: 9px !important; float: left !important; }',
  'knows our tags': 'button, textarea, h2, header { display: none !important }',
};
const SEEN = `display position visibility pointer-events cursor color background-color font-family font-size font-style
  font-weight line-height letter-spacing word-spacing text-transform text-align text-indent text-shadow white-space
  user-select box-sizing float column-count padding-left border-top-width`.split(/\s+/);

/** How every element of the chat looks. */
function looksOf(page: HostPage): Record<string, string>[] {
  const all = [...(page.chats()[0]?.shadowRoot?.querySelectorAll('*') ?? [])];
  return all.flatMap((each) => {
    const style = page.window.getComputedStyle(each);
    if (style.display === 'contents') return []; // nothing is drawn of it
    const looks = SEEN.map((name) => [name, style.getPropertyValue(name)]);
    return Object.fromEntries([['of', `${each.localName}.${each.getAttribute('class')}`], ...looks]);
  });
}

/** What the elements of the chat are called in its own style sheets. */
function classesOf(page: HostPage): string[] {
  const all = [...(page.chats()[0]?.shadowRoot?.querySelectorAll('*') ?? [])];
  const classes = [...new Set(all.flatMap(({ classList }) => [...classList]))];
  expect(classes.length).to.be.greaterThan(10);
  return classes;
}

function hideAll(classes: readonly string[]): string {
  return `${classes.map((name) => `.${name}`).join()} { display: none !important }`;
}

async function media(features: Record<string, string>): Promise<unknown> {
  return executeServerCommand('chromium-media', features);
}

describe('on a page whose style sheet', () => {
  afterEach(closePages);

  for (const [what, style] of [...Object.entries(HOSTILE_STYLES), ['knows our classes', undefined] as const]) {
    it(`${what} the chat looks as it always does`, async () => {
      const { page: plain } = await openSimplePage();
      await plain.sees(START);
      const { page } = await openSimplePage({ head: `<style>${style ?? hideAll(classesOf(plain))}</style>` });
      await until(() => page.chats()[0]?.shadowRoot?.textContent?.includes(START));
      await Promise.all([plain.chats()[0]?.updateComplete, page.chats()[0]?.updateComplete]);
      expect(looksOf(plain).length).to.be.greaterThan(20);
      expect(looksOf(page)).to.deep.equal(looksOf(plain));
      const box = page.chats()[0]?.shadowRoot?.querySelector('[part="frame"]')?.getBoundingClientRect();
      expect(box?.height).to.be.at.least(420);
      expect(box?.width).to.be.at.least(250);
    });
  }
});

describe('to a person who', () => {
  afterEach(closePages);

  /** Nothing to press or to write into is cut off or covered. */
  function expectReachable(page: HostPage): void {
    const root = page.chats()[0]?.shadowRoot as ShadowRoot;
    const frame = root.querySelector('[part="frame"]') as HTMLElement;
    expect(frame.scrollWidth).to.be.at.most(frame.clientWidth);
    const outer = frame.getBoundingClientRect();
    const controls = [...root.querySelectorAll('header button, [part="composer"] :is(textarea, button)')];
    expect(controls.length).to.be.greaterThan(2);
    for (const each of controls) {
      const { left, right, top, bottom, width, height } = each.getBoundingClientRect();
      expect(Math.min(width, height), each.outerHTML).to.be.greaterThan(15);
      expect(
        [left >= outer.left, right <= outer.right, top >= outer.top, bottom <= outer.bottom],
        each.outerHTML,
      ).to.deep.equal([true, true, true, true]);
      each.scrollIntoView({ block: 'nearest' });
      const now = each.getBoundingClientRect();
      const hit = root.elementFromPoint(now.left + now.width / 2, now.top + now.height / 2);
      expect(
        each === hit || each.contains(hit) || hit?.contains(each),
        `${each.outerHTML} is under ${hit?.outerHTML}`,
      ).to.equal(true);
    }
  }

  for (const [who, style, width] of [
    ['has text of 200 % everything is within reach', 'html { font-size: 200% }', 320],
    ['meets a page that zooms in everything is within reach', 'html { zoom: 1.5 } task-chat { zoom: 1.2 }', 600],
    ['meets a page that zooms out everything is within reach', 'body { zoom: 0.75 }', 320],
    ['reads a page from right to left everything is within reach', 'html { direction: rtl }', 320],
  ] as const) {
    it(who, async function () {
      // Its coordinates of boxes do not count the zoom, and those of points do.
      if (style.includes('zoom') && /AppleWebKit(?!.*Chrome)/.test(navigator.userAgent)) return this.skip();
      const { page } = await openSimplePage({ head: `<style>${style}</style>`, width });
      await page.sees(START);
      expectReachable(page);
    });
  }
});

// What is on its way from one colour to another is neither.
const STILL = { 'prefers-reduced-motion': 'reduce' };

describe('in a browser that', () => {
  afterEach(async () => {
    clearStage();
    await media({});
  });

  const TALK = [
    sample.userMessage('u1', 'show my tasks'),
    sample.widgetItem(
      'w1',
      sample.card(
        { type: 'Title', value: 'Tasks' },
        { type: 'Badge', label: '2 open', color: 'info' },
        sample.button('Complete', { payload: { number: 1 } }),
      ),
    ),
    sample.assistantMessage('a1', '# Done\n\n- [two](https://a.example)\n\n`code`'),
  ];

  for (const [who, features] of [
    ['forces colours', { 'forced-colors': 'active', ...STILL }],
    ['is asked for more contrast', { 'prefers-contrast': 'more', ...STILL }],
    ['forces colours, dark ones', { 'forced-colors': 'active', 'prefers-color-scheme': 'dark', ...STILL }],
  ] as const) {
    it(`${who} everything can be read and made out`, async function () {
      if (!(await media(features))) return this.skip();
      for (const [name, value] of Object.entries(features))
        expect(matchMedia(`(${name}: ${value})`).matches, name).to.equal(true);
      const scene = await stage({ backend: await backendWith(TALK, sample.thread()) });
      await scene.backend.plan('threads.add_user_message', { stream: turn(sample.error('model', 'It failed.')) });
      await scene.chat.setThreadId('thr_1');
      await scene.sees('2 open');
      await scene.say('more');
      await scene.sees('It failed.');
      if (!('forced-colors' in features)) await expect(scene.chat).to.be.accessible();
      else
        for (const text of scene.all('.frame *').filter(hasText)) {
          expect(contrastOf(text), `${text.outerHTML} in ${getComputedStyle(text).color}`).to.be.at.least(4.5);
        }
      // What is drawn by its background alone would be gone: whatever can be pressed or written into has an edge or a mark.
      for (const control of [...scene.all('button'), scene.find('.composer')]) {
        const { borderTopWidth, borderTopStyle, color, backgroundColor } = getComputedStyle(control);
        const hasEdge = borderTopStyle !== 'none' && borderTopWidth !== '0px';
        const hasMark = control.querySelector('svg') !== null || control.innerText.trim() !== '';
        expect([hasEdge || hasMark, color !== backgroundColor], control.outerHTML).to.deep.equal([true, true]);
      }
    });
  }
});

function hasText(element: HTMLElement): boolean {
  const own = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.nodeValue?.trim());
  return own && element.checkVisibility() && !element.matches('.unseen');
}

/** How well text can be told from what it stands on. axe does not know of forced colours. */
function contrastOf(element: HTMLElement): number {
  let ground: Element | null = element;
  while (ground && /^rgba\(.*, 0\)$/.test(getComputedStyle(ground).backgroundColor)) {
    ground = ground.parentElement ?? null;
  }
  const back = ground ? getComputedStyle(ground).backgroundColor : 'rgb(255, 255, 255)';
  const [one, two] = [lightOf(getComputedStyle(element).color), lightOf(back)];
  return (Math.max(one, two) + 0.05) / (Math.min(one, two) + 0.05);
}

function lightOf(color: string): number {
  const [red = 0, green = 0, blue = 0] = (color.match(/[\d.]+/g) ?? []).map((part) => {
    const value = Number(part) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
