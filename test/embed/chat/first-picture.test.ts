import { expect } from '@open-wc/testing';
import '../../../embed/index.ts';
import { openBackend, token, until } from '../fake-backend.ts';
import { clearStage } from './stage.ts';

const shown: HTMLElement[] = [];

/** A chat as it is drawn for the first time, within the script that put it on the page. */
async function begin(apiUrl: string | undefined, attributes: Record<string, string> = { runtime: 'builtin' }) {
  const chat = document.createElement('task-chat');
  if (apiUrl) chat.setAttribute('api-url', apiUrl);
  for (const [name, value] of Object.entries(attributes)) chat.setAttribute(name, value);
  chat.getToken = () => token();
  chat.style.height = '600px';
  document.body.append(chat);
  shown.push(chat);
  // Lit draws in a microtask.
  await Promise.resolve();
  const find = <E extends HTMLElement>(selector: string) => chat.shadowRoot?.querySelector<E>(selector);
  return { chat, find, field: () => find<HTMLTextAreaElement>('.composer textarea') };
}

describe('the first picture', () => {
  afterEach(() => {
    for (const chat of shown.splice(0)) chat.remove();
    clearStage();
  });

  it('is the composer, where it stays, in the page’s own words and colours', async () => {
    const { url } = await openBackend();
    const attributes = { runtime: 'builtin', placeholder: 'Was gibt es zu tun?', accent: 'rgb(1, 2, 3)' };
    const { chat, find, field } = await begin(url.href, attributes);
    const first = field();
    expect(first?.placeholder).to.equal('Was gibt es zu tun?');
    expect(getComputedStyle(find('.look') as Element).getPropertyValue('--tc-accent')).to.equal('rgb(1, 2, 3)');
    expect(find('header')).to.equal(null);
    const places = () => [find('.composer'), field(), find('.send')].map((each) => each?.getBoundingClientRect());
    const before = places();
    await chat.updateComplete;
    expect(find('header')).not.to.equal(null);
    expect(places()).to.deep.equal(before);
    expect(field()?.placeholder).to.equal('Was gibt es zu tun?');
  });

  it('keeps what is typed into it, and where the person is in it', async () => {
    const { url } = await openBackend();
    const { chat, field, find } = await begin(url.href);
    const first = field() as HTMLTextAreaElement;
    first.focus();
    first.value = 'add buy milk';
    first.setSelectionRange(4, 7);
    const enter = new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true });
    first.dispatchEvent(enter);
    expect(enter.defaultPrevented).to.equal(true);
    await chat.updateComplete;
    expect(first.isConnected).to.equal(false);
    const next = field();
    expect(next?.value).to.equal('add buy milk');
    expect(find<HTMLButtonElement>('.send')?.disabled).to.equal(false);
    expect(chat.shadowRoot?.activeElement === next).to.equal(true);
    expect([next?.selectionStart, next?.selectionEnd]).to.deep.equal([4, 7]);
  });

  it('leaves the focus where it is in the page', async () => {
    const { url } = await openBackend();
    const elsewhere = document.createElement('input');
    document.body.append(elsewhere);
    shown.push(elsewhere);
    const { chat } = await begin(url.href);
    elsewhere.focus();
    await chat.updateComplete;
    expect(document.activeElement === elsewhere).to.equal(true);
  });

  it('lets a page’s commands wait', async () => {
    const { url } = await openBackend();
    const { chat, find } = await begin(url.href);
    await chat.setComposerValue({ text: 'add buy milk' });
    expect(find<HTMLTextAreaElement>('.composer textarea')?.value).to.equal('add buy milk');
    const { chat: other } = await begin(url.href);
    await other.signOut();
    await until(() => other.shadowRoot?.textContent?.includes('Sign in to see your tasks'));
  });

  it('asks nobody when the chat is taken away before anybody saw it', async () => {
    const backend = await openBackend();
    let asked = 0;
    const { chat } = await begin(backend.url.href);
    chat.getToken = () => {
      asked += 1;
      return token();
    };
    chat.remove();
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(asked).to.equal(0);
    document.body.append(chat);
    await until(() => asked > 0);
  });

  it('is no composer where there will be none', async () => {
    const { field } = await begin(undefined);
    expect(field()).to.equal(null);
    const { url } = await openBackend();
    const { field: other } = await begin(url.href, { runtime: 'chatkit' });
    expect(other()).to.equal(null);
  });
});
