import type { Browser, ElementHandle, Page } from 'puppeteer-core';

const PASSWORD = 'a password for end-to-end tests';
const COMPOSER = 'textarea[aria-label="Message"]:not([disabled])';

/** Milliseconds from the moment a message was sent. */
export interface AnswerTimes {
  /** Until the first thing of the answer showed. */
  first: number;
  /** Until the answer was complete. */
  end: number;
}

/** A person at the host page: sees what is on the screen, types, clicks. */
export class ChatPage {
  readonly page: Page;
  /** What the browser's console said that was worse than information, failed requests included. */
  readonly complaints: string[] = [];
  readonly #address: string;

  private constructor(page: Page, address: string) {
    this.page = page;
    this.#address = address;
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warn') this.complaints.push(message.text());
    });
    page.on('pageerror', (error) => this.complaints.push(String(error)));
    page.on('requestfailed', (request) => {
      const cause = request.failure()?.errorText;
      // A page that is left takes its unread answers with it.
      if (cause !== 'net::ERR_ABORTED') this.complaints.push(`${request.url()} ${cause}`);
    });
  }

  /**
   * Opens the host page in a browser session of its own.
   *
   * @param query what the page's address says about the chat
   */
  static async open(
    browser: Browser,
    origin: string,
    { viewport = { width: 1200, height: 800 }, query = 'runtime=builtin' } = {},
  ): Promise<ChatPage> {
    const context = await browser.createBrowserContext();
    const page = await context.newPage();
    await page.setViewport(viewport);
    const chat = new ChatPage(page, `${origin}/?${query}`);
    await page.goto(`${origin}/?${query}`);
    return chat;
  }

  /** Signs in as one of the people on the page, or as somebody who makes an account. */
  async signIn(name: string): Promise<void> {
    await this.page.waitForSelector('#account');
    const person = await this.page.$(`[data-name="${name}"]`);
    if (person) {
      await person.click();
    } else {
      await this.page.click('#other');
      await this.page.type('#name', name);
      await this.page.type('#email', toEmail(name));
      await this.page.type('#password', PASSWORD);
      await this.page.keyboard.press('Enter');
    }
    await this.ready();
  }

  /** Comes back as somebody who has made an account. */
  async signInAgain(name: string): Promise<void> {
    await this.page.waitForSelector('#account');
    await this.page.type('#email', toEmail(name));
    await this.page.type('#password', PASSWORD);
    await this.page.keyboard.press('Enter');
    await this.ready();
  }

  async reload(): Promise<void> {
    await this.page.goto(this.#address);
    await this.ready();
  }

  /** Waits for a composer that takes text, in a page that knows who is there: before that it shows nothing. */
  async ready(): Promise<void> {
    await this.page.waitForSelector('body:not(.waiting) task-chat');
    await drawn(this.page);
    await this.find(COMPOSER);
  }

  /** Waits for an element inside the chat, for ten seconds if not told otherwise (ms). */
  async find(selector: string, ms?: number): Promise<ElementHandle<Element>> {
    let found: ElementHandle<Element> | null = null;
    await this.#poll(
      selector,
      async () => {
        const handle = await this.page.evaluateHandle(
          (inner) => document.querySelector('task-chat')?.shadowRoot?.querySelector(inner) ?? null,
          selector,
        );
        found = handle.asElement() as ElementHandle<Element> | null;
        return found !== null;
      },
      ms,
    );
    if (!found) throw new Error(`There is no ${selector}.`);
    return found;
  }

  /** Sends a message and waits for the whole answer. */
  async ask(text: string): Promise<AnswerTimes> {
    const field = await this.find(COMPOSER);
    await field.type(text);
    await this.page.evaluate(watchAnswer);
    await field.press('Enter');
    const answer = await this.page.waitForFunction(
      () => (window as unknown as { answer?: AnswerTimes }).answer ?? false,
      { polling: 10 },
    );
    return (await answer.jsonValue()) as AnswerTimes;
  }

  /** Clicks the button with this label, the last one on the page unless told which row it stands in. */
  async click(label: string, row?: string): Promise<void> {
    await this.#poll(`a button "${label}"${row ? ` beside "${row}"` : ''}`, async () => {
      const handle = await this.page.evaluateHandle(findButton, label, row ?? null);
      const button = handle.asElement();
      if (!button) return false;
      await (button as ElementHandle<Element>).click();
      return true;
    });
  }

  /** Waits until a text is on the screen, or is there no more. */
  async sees(text: string): Promise<void> {
    await this.#poll(`"${text}" on the screen`, async () => (await this.text()).includes(text));
  }

  async seesNoMore(text: string): Promise<void> {
    await this.#poll(`"${text}" gone`, async () => !(await this.text()).includes(text));
  }

  /** The text of the whole conversation. */
  async text(): Promise<string> {
    return this.page.evaluate(() => {
      const chat = document.querySelector('task-chat');
      return [...(chat?.shadowRoot?.querySelectorAll<HTMLElement>('[data-key]') ?? [])]
        .map((row) => row.innerText)
        .join('\n');
    });
  }

  async #poll(what: string, check: () => Promise<boolean>, ms = 10_000): Promise<void> {
    for (const end = Date.now() + ms; Date.now() < end; ) {
      const seen = await check().catch((error: unknown) => {
        // Asked while the browser went from one page to the next.
        if (error instanceof Error && error.message.includes('context was destroyed')) return false;
        throw error;
      });
      if (seen) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`There never was ${what}. The conversation:\n${await this.text()}`);
  }
}

const toEmail = (name: string) => `${name.toLowerCase().replaceAll(' ', '.')}@example.com`;

/** Runs in the page, so it names no inner function (tsx would wrap it in a helper): notes when something new shows, and when the answer is complete. */
function watchAnswer(): void {
  const page = window as unknown as { answer?: AnswerTimes };
  delete page.answer;
  const chat = document.querySelector('task-chat');
  const root = chat?.shadowRoot;
  if (!root) throw new Error('There is no chat on this page.');
  const answers = '[data-key]:not(:has([part="user-message"]))';
  const before = root.querySelectorAll(answers).length;
  const start = performance.now();
  let first = 0;
  const timer = setInterval(() => {
    if (!first && root.querySelectorAll(answers).length > before) first = performance.now() - start;
  }, 5);
  chat.addEventListener(
    'task-chat:response-end',
    () => {
      clearInterval(timer);
      const end = performance.now() - start;
      page.answer = { first: first || end, end };
    },
    { once: true },
  );
}

/** Runs in the page. */
function findButton(label: string, row: string | null): Element | null {
  const root = document.querySelector('task-chat')?.shadowRoot;
  const buttons = [...(root?.querySelectorAll<HTMLElement>('button') ?? [])].filter((button) => {
    if (button.innerText.trim() !== label && button.getAttribute('aria-label') !== label) return false;
    if (!row) return true;
    const item = button.closest<HTMLElement>('[role="listitem"], li:not([data-key])');
    return item?.innerText.includes(row) ?? false;
  });
  return buttons.at(-1) ?? null;
}

/** Waits until the chat has taken the place of its first picture, whose field is another one. */
export async function drawn(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await customElements.whenDefined('task-chat');
    await document.querySelector<HTMLElement & { updateComplete: Promise<unknown> }>('task-chat')?.updateComplete;
  });
}
