import type { Failure } from '../client/errors.ts';
import { newId } from '../client/ids.ts';

/** So many are shown at once. */
const MOST = 3;

/** Something that went wrong beside the conversation. */
export interface Toast {
  readonly id: string;
  readonly message: string;
  readonly retry: (() => void) | undefined;
}

export class Toasts {
  list: readonly Toast[] = [];
  readonly #changed: () => void;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** @param work what failed: it is offered again, if that makes sense */
  show({ message, allowRetry }: Failure, work: () => Promise<void>): void {
    const id = newId();
    const retry = () => {
      this.dismiss(id);
      work().catch(() => {});
    };
    this.list = [...this.list.slice(1 - MOST), { id, message, retry: allowRetry ? retry : undefined }];
    this.#changed();
  }

  dismiss(id: string): void {
    this.list = this.list.filter((toast) => toast.id !== id);
    this.#changed();
  }
}
