import { nothing } from 'lit';
import { draw, ICONS, icon as known } from '../widgets/icons.ts';

const PATHS: Readonly<Record<string, string | undefined>> = {
  chat: 'M4 20l1.5-4.5a8.5 8.5 0 1 1 3.3 3.2z',
  history: 'M3 12a9 9 0 1 0 3-6.7L3 8m0-5v5h5m4-1v5l3.5 2',
  compose: ICONS['write-alt'],
  send: 'M12 19V5m-6 6 6-6 6 6',
  stop: '!M8 8h8v8H8z',
  close: 'M6 6l12 12M18 6 6 18',
  trash: 'M4 7h16M10 11v6m4-6v6M6 7l1 13h10l1-13M9 7V4h6v3',
  alert: 'M12 8v5m0 3.500v.01M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18',
  back: ICONS['chevron-left'],
  home: 'M4 11l8-7 8 7v9H4z',
  menu: 'M4 7h16M4 12h16M4 17h16',
  sidebar: 'M4 5h16v14H4zM9 5v14',
};

/** A drawing beside words, or in a button that has a label: nothing to read aloud. */
export function icon(name: string): unknown {
  return Object.hasOwn(PATHS, name) ? draw(`${PATHS[name]}`) : known(name);
}

/** The drawing of a button in the bar. ChatKit has many names for them: those of one family share ours. */
export function barIcon(name: string): unknown {
  return [name, `${name.split('-')[0]}`, 'menu'].map(icon).find((drawn) => drawn !== nothing);
}
