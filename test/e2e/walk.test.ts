import type { Browser } from 'puppeteer-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../support/browsers/chromium.ts';
import { type AnswerTimes, ChatPage } from './support/chat-page.ts';
import { type Product, startProduct } from './support/start-product.ts';

let product: Product;
let browser: Browser;

beforeAll(async () => {
  [product, browser] = await Promise.all([startProduct(), launchChromium()]);
});

afterAll(async () => {
  await browser?.close();
  await product?.close();
});

test('a person adds, sees, completes, edits and deletes tasks, and finds the conversation after a reload and a restart', async () => {
  const started = performance.now();
  const times: Record<string, AnswerTimes> = {};
  const chat = await ChatPage.open(browser, product.hostPage);
  await chat.signIn('Maya Lindqvist');

  times['add task'] = await chat.ask('add task: buy groceries');
  await chat.sees('buy groceries');
  times['add two'] = await chat.ask('add order oak boards, and oil the bench');
  times.list = await chat.ask('show me my tasks');
  await chat.sees('order oak boards');

  await chat.click('Complete', 'order oak boards');
  await chat.sees('Reopen');
  await chat.click('Edit', 'buy groceries');
  const title = await chat.find('form input');
  await title.click({ count: 3 });
  await title.type('buy milk and bread');
  await chat.click('Save');
  await chat.sees('buy milk and bread');

  times.delete = await chat.ask('delete task 1');
  await chat.click('Confirm delete');
  await chat.sees('Task deleted');
  const workflow = performance.now() - started;

  // The list above was there all the time, and is up to date.
  const list = await chat.ask('show me my tasks');
  times['list again'] = list;
  const before = await chat.text();
  expect(before).toContain('oil the bench');
  expect(before.split('show me my tasks').at(-1)).not.toContain('buy milk');

  await chat.reload();
  await chat.sees('Task deleted');
  expect(normalise(await chat.text())).toBe(normalise(before));

  await product.restart();
  await chat.reload();
  await chat.sees('Task deleted');
  expect(normalise(await chat.text())).toBe(normalise(before));
  times['after a restart'] = await chat.ask('what’s left?');
  await chat.sees('oil the bench');

  expect(chat.complaints).toEqual([]);
  expect(product.output()).not.toMatch(/"level":(50|60)/);

  report(workflow, times);
}, 120_000);

test('somebody else sees nothing of it', async () => {
  const chat = await ChatPage.open(browser, product.hostPage);
  await chat.signIn('Tom Okafor');
  await chat.ask('show me my tasks');
  expect(await chat.text()).not.toContain('oil the bench');
  expect(chat.complaints).toEqual([]);
});

/** What a reload may change: where white space falls. */
function normalise(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/** The figures that the product promises; printed, not asserted. */
function report(workflow: number, times: Record<string, AnswerTimes>): void {
  const rows = Object.entries(times).map(
    ([name, { first, end }]) => `  ${name}: first token ${Math.round(first)} ms, complete ${Math.round(end)} ms`,
  );
  console.log([`The whole workflow took ${(workflow / 1_000).toFixed(1)} s.`, ...rows].join('\n'));
}
