import { html, type TemplateResult } from 'lit';

const PATHS = {
  history: 'M3 12a9 9 0 1 0 3-6.7L3 8m0-5v5h5m4-1v5l3.5 2',
  compose: 'M12 20h8M16.5 3.9a2.1 2.1 0 0 1 3 3L8 18.4 4 19.5l1.1-4z',
  send: 'M12 19V5m-6 6 6-6 6 6',
  stop: 'M8 8h8v8H8z',
  close: 'M6 6l12 12M18 6 6 18',
  down: 'M12 5v14m6-6-6 6-6-6',
  pencil: 'M16.5 3.9a2.1 2.1 0 0 1 3 3L8 18.4 4 19.5l1.1-4z',
  trash: 'M4 7h16M10 11v6m4-6v6M6 7l1 13h10l1-13M9 7V4h6v3',
  check: 'M20 6 9 17l-5-5',
  person: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8m-8 9c.8-4 4-6 8-6s7.200 2 8 6',
  alert: 'M12 8v5m0 3.500v.01M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18',
} as const;

/** A drawing beside words, or in a button that has a label: nothing to read aloud. */
export function icon(name: keyof typeof PATHS): TemplateResult {
  return html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d=${PATHS[name]}></path></svg>`;
}
