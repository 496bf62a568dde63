import type { Browser } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { launchChromium } from '../support/browsers/chromium.ts';
import { ChatPage } from './support/chat-page.ts';
import { type Origins, startOrigins } from './support/start-origins.ts';
import { startProduct } from './support/start-product.ts';

// Better Auth, the host page and the task server, each at an origin of its own. The element keeps a token until a minute
// before its end, so one of 63 seconds is kept for three.
const TOKEN_SECONDS = 63;
const MARGIN_SECONDS = 60;
const KEY_SECONDS = 6;

let origins: Origins;
let browser: Browser;

beforeAll(async () => {
  [origins, browser] = await Promise.all([
    startOrigins({ tokenSeconds: TOKEN_SECONDS, keySeconds: KEY_SECONDS }),
    launchChromium(),
  ]);
}, 600_000);

afterAll(async () => {
  await browser?.close();
  await origins?.close();
});

interface Token {
  kid: string;
  claims: { iss: string; aud: string; sub: string; exp: number; iat: number };
}

/** The host page in a browser session of its own, and the tokens that it fetches. */
async function open(): Promise<{ chat: ChatPage; tokens: Token[] }> {
  const chat = await ChatPage.open(browser, origins.hostPage);
  const tokens: Token[] = [];
  chat.page.on('response', (response) => {
    if (response.status() === 200 && response.url().endsWith('/api/auth/token')) {
      void response.json().then(({ token }) => tokens.push(toToken(token)));
    }
  });
  return { chat, tokens };
}

function toToken(text: string): Token {
  const [header, claims] = text.split('.', 2).map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()));
  return { kid: header.kid, claims };
}

/** Until the element will not use this token for another request. */
async function outlive({ claims: { exp } }: Token): Promise<void> {
  const left = (exp - MARGIN_SECONDS) * 1_000 - Date.now();
  await new Promise((resolve) => setTimeout(resolve, Math.max(0, left) + 100));
}

function last(tokens: Token[]): Token {
  const token = tokens.at(-1);
  if (!token) throw new Error('The page has fetched no token.');
  return token;
}

async function publishedKeys(): Promise<string[]> {
  const { keys } = (await (await fetch(`${origins.auth.origin}/api/auth/jwks`)).json()) as { keys: { kid: string }[] };
  return keys.map(({ kid }) => kid);
}

/** What the browser, and the element to whoever builds the page, say of a server that is away. */
const isAboutAbsence = (complaint: string) => /ERR_CONNECTION_REFUSED|get-token TypeError/.test(complaint);

