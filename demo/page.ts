import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Session } from './session.ts';

/** Where the pages look for the task server; what a site would write by hand. */
const WRITTEN_SERVER = 'http://localhost:3000';
const PAGES = join(import.meta.dirname, 'pages');

/** What the address may say about the chat: `/?mode=bubble&runtime=builtin`. */
const CHOICES: Record<string, readonly string[]> = {
  mode: ['inline', 'bubble', 'page'],
  runtime: ['auto', 'chatkit', 'builtin'],
  theme: ['auto', 'light', 'dark'],
};

export interface Pages {
  signIn(): string;
  /** @param query what stands in the address behind the `?` */
  workspace(session: Session, query?: Readonly<Record<string, unknown>>): string;
}

/** Reads the pages, and writes the address of the task server into them. */
export async function loadPages(taskServer: string): Promise<Pages> {
  const load = async (file: string) =>
    (await readFile(join(PAGES, file), 'utf8')).replaceAll(WRITTEN_SERVER, escapeHtml(taskServer));
  const [signIn, workspace, full] = await Promise.all(['sign-in.html', 'workspace.html', 'chat.html'].map(load));
  const today = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long' });
  return {
    signIn: () => signIn ?? '',
    workspace: ({ name }, query = {}) => {
      const chosen = Object.entries(CHOICES).filter(([key, values]) => values.some((value) => value === query[key]));
      const attributes = chosen.map(([key]) => ` ${key}="${query[key]}"`).join('');
      const page = (query.mode === 'page' ? full : workspace) ?? '';
      const values: Record<string, string> = {
        name,
        'first-name': name.split(' ')[0] ?? name,
        initials: toInitials(name),
        today: today.format(new Date()),
        mode: query.mode === 'bubble' ? 'bubble' : 'inline',
      };
      return page
        .replace('<task-chat', `<task-chat${attributes}`)
        .replaceAll(/\{\{([a-z-]+)\}\}/g, (_all, key: string) => escapeHtml(values[key] ?? ''));
    },
  };
}

function toInitials(name: string): string {
  const words = name.split(' ').filter((word) => /[\p{L}\p{N}]/u.test(word));
  const ends = words.length > 1 ? [words[0], words.at(-1)] : words;
  return ends.map((word) => [...(word ?? '')].find((char) => /[\p{L}\p{N}]/u.test(char))?.toUpperCase()).join('');
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}
