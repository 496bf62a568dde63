/** `auto`: OpenAI's ChatKit where it can run, else ours. `chatkit`: it is tried whatever speaks against it. */
export type RuntimeWish = 'auto' | 'chatkit' | 'builtin';

export const WANTED = 'the page wants it';

/** Why it has to be our own chat; nothing if OpenAI's can be tried. */
export function whyBuiltin(apiUrl: URL, wish: RuntimeWish, domainKey: string | undefined): string | undefined {
  if (wish === 'builtin') return WANTED;
  return wish === 'chatkit' ? undefined : whyNot(location, self.origin, apiUrl, domainKey);
}

/** OpenAI does not verify the domain of these (reference §5.2). */
const LOCAL = /^(localhost|127\.[\d.]+|0\.0\.0\.0|\[::1\]|.+\.local)$/;

/** What speaks against OpenAI's chat on a page. Without a key for its domain it would vanish a moment after it came. */
export function whyNot(page: Place, origin: string, api: URL, domainKey: string | undefined): string | undefined {
  if (!domainKey && !isLocal(page) && !isLocal(api) && api.protocol === 'https:') {
    return 'the page has no domain-key';
  }
  // In a frame without an origin it cannot be talked to.
  if (origin === 'null') return 'the page has no origin';
  return navigator.onLine ? undefined : 'there is no network';
}

type Place = Pick<URL, 'hostname' | 'port'>;

function isLocal({ hostname, port }: Place): boolean {
  return port !== '' || LOCAL.test(hostname);
}
