import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const PAGES = join(import.meta.dirname, 'pages');

/** What the address may say about the chat: `/?mode=bubble&runtime=builtin`. */
const CHOICES: Record<string, readonly string[]> = {
  mode: ['inline', 'bubble', 'page'],
  runtime: ['auto', 'chatkit', 'builtin'],
  theme: ['auto', 'light', 'dark'],
};

export interface PageOptions {
  /** Origin of the task server, as browsers know it. */
  taskServer: string;
  /** Origin of the server that people sign in at. */
  auth: string;
  /** Where a page gets tokens for the task server. */
  tokens: string;
}

export interface Pages {
  signIn(): string;
  /** @param query what stands in the address behind the `?` */
  workspace(query?: Readonly<Record<string, unknown>>): string;
}

/** Reads the pages, and writes the addresses into them. */
export async function loadPages({ taskServer, auth, tokens }: PageOptions): Promise<Pages> {
  // What a site would write by hand.
  const written = {
    'http://localhost:4001/api/auth/token': tokens,
    'http://localhost:4001': auth,
    'http://localhost:3000': taskServer,
  };
  const load = async (file: string) => {
    const page = await readFile(join(PAGES, file), 'utf8');
    return Object.entries(written).reduce((text, [from, to]) => text.replaceAll(from, escapeHtml(to)), page);
  };
  const [signIn = '', workspace = '', full = ''] = await Promise.all(
    ['sign-in.html', 'workspace.html', 'chat.html'].map(load),
  );
  const today = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long' });
  return {
    signIn: () => signIn,
    workspace: (query = {}) => {
      const chosen = Object.entries(CHOICES).filter(([key, values]) => values.some((value) => value === query[key]));
      const attributes = chosen.map(([key]) => ` ${key}="${query[key]}"`).join('');
      const page = query.mode === 'page' ? full : workspace;
      return page
        .replace('<task-chat', `<task-chat${attributes}`)
        .replaceAll('{{today}}', escapeHtml(today.format(new Date())))
        .replaceAll('{{mode}}', query.mode === 'bubble' ? 'bubble' : 'inline');
    },
  };
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}
