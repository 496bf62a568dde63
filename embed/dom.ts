const NAMES = ['document', 'HTMLElement'] as const;
/** Whether this is a browser, and not a server that renders pages. */
export const hasDom = typeof document !== 'undefined';

// Lit looks for a DOM as soon as it is loaded. Where there is none it finds these stand-ins, for as long as it loads.
if (!hasDom) Object.assign(globalThis, { document: { createTreeWalker: () => ({}) }, HTMLElement: class {} });

/** Call it when everything that looks for a DOM has been loaded. */
export function removeStandIns(): void {
  if (!hasDom) for (const name of NAMES) Reflect.deleteProperty(globalThis, name);
}
