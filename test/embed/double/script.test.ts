import { expect } from '@open-wc/testing';
import { SCRIPT } from './stage.ts';

/** A document of its own, since a name can be defined once only. */
async function inFrame<Result>(use: (page: Window & typeof globalThis) => Promise<Result>): Promise<Result> {
  const frame = document.createElement('iframe');
  document.body.append(frame);
  const page = frame.contentWindow as Window & typeof globalThis;
  // What is thrown on purpose is not for the runner to tell.
  page.addEventListener('error', (event) => event.preventDefault());
  try {
    return await use(page);
  } finally {
    frame.remove();
  }
}

/** How the script came, or that it did not within a moment. */
function load(page: Window, query = ''): Promise<'load' | 'error' | 'nothing'> {
  const script = page.document.createElement('script');
  script.src = new URL(`${SCRIPT}${query}`, location.href).href;
  const came = new Promise<'load' | 'error'>((resolve) => {
    script.onload = () => resolve('load');
    script.onerror = () => resolve('error');
  });
  page.document.body.append(script);
  const nothing = new Promise<'nothing'>((resolve) => setTimeout(() => resolve('nothing'), 300));
  return query === '?fault=hang' ? Promise.race([came, nothing]) : came;
}

const defined = (page: Window) => page.customElements.get('openai-chatkit') !== undefined;

describe('the double’s script', () => {
  it('registers the element before its load event', async () => {
    const result = await inFrame(async (page) => [await load(page), defined(page)]);
    expect(result).to.deep.equal(['load', true]);
  });

  it('comes late when it is to', async () => {
    const result = await inFrame(async (page) => {
      const came = load(page, '?delay=100');
      return [defined(page), await came, defined(page)];
    });
    expect(result).to.deep.equal([false, 'load', true]);
  });

  for (const [fault, came] of [
    ['404', 'error'],
    ['hang', 'nothing'],
    ['throws', 'load'],
  ] as const) {
    it(`does not register anything (${fault})`, async () => {
      const result = await inFrame(async (page) => [await load(page, `?fault=${fault}`), defined(page)]);
      expect(result).to.deep.equal([came, false]);
    });
  }

  it('throws when the page wants it to', async () => {
    const result = await inFrame(async (page) => {
      page.__chatkitDouble = { fault: 'throws' };
      return [await load(page), defined(page)];
    });
    expect(result).to.deep.equal(['load', false]);
  });

  it('cannot be run without a script of its own', async () => {
    const source = await (await fetch(SCRIPT)).text();
    const result = await inFrame(async (page) => {
      const errors: string[] = [];
      page.addEventListener('error', ({ message }) => errors.push(message));
      const inline = page.document.createElement('script');
      inline.textContent = source;
      page.document.body.append(inline);
      let evaluated = '';
      try {
        (page as unknown as { eval(code: string): void }).eval(source);
      } catch (error) {
        evaluated = String(error);
      }
      return { errors: errors.join(), evaluated, defined: defined(page) };
    });
    // WebKit does not say more of an inline script.
    expect(result.errors).to.match(/Unable to determine the ChatKit frame URL|Script error/);
    expect(result.evaluated).to.include('Unable to determine the ChatKit frame URL');
    expect(result.defined).to.equal(false);
  });

  it('may be loaded twice, and leaves an element alone that is there before it', async () => {
    const result = await inFrame(async (page) => {
      const errors: string[] = [];
      page.addEventListener('error', ({ message }) => errors.push(message));
      class Mine extends page.HTMLElement {}
      page.customElements.define('openai-chatkit', Mine);
      const came = [await load(page), await load(page)];
      return [...came, ...errors, page.customElements.get('openai-chatkit') === Mine];
    });
    expect(result).to.deep.equal(['load', 'load', true]);
  });

  it('says so when it is asked for a fault that there is not', async () => {
    const result = await inFrame(async (page) => {
      const errors: string[] = [];
      page.addEventListener('error', ({ message }) => errors.push(message));
      return { came: await load(page, '?fault=typo'), errors: errors.join() };
    });
    expect(result.came).to.equal('load');
    expect(result.errors).to.include('no fault "typo"');
  });
});
