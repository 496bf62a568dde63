import { attempt } from './attempt.ts';
import { hasDom } from './dom.ts';

/** Not where it goes, and nothing that a strict content security policy forbids. */
const ATTRIBUTE = /^data-(?!target$|style$|chatkit-url$|on)(.+)/;

/** The document's tag of a script. */
export function findScript(url: string): HTMLScriptElement | undefined {
  return [...document.scripts].find(({ src }) => src === url);
}

// The address of a module is its only trace: it has no `currentScript`.
const script = hasDom
  ? ((document.currentScript as HTMLScriptElement | null) ?? findScript(import.meta.url))
  : undefined;

/** The nonce that the page's content security policy knows our script by. Its attribute is hidden from scripts. */
export const scriptNonce = script?.nonce ?? '';

/** Puts a chat on the page if the script's tag says so: `data-api-url`, and `data-*` for every other attribute. */
export function createFromScript(): void {
  if (script?.dataset.apiUrl === undefined || insert(script, document.readyState !== 'loading')) return;
  document.addEventListener('DOMContentLoaded', () => insert(script, true), { once: true });
}

/**
 * @param last what is not in the document now will not come
 * @returns `false` when there is no place for it yet
 */
function insert(script: HTMLScriptElement, last: boolean): boolean {
  const { apiUrl, mode = 'inline', target } = script.dataset;
  const place = target && attempt(() => document.querySelector(target));
  if (target && !place) {
    if (!last) return false;
    console.warn(`task-chat: data-target="${target}" is nowhere on this page`);
  }
  const { body } = document;
  const beside = !place && mode === 'inline' && body?.contains(script);
  const parent = place || (beside ? script.parentElement : body);
  if (!parent) return false;
  // The same tag runs again where a page is restored from a copy of its document, or a tag manager fires twice.
  if ([...parent.children].some((each) => each.matches('task-chat') && each.getAttribute('api-url') === apiUrl))
    return true;
  const chat = document.createElement('task-chat');
  for (const { name, value } of script.attributes) {
    const attribute = ATTRIBUTE.exec(name)?.[1];
    if (attribute) chat.setAttribute(attribute, value);
  }
  chat.chatkitUrl = script.dataset.chatkitUrl;
  if (beside) script.after(chat);
  else parent.append(chat);
  return true;
}
