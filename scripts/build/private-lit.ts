import type { Plugin } from 'vite';

/** What Lit shares with a page and with other copies of itself, in each of the modules that do. */
const SHARED: Record<string, [RegExp, string][]> = {
  'lit-html/lit-html.js': [
    // A page that names its Trusted Types policies lets each be made once: under Lit's own name a page that has Lit too
    // would break us, or we would break the page. Our own second copy draws nothing and needs none.
    [
      /(\w+)\?\1\.createPolicy\("lit-html",(\{createHTML:.+?\})\):void 0/,
      '(()=>{try{return $1&&!customElements.get("task-chat")?$1.createPolicy("task-chat-html",$2):void 0}catch{}})()',
    ],
    [/\w+\.litHtmlPolyfillSupport/, '(void 0)'],
    [/\(\w+\.litHtmlVersions\?\?=\[\]\)\.push\("[\d.]+"\)/, '0'],
  ],
  'reactive-element/reactive-element.js': [
    [/\w+\.reactiveElementPolyfillSupport/, '(void 0)'],
    // For decorators, which we do not use; `Symbol.metadata` would be seen by the whole page.
    [/Symbol\.metadata\?\?=Symbol\("metadata"\),\w+\.litPropertyMetadata\?\?=new WeakMap;/, ''],
    [/\(\w+\.reactiveElementVersions\?\?=\[\]\)\.push\("[\d.]+"\)/, '0'],
  ],
  'lit-element/lit-element.js': [
    [/\w+\.litElementHydrateSupport/, '(void 0)'],
    [/\w+\.litElementPolyfillSupport/, '(void 0)'],
    [/\(\w+\.litElementVersions\?\?=\[\]\)\.push\("[\d.]+"\)/, '0'],
  ],
};

/** A Lit that leaves no marks on the page's window, takes no patches from it, and has a Trusted Types policy of its own. */
export function privateLit(): Plugin {
  return {
    name: 'private-lit',
    transform: {
      filter: { id: /\/(lit-html|reactive-element|lit-element)\/[\w-]+\.js$/ },
      handler(code, id) {
        const changes = Object.entries(SHARED).find(([file]) => id.endsWith(`/${file}`))?.[1] ?? [];
        for (const [what] of changes) if (!what.test(code)) throw new Error(`${id} has no ${what} any more`);
        return { code: changes.reduce((text, [what, ours]) => text.replace(what, ours), code), map: null };
      },
    },
  };
}
