import { readSettings } from '../settings.ts';
import { createElementClass } from './element.ts';

const NAME = 'openai-chatkit';

// As a module, or evaluated, there is no such script, and nothing to tell the frame's address from.
const script = document.currentScript;
if (!(script instanceof HTMLScriptElement) || !script.src) {
  throw new Error('Unable to determine the ChatKit frame URL: there is no current script.');
}
const settings = readSettings(new URL(script.src).search);
const { fault } = { ...settings, ...window.__chatkitDouble };
if (fault === 'throws') throw new Error('The script of ChatKit failed, as this test wants it to.');
// One that is there already wins, as with the real script.
if (!customElements.get(NAME)) customElements.define(NAME, createElementClass(settings));
