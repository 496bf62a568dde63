import { attempt } from './attempt.ts';

export const SETUP = 'set the attribute api-url to the address of the task server, as in api-url="https://…/chatkit"';

/** The address of the task server as the page gives it, maybe relative; nothing when it is none. */
export function toApiUrl(value: string | null | undefined): URL | undefined {
  const url = attempt(() => new URL(value?.trim() || 'none:', document.baseURI));
  return /^https?:$/.test(`${url?.protocol}`) ? url : undefined;
}