describe('on three origins', () => {
  test('somebody makes an account, works on while tokens and keys change and the sign-in is away, and signs out', async () => {
    const { chat, tokens } = await open();
    await chat.signIn('Ada Winter');
    await chat.ask('add task: plane the oak door');
    await chat.sees('plane the oak door');
    const first = last(tokens);
    expect(first.claims).toMatchObject({ iss: origins.auth.origin, aud: 'task-chat' });
    expect(first.claims.exp - first.claims.iat).toBe(TOKEN_SECONDS);

    // Refreshed before it expires: the task server has refused nothing.
    await outlive(first);
    await chat.ask('add task: oil the hinges');
    const second = last(tokens);
    expect(second.claims.iat).toBeGreaterThan(first.claims.iat);
    expect(second.claims.sub).toBe(first.claims.sub);

    // The first key has done its time: tokens come from another one, which the task server has never seen.
    await new Promise((resolve) =>
      setTimeout(resolve, first.claims.iat * 1_000 + (KEY_SECONDS + 1) * 1_000 - Date.now()),
    );
    await outlive(second);
    await chat.ask('show me my tasks');
    await chat.sees('oil the hinges');
    const third = last(tokens);
    expect(third.kid).not.toBe(first.kid);
    expect(await publishedKeys()).toEqual(expect.arrayContaining([first.kid, third.kid]));
    expect(chat.complaints).toEqual([]);

    // While the sign-in is away there is no new token; the message waits for the person’s word.
    await origins.auth.goDown();
    await outlive(third);
    const field = await chat.find('textarea[aria-label="Message"]:not([disabled])');
    await field.type('complete task 1');
    await field.press('Enter');
    await chat.sees('We couldn’t confirm who you are. Please try again.');
    await origins.auth.comeBack();
    await chat.click('Try again');
    await chat.seesNoMore('We couldn’t confirm who you are');
    await chat.sees('Reopen');
    expect((await chat.text()).match(/complete task 1/g)).toHaveLength(1);

    // The page itself says so too, and finds its way back.
    await origins.auth.goDown();
    await chat.page.reload();
    await chat.page.waitForSelector('#trouble:not([hidden])');
    expect(await chat.page.$eval('#trouble', (element) => element.textContent)).toContain('does not answer');
    // Nothing of the workspace stands beside it, whatever its parts say of their own visibility.
    expect(await chat.page.$eval('task-chat', (element) => element.getClientRects().length)).toBe(0);
    await origins.auth.comeBack();
    await chat.page.click('#again');
    await chat.ready();
    await chat.sees('oil the hinges');

    await chat.page.click('#sign-out');
    await chat.page.waitForSelector('#account');
    expect(await chat.page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }))).not.toContain('oak');
    expect(chat.complaints.filter((complaint) => !isAboutAbsence(complaint))).toEqual([]);
    expect(origins.output()).not.toMatch(/"level":(50|60)/);

    // Somebody else, in the same browser.
    await chat.signIn('Tom Okafor');
    await chat.ask('show me my tasks');
    expect(await chat.text()).not.toMatch(/oak door|hinges|complete task 1/);
    await chat.click('Conversations');
    expect(await chat.page.evaluate(() => document.querySelector('task-chat')?.shadowRoot?.textContent)).not.toMatch(
      /oak door|hinges/,
    );
    expect(last(tokens).claims.sub).not.toBe(first.claims.sub);
    await chat.click('Close conversations');

    await chat.page.click('#sign-out');
    await chat.signInAgain('Ada Winter');
    await chat.ask('show me my tasks');
    await chat.sees('oil the hinges');
    expect(last(tokens).claims.sub).toBe(first.claims.sub);
  }, 120_000);

  test('a token that the task server refuses is asked for anew, once', async () => {
    const { chat, tokens } = await open();
    await chat.page.evaluateOnNewDocument(() => {
      let giveToken: (() => Promise<string | null>) | undefined;
      let given = 0;
      Object.defineProperty(window, 'getTaskChatToken', {
        set(value: () => Promise<string | null>) {
          giveToken = value;
        },
        get: () => async () => {
          const token = await giveToken?.();
          given += 1;
          // It looks the same, and its signature is none.
          return given === 1 ? token?.replace(/.{10}$/, 'AAAAAAAAAA') : token;
        },
      });
    });
    const statuses: number[] = [];
    chat.page.on('response', (response) => {
      if (response.url().endsWith('/chatkit') && response.request().method() === 'POST')
        statuses.push(response.status());
    });
    await chat.signIn('Ines Duarte');
    await chat.ask('add task: sand the chairs');
    await chat.sees('sand the chairs');
    expect(tokens).toHaveLength(2);
    expect(statuses.filter((status) => status === 401)).toHaveLength(1);
    expect(statuses.at(-1)).toBe(200);
  }, 60_000);

  test('who is wrong about the password is told so, and a name that is taken too', async () => {
    const { chat } = await open();
    const problem = () => chat.page.waitForFunction(() => document.querySelector('#problem')?.textContent || false);
    await chat.page.waitForSelector('#account');
    await chat.page.type('#email', 'maya@northfold.example');
    await chat.page.type('#password', 'not the password');
    await chat.page.keyboard.press('Enter');
    expect(await (await problem()).jsonValue()).toBe('E-mail and password do not match. Please check both.');
    expect(await chat.page.evaluate(() => document.activeElement?.id)).toBe('email');
    await chat.page.click('#other');
    await chat.page.type('#name', 'Maya');
    await chat.page.click('#submit');
    expect(await (await problem()).jsonValue()).toBe('There is an account with this e-mail already. Sign in instead.');
    expect(await chat.page.$('task-chat')).toBeNull();
  });
});

test('with a secret that the operator has set, npm start signs tokens with that', async () => {
  const product = await startProduct({ JWT_SECRET: 'a secret for end-to-end tests, and for nothing else: 0123456789' });
  onTestFinished(() => product.close());
  const chat = await ChatPage.open(browser, product.hostPage);
  const sources: string[] = [];
  chat.page.on('request', (request) => {
    if (request.url().includes('token')) sources.push(new URL(request.url()).pathname);
  });
  await chat.signIn('Maya Lindqvist');
  await chat.ask('add task: buy groceries');
  await chat.sees('buy groceries');
  expect(sources).toContain('/task-token');
  expect(sources).not.toContain('/api/auth/token');
  expect(chat.complaints).toEqual([]);
}, 120_000);
