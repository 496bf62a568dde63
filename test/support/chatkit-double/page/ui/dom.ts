/** Makes elements in the frame's document. */
export class Dom {
  readonly document: Document;

  constructor(document: Document) {
    this.document = document;
  }

  /** An element; what starts with `on` listens, what has a dash is an attribute, the rest are properties. */
  make<Name extends keyof HTMLElementTagNameMap>(
    name: Name,
    given: Record<string, unknown> = {},
    ...children: readonly (Node | string | undefined)[]
  ): HTMLElementTagNameMap[Name] {
    const element = this.document.createElement(name);
    for (const [key, value] of Object.entries(given)) {
      if (value === undefined) continue;
      if (key.startsWith('on')) element.addEventListener(key.slice(2), value as EventListener);
      else if (key.includes('-')) element.setAttribute(key, String(value));
      else Object.assign(element, { [key]: value });
    }
    element.append(...children.filter((child) => child !== undefined));
    return element;
  }

  button(label: string, onclick: () => void, given: Record<string, unknown> = {}): HTMLButtonElement {
    return this.make('button', { type: 'button', onclick, ...given }, label);
  }
}

/** Puts these children into a parent, and touches none that is in its place already: focus and what was typed stay. */
export function arrange(parent: Element, children: readonly Element[]): void {
  const wanted = new Set(children);
  for (const child of [...parent.children]) if (!wanted.has(child)) child.remove();
  children.forEach((child, index) => {
    if (parent.children[index] !== child) parent.insertBefore(child, parent.children[index] ?? null);
  });
}
