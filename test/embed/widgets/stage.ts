import { fixture } from '@open-wc/testing';
import { html } from 'lit';
import type { WidgetStage } from './widget-stage.ts';
import './widget-stage.ts';

/** A stage that shows these widgets. */
export async function stage(...widgets: unknown[]): Promise<WidgetStage> {
  const element = await fixture<WidgetStage>(html`<widget-stage></widget-stage>`);
  await element.show(...widgets);
  return element;
}

/** A promise and the two ways to end it. */
export function deferred(): { promise: Promise<void>; done: () => void; fail: () => void } {
  let done = () => {};
  let fail = () => {};
  const promise = new Promise<void>((resolve, reject) => {
    done = resolve;
    fail = () => reject(new Error('failed'));
  });
  return { promise, done: () => done(), fail: () => fail() };
}
