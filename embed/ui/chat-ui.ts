import type { Entity, UserMessageContent as GivenContent } from '@openai/chatkit';
import type { UserMessageContent } from '../../server/chatkit/protocol/items.ts';
import { nextFrame } from '../frames.ts';
import type { ChatOptions } from '../options/options.ts';
import { ChatSession, type Screen, type SessionHost } from '../state/session.ts';
import { type Row, wordsOf } from '../state/thread-view.ts';
import type { WidgetHost } from '../widgets/index.ts';
import type { ChatHost } from './chat.ts';
import { type Choice, readChoice, toInference } from './choices.ts';
import { MESSAGE_LIMIT } from './composer.ts';
import type { HistoryEdit } from './history.ts';
import { renderMarkdown } from './markdown/markdown.ts';
import { Picker, type PickerHost } from './picker.ts';
import { ScrollKeeper } from './scroll-keeper.ts';

// A widget may have fields of its own.
const COMPOSER = '.composer textarea';
type Tag = Extract<UserMessageContent, { type: 'input_tag' }>;
/** So many spoken texts stay in the log. */
const SPOKEN = 5;

/** The element, as far as its chat knows it. */
export interface ChatUiHost extends SessionHost {
  readonly element: { readonly renderRoot: ParentNode };
  /** What the page has set, as it stands now. */
  readonly options: ChatOptions;
  /** Draws anew. Resolves when that is done. */
  requestUpdate(): Promise<unknown>;
}

/** What is on the screen beside the conversation itself: the draft, the open panel, where the focus goes. */
export class ChatUi implements ChatHost, Screen, PickerHost {
  session: ChatSession;
  draft = '';
  choice: Choice = {};
  historyOpen = false;
  editing: HistoryEdit | undefined;
  spoken: ChatHost['spoken'] = [];
  drawn: ReadonlySet<string> = new Set();
  readonly scroll: ScrollKeeper;
  readonly picker = new Picker(this);
  /** What was picked, by its words in the draft. */
  readonly #tags = new Map<string, Tag>();
  readonly #host: ChatUiHost;
  #soon = false;
  #reached = true;
  #count = 0;
  #firstKey: string | undefined;
  #rows: readonly Row[] = [];

  constructor(host: ChatUiHost) {
    this.#host = host;
    this.session = new ChatSession(host, this);
    this.scroll = new ScrollKeeper({
      follows: () => this.site.thread?.autoScroll !== false,
      onPinChange: () => void host.requestUpdate(),
      onNearStart: () => void this.session.loadEarlier(),
    });
  }

  get site(): ChatOptions {
    return this.#host.options;
  }

  get link(): ChatHost['link'] {
    if (!navigator.onLine) return 'offline';
    return this.#reached ? 'up' : 'down';
  }

