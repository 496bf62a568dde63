/** How errors begin after which nothing of the chat is left (reference §9.3). */
const FATAL = /^(FatalApp|DomainVerif|IntegrationError: Domain verif)/;

const told = new Set<unknown>();

/** Takes note of an error that was told, so that it goes no further if it is thrown besides. `true`: it was the last. */
export function isFatal(error: Error | undefined): boolean {
  told.add(error?.message);
  // One function is added once, whoever adds it. It may be called after the element has gone.
  addEventListener('unhandledrejection', swallow);
  return FATAL.test(`${error}`);
}

/** Exactly what is known, and nothing else of a page's. */
function swallow(event: PromiseRejectionEvent): void {
  if (event.reason?.name === 'IntegrationError' && told.has(event.reason.message)) event.preventDefault();
}

/** Calls `gone` when the frame of a working element is taken away. */
export function watchFrame(inner: HTMLElement, gone: () => void): void {
  const root = inner.shadowRoot;
  const isThere = () => root?.querySelector('.ck-wrapper');
  if (!root || !isThere()) return;
  // An element that is taken out of the page takes its frame away by itself.
  const observer = new MutationObserver(() => inner.isConnected && !isThere() && gone());
  observer.observe(root, { childList: true });
}
