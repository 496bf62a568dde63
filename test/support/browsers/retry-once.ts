import type { LaunchOptions } from 'puppeteer-core';
import puppeteer from 'puppeteer-core';

/** Runs `start`, and runs it once more when it failed: a browser's start is the one flaky step of a browser test. */
export async function retryOnce<T>(what: string, start: () => Promise<T>): Promise<T> {
  try {
    return await start();
  } catch (error) {
    console.warn(`${what} did not start, trying once more: ${error instanceof Error ? error.message : error}`);
    return start();
  }
}

/** What Web Test Runner's launcher takes for puppeteer; the launcher uses nothing of it but `launch`. */
export function retryingPuppeteer(what: string): typeof import('puppeteer-core') {
  const launch = (options?: LaunchOptions) => retryOnce(what, () => puppeteer.launch(options));
  return { launch } as typeof import('puppeteer-core');
}
