/** What comes over the wire, as loosely as ChatKit's client takes it: unknown types are ignored, not refused. */
export interface Item {
  readonly id: string;
  readonly type: string;
  readonly thread_id?: string;
  readonly [field: string]: unknown;
}

export interface Status {
  readonly type: string;
  readonly reason?: string;
}

export interface Page<Row> {
  readonly data: readonly Row[];
  readonly has_more: boolean;
}

export interface Thread {
  readonly id: string;
  readonly title?: string;
  readonly status?: Status;
  readonly allowed_image_domains?: readonly string[];
  readonly items?: Page<Item>;
}

export interface WireEvent {
  readonly type: string;
  readonly [field: string]: unknown;
}

export interface Content {
  readonly type: string;
  readonly text: string;
  readonly [field: string]: unknown;
}

export interface Attachment {
  readonly id: string;
  readonly name: string;
  readonly mime_type: string;
  readonly [field: string]: unknown;
}

/** What a person sends (reference §6.3). */
export interface Input {
  readonly content: readonly Content[];
  readonly attachments: readonly string[];
  readonly quoted_text: string;
  readonly inference_options: { readonly model?: string; readonly tool_choice?: { readonly id: string } };
}
