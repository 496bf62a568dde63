import { findScript, scriptNonce } from '../script.ts';

/** Where OpenAI's script is, unless a page says otherwise. */
const ADDRESS = 'https://cdn.platform.openai.com/deployments/chatkit/chatkit.js';
export const CHATKIT = 'openai-chatkit';

type Policy = Record<string, (url: string) => string>;

declare global {
  interface Window {
    // Index signatures keep the browser's names as they are, which TypeScript does not know.
    trustedTypes?: Record<string, (name: string, rules: Policy) => Policy>;
  }
}

/** A name is given away once per document. */
let policy: Policy | undefined;

/**
 * Resolves when OpenAI's element is defined. A document has one tag of the script: for all elements, all copies of our
 * script, and the page itself.
 *
 * @param forbidden called when the page's policy forbids the script, or now or later the frame that stands beside it
 * @throws Error that says why it will not be
 */
export async function loadChatKit(
  address: string | null | undefined,
  signal: AbortSignal,
  forbidden: () => void,
): Promise<void> {
  const url = new URL(address || ADDRESS, document.baseURI);
  const listen = ({ blockedURI, disposition }: SecurityPolicyViolationEvent) => {
    if (disposition === 'enforce' && blockedURI.startsWith(`${new URL('.', url)}`)) forbidden();
  };
  document.addEventListener('securitypolicyviolation', listen, { signal });
  if (customElements.get(CHATKIT)) return;
  const there = findScript(url.href);
  const script = there ?? createScript(url.href);
  await new Promise<unknown>((resolve, reject) => {
    const listenTo = (type: string, reason: string) =>
      script.addEventListener(type, () => {
        // Whoever tries again needs a new tag.
        if (!there && !customElements.get(CHATKIT)) script.remove();
        reject(new Error(reason));
      });
    listenTo('error', 'OpenAI’s script cannot be loaded');
    listenTo('load', 'OpenAI’s script does not work');
    customElements.whenDefined(CHATKIT).then(resolve);
    if (!there) document.head.append(script);
  });
}

/** A tag and no `import()`: the script tells the address of its frame by its own tag (reference §1). */
function createScript(url: string): HTMLScriptElement {
  const script = document.createElement('script');
  script.nonce = scriptNonce;
  policy ??= window.trustedTypes?.createPolicy?.('task-chat', { createScriptURL: (asked) => asked });
  script.src = policy?.createScriptURL?.(url) ?? url;
  return script;
}
