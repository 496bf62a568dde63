import type { TemplateResult } from 'lit';
import type { ActionConfig } from '../../server/chatkit/protocol/actions.ts';

/** The chat around a widget. */
export interface WidgetHost {
  itemId: string;
  /** The item still grows. */
  streaming: boolean;
  /** The thread is responding, and streaming actions cannot be sent now. */
  blocked: boolean;
  /** When not empty, images come from these hosts and their subdomains only. */
  allowedImageDomains?: readonly string[];
  /** Sends an action whose payload holds the form's values. Settles when the action is over. */
  onAction(action: ActionConfig, trigger: { nodeKey: string }): Promise<void>;
  /** Tells people who do not see the screen. */
  announce(text: string): void;
  renderMarkdown(text: string): TemplateResult;
}
