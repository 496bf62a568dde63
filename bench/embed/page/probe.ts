// Runs in the page: a script of its own, before the one that is measured.
import type { Drawn, Probe } from './types.ts';

/** Whoever waits so long for a composer (ms) is gone. */
const PATIENCE = 15_000;

type Chat = HTMLElement & {
  sendUserMessage(message: { text: string; newThread: boolean }): Promise<void>;
  setThreadId(id: string | null): Promise<void>;
};

// What browsers tell of paints by themselves does not see a text field in a shadow root. A frame's callbacks run before
// its style, layout and paint, and a message that is posted in one is taken after them: by then the main thread has
// painted, and what is left to the compositor is the same for everybody.
const channel = new MessageChannel();
const nextFrame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));
const endOfFrame = () =>
  new Promise<number>((resolve) => {
    channel.port1.onmessage = () => resolve(performance.now());
    channel.port2.postMessage(null);
  });

async function painted(): Promise<number> {
  await nextFrame();
  return endOfFrame();
}

function findChat(): { chat: Chat; root: ShadowRoot } {
  const chat = document.querySelector<Chat>('task-chat');
  if (!chat?.shadowRoot) throw new Error('There is no chat on this page.');
  return { chat, root: chat.shadowRoot };
}

function count(root: ShadowRoot): Drawn {
  return { rows: root.querySelectorAll('[data-key]').length, elements: root.querySelectorAll('*').length };
}

const probe: Probe = {
  painted,

  async watch({ src, module, phase }, element, composer) {
    await nextFrame();
    await new Promise((resolve) => setTimeout(resolve, phase));
    const host = document.querySelector(element);
    const script = document.createElement('script');
    script.src = src;
    if (module) script.type = 'module';
    document.head.append(script);
    for (;;) {
      await nextFrame();
      const box = host?.shadowRoot?.querySelector(composer)?.getBoundingClientRect();
      if (!box || box.width < 100 || box.height < 15) continue;
      const time = await endOfFrame();
      const [entry] = performance.getEntriesByName(script.src) as PerformanceResourceTiming[];
      const { began } = window as unknown as { began: number };
      return { loaded: entry?.responseEnd ?? Number.NaN, began, painted: time };
    }
  },

  async usable(composer) {
    while (performance.now() < PATIENCE) {
      await nextFrame();
      const root = document.querySelector('task-chat')?.shadowRoot;
      const field = root?.querySelector<HTMLTextAreaElement>(composer);
      if (!root || !field || field.disabled || field.closest('[inert]')) continue;
      const { left, top, width, height } = field.getBoundingClientRect();
      // Whoever clicks there must hit it, and nothing that lies above it.
      if (width < 100 || root.elementFromPoint(left + width / 2, top + height / 2) !== field) continue;
      return endOfFrame();
    }
    return Number.POSITIVE_INFINITY;
  },

  answered() {
    return new Promise((resolve) => addEventListener('task-chat:response-end', () => resolve(), { once: true }));
  },

  async ask(text) {
    const { chat, root } = findChat();
    const answered = probe.answered();
    await chat.sendUserMessage({ text, newThread: true });
    await answered;
    await painted();
    return root.querySelector<HTMLElement>('[data-key]:not(:has([part="user-message"]))')?.innerText.length ?? 0;
  },

  async openThread(id) {
    const { chat, root } = findChat();
    await chat.setThreadId(id);
    await painted();
    return count(root);
  },

  async readBack() {
    const { root } = findChat();
    for (;;) {
      const button = root.querySelector<HTMLButtonElement>('[part="conversation"] button:has(+ ol)');
      if (!button) return count(root);
      if (!button.disabled) button.click();
      await painted();
    }
  },
};

Object.assign(window, { probe });