  /** Another person, with nothing of the former one's. */
  renew(): void {
    const former = this.session;
    this.session = new ChatSession(this.#host, this);
    // What waited to be sent is given back now, and goes with the draft: nobody is left who would keep it.
    former.close();
    this.draft = '';
    this.choice = {};
    this.#tags.clear();
    this.picker.close();
    this.spoken = [];
    this.editing = undefined;
    this.historyOpen = false;
    void this.#host.requestUpdate();
  }

  /** Many events come within a frame; one drawing shows them all. */
  async changed(): Promise<void> {
    if (this.#soon) return;
    this.#soon = true;
    await nextFrame();
    this.#soon = false;
    void this.#host.requestUpdate();
  }

  willRender(): void {
    const { rows } = this.session.view;
    if (rows.findIndex(({ key }) => key === this.#firstKey) > 0) this.scroll.willGrowAbove();
    this.#firstKey = rows[0]?.key;
  }

  didRender(): void {
    const { rows } = this.session.view;
    if (rows !== this.#rows) {
      this.#rows = rows;
      this.drawn = new Set(rows.map((row) => row.key));
    }
    // Asking for sizes while there is nothing to scroll would only hold up the first picture.
    this.scroll.follow(rows.length ? this.#find('.scroller') : null);
    this.scroll.settle();
  }

  reached(reached: boolean): void {
    if (this.#reached === reached) return;
    this.#reached = reached;
    void this.#host.requestUpdate();
  }

  setDraft(text: string): void {
    this.draft = text;
    this.session.keepDraft(text);
    void this.#host.requestUpdate();
  }

  recall(draft: string): void {
    this.setDraft(this.draft || draft);
  }

  /** Words that were on their way come back; what is being typed stays. */
  giveBack(text: string): void {
    this.setDraft([text, this.draft].filter(Boolean).join('\n'));
  }

  send(): void {
    const text = this.draft.trim();
    const status = this.session.view.thread?.status.type ?? 'active';
    if (!text || text.length > MESSAGE_LIMIT || status !== 'active' || this.session.phase === 'signed-out') return;
    this.picker.close();
    this.setDraft('');
    this.#submit(this.#toContent(text));
  }

  /** What the composer says of tool and model holds for what the person sends. */
  #submit(content: readonly (GivenContent | UserMessageContent)[]): void {
    this.sendText(content, { tool: this.choice.tool });
    this.dropTool();
  }

  /** A tool holds for one message in one conversation, unless the page says otherwise. */
  dropTool(): void {
    if (!readChoice(this).tool?.persistent) this.choose({ tool: '' });
  }

  sendText(content: readonly (GivenContent | UserMessageContent)[], choice: Choice): void {
    const parts = content.map((part) => (part.type === 'input_tag' ? { data: {}, ...part } : part));
    this.session.send(parts, toInference(this, choice));
    this.scroll.toEnd();
  }

  /** A message in its parts. Of names that begin alike, the longest is meant. */
  #toContent(text: string): UserMessageContent[] {
    const all = [...this.#tags.keys()].sort().reverse();
    const pattern = all.map((words) => words.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('|') || '(?!)';
    const parts = text.split(new RegExp(`(?<![\\p{L}\\p{N}])(${pattern})(?![\\p{L}\\p{N}])`, 'u'));
    return parts.filter(Boolean).map((part) => this.#tags.get(part) ?? { type: 'input_text', text: part });
  }

  tag({ id, title, data = {}, group, interactive }: Entity): string {
    let text = title.replace(/\s+/g, ' ').trim() || id;
    // Another one of that name is in the draft, or was.
    if ((this.#tags.get(`@${text}`)?.id ?? id) !== id) text += ` (${id})`;
    this.#tags.set(`@${text}`, { type: 'input_tag', id, text, data, group, interactive });
    return `@${text}`;
  }

  get field(): HTMLTextAreaElement {
    return this.#find(COMPOSER) as HTMLTextAreaElement;
  }

  choose(choice: Choice): void {
    this.choice = { ...this.choice, ...choice };
    void this.#host.requestUpdate();
  }

  usePrompt(prompt: string, parts: readonly GivenContent[]): void {
    if (prompt.endsWith(' ') || !prompt) this.setDraft(prompt);
    else this.#submit(parts[0] ? parts : this.#toContent(prompt));
    void this.focus();
  }

  resend(key: string): void {
    this.session.resend(key);
    void this.focus();
  }

  edit(key: string): void {
    const item = this.session.view.rows.find((row) => row.key === key)?.item;
    if (item?.type === 'user_message') {
      const { tool_choice, model } = item.inference_options;
      this.choose({ tool: tool_choice?.id, model });
      for (const part of item.content) if (part.type === 'input_tag') this.#tags.set(wordsOf(part), part);
    }
    this.giveBack(this.session.withdraw(key));
    void this.focus();
  }

  widgetHost({ item, state }: Row): WidgetHost {
    const { thread } = this.session.view;
    const domains = thread?.allowed_image_domains;
    return {
      itemId: item.id,
      streaming: state === 'streaming',
      blocked: thread?.status.type !== 'active',
      ...(domains && { allowedImageDomains: domains }),
      onAction: (action) => (item.type === 'widget' ? this.session.actions.act(action, item) : Promise.resolve()),
      announce: (text) => this.#speak(text),
      renderMarkdown,
    };
  }

  #speak(text: string): void {
    if (!text) return;
    this.spoken = [...this.spoken.slice(1 - SPOKEN), { id: ++this.#count, text }];
    void this.#host.requestUpdate();
  }

  /** Reads a finished answer aloud: its words as they stand on the screen, and what a widget says of itself. */
  async answered(rows: readonly Row[]): Promise<void> {
    await this.#host.requestUpdate();
    const texts = rows.map(({ key, item }) => {
      if (item.type === 'widget') return item.copy_text;
      return this.#find(`[data-key="${key}"] .answer`)?.innerText.trim();
    });
    this.#speak(texts.filter(Boolean).join('\n'));
  }

  newThread(): void {
    this.dropTool();
    void this.session.setThread(null);
    this.historyOpen = false;
    void this.focus();
  }

  openThread(id: string): void {
    this.dropTool();
    void this.session.setThread(id);
    void this.hideHistory(COMPOSER);
  }

  async showHistory(): Promise<void> {
    if (this.historyOpen || this.session.phase === 'signed-out') return;
    this.historyOpen = true;
    void this.session.history.load();
    void this.#host.requestUpdate();
    void this.focus('[data-focus=history-close]');
  }

  async hideHistory(focus = '[data-focus=history]'): Promise<void> {
    if (!this.historyOpen) return;
    this.historyOpen = false;
    this.editing = undefined;
    void this.#host.requestUpdate();
    void this.focus(focus);
  }

  setEdit(edit: HistoryEdit | undefined): void {
    const before = this.editing;
    this.editing = edit;
    void this.#host.requestUpdate();
    void this.focus(edit ? '[data-focus=edit]' : `[data-focus=${before?.kind}-${CSS.escape(before?.id ?? '')}]`);
  }

  rename(id: string, title: string): void {
    if (title.trim()) void this.session.history.rename(id, title.trim()).then(() => this.session.fetchUpdates());
    this.setEdit(undefined);
  }

  remove(id: string): void {
    this.setEdit(undefined);
    void this.focus('[data-focus=history-close]');
    void this.session.history.delete(id).then((gone) => {
      if (gone && id === this.session.threadId) void this.session.setThread(null);
    });
  }

  /** Moves the focus, to the composer if nothing else is said, once what is to have it has been drawn. */
  async focus(selector = COMPOSER): Promise<void> {
    await this.#host.requestUpdate();
    const target = this.#find(selector) ?? this.#find(COMPOSER);
    target?.focus();
    if (target instanceof HTMLTextAreaElement) target.setSelectionRange(target.value.length, target.value.length);
    if (target instanceof HTMLInputElement) target.select();
  }

  #find(selector: string): HTMLElement | null {
    return this.#host.element.renderRoot.querySelector(selector);
  }
}
