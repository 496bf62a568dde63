/**
 * The rules of design.md §3 and of the ChatKit protocol, one line each. Tests cite a rule by its id in square brackets at
 * the end of their name; behaviours.test.ts fails when a rule has no test, or a test cites a rule that is not here.
 */
export interface Behaviour {
  rule: string;
  /** Where it is written: design.md (§), the element's reference (R §), or a defect of the Python SDK (D). */
  source: string;
  /** The issue that builds it; until then no test may cite it. */
  later?: string;
}

export const BEHAVIOURS: Record<string, Behaviour> = {
  // ── requests ──────────────────────────────────────────────────────────────────────────────────────────────────
  'request-refused-early': { rule: 'A malformed request is refused before anything is done.', source: '§3, D01' },
  'request-unknown-type': { rule: 'An unknown request type is a typed error that quotes nothing.', source: 'R §6.3' },
  'request-unknown-fields': { rule: 'Unknown fields of what passes through survive.', source: 'issue 4' },
  'request-deep': { rule: 'JSON nested beyond 64 levels is refused.', source: 'issue 4' },
  'request-all-types': { rule: 'Every request type of ChatKit is known.', source: 'R §6.3' },
  'request-no-metadata-needed': { rule: 'A request without `metadata` is complete.', source: 'R §6.2' },
  'request-note-in-metadata': {
    rule: 'Our additions stand in `metadata.task_chat`; hooks get the rest.',
    source: '§3, D12',
  },
  'message-not-blank': { rule: 'A message says something, or is refused.', source: 'issue 4' },
  'message-bounded': { rule: 'Text over its limit is an error event.', source: '§3' },
  'thread-bounded': { rule: 'A full conversation takes no more messages, and loses nothing.', source: 'issue 7' },
  'message-quote': { rule: 'An empty quote is none; a quote is not lost when other items follow.', source: '§3' },
  'item-types': { rule: 'Every item type is parsed and kept.', source: 'issue 4' },
  'event-types': {
    rule: 'Every stream event and item update is known, `widget.component.updated` too.',
    source: 'R §6.4',
  },
  'update-types': { rule: 'Every item update applies as ChatKit’s client applies it.', source: 'R §6.4' },

  // ── errors ────────────────────────────────────────────────────────────────────────────────────────────────────
  'error-is-event': {
    rule: 'On a stream everything but a malformed request is an `error` event.',
    source: '§3, R §5.1, D01',
  },
  'error-status': { rule: 'A JSON operation that fails is a status with `{code, message}`.', source: '§3' },
  'error-no-5xx-after-effect': { rule: 'Once something was done there is no 5xx.', source: '§3, R §6.4' },
  'error-leaks-nothing': { rule: 'A client is told nothing of a cause; it is logged.', source: '§7, issue 4' },
  'error-custom': { rule: 'A CustomStreamError shows its text and says whether to retry.', source: 'issue 4' },
  'error-keeps-partial': { rule: 'What was shown before an error is stored.', source: 'D26' },
  'error-garbage': { rule: 'What is no event ends the turn in an error and is not stored.', source: 'issue 4' },

  // ── the stream ────────────────────────────────────────────────────────────────────────────────────────────────
  'stream-thread-created-first': {
    rule: '`thread.created` is the first event of `threads.create`.',
    source: '§3, R §6.4',
  },
  'stream-echo': { rule: 'The stored user message is echoed as `thread.item.done`.', source: '§3, R §6.4' },
  'stream-options': { rule: '`stream_options` comes before the answer.', source: 'R §6.4' },
  'stream-part-before-delta': { rule: '`content_part.added` precedes its deltas.', source: '§3, R §6.4' },
  'stream-client-tool-once': { rule: 'A client tool call is told once.', source: '§3, R §6.4' },
  'stream-thread-updated': {
    rule: '`thread.updated` tells what changed on the thread in mid-turn.',
    source: 'issue 4',
  },
  'stream-persists-first': { rule: 'What is done is stored before it is told.', source: 'issue 4' },
  'stream-ends-at-once': { rule: 'The response ends right after the last event.', source: '§3, R S2' },
  'stream-end-comment': { rule: 'A stream that came to its end says so in a comment.', source: 'docs/decisions.md' },
  'stream-event-ids': { rule: 'Frames carry `id:` (turn and number), without gaps.', source: '§3' },
  'stream-heartbeat': { rule: 'A silent stream sends a comment every 15 s.', source: '§3' },
  'stream-headers': {
    rule: 'Streams go out uncompressed, with headers that keep proxies from holding them.',
    source: '§3',
  },
  'stream-backpressure': { rule: 'A slow reader is waited for and slows nobody.', source: '§3.1' },

  // ── what leaves ───────────────────────────────────────────────────────────────────────────────────────────────
  'wire-no-metadata': { rule: '`metadata` never leaves.', source: '§3, D19' },
  'wire-no-hidden': { rule: 'Hidden items never leave, whatever event carries them.', source: 'issue 4, D13' },
  'wire-null-omitted': { rule: 'Null fields of the model are left out; nulls of free data stay.', source: '§3, D31' },
  'wire-dates': { rule: '`created_at` is ISO 8601 with a zone.', source: '§3, D21' },
  'wire-ids': { rule: 'Ids hold 128 random bits and never start with `client_`.', source: '§3, D34' },

  // ── reading ───────────────────────────────────────────────────────────────────────────────────────────────────
  'page-capped': { rule: 'A page is capped, whatever limit is asked.', source: '§3, D14' },
  'page-any-row': { rule: 'Any row id leads on as `after`.', source: '§3, R §6.3' },
  'page-hidden-not-counted': { rule: 'Hidden items make no page short.', source: 'D15' },
  'history-by-creation': { rule: 'Threads are listed by creation.', source: '§3' },
  'owner-alone': { rule: 'Another owner’s rows are like rows that do not exist.', source: '§4' },

  // ── cancel and retry ──────────────────────────────────────────────────────────────────────────────────────────
  'cancel-keeps-text': { rule: 'Partial text is kept.', source: '§3, D28' },
  'cancel-noted': { rule: 'A hidden item tells the model of the cancel.', source: '§3' },
  'cancel-stops-hook': { rule: 'The hook is told, and its model call stops.', source: '§3, D54' },
  'cancel-not-after-end': { rule: 'An abort after the end cancels nothing.', source: '§3, R S1' },
  'cancel-widget-marked': {
    rule: 'A widget that was cut while it streamed is stored and shown as such.',
    source: 'issue 4',
  },
  'retry-truncates': { rule: 'Retry removes exactly what follows, and tells so.', source: 'issue 4, D08' },
  'retry-missing': { rule: 'Retrying a missing item is an error.', source: '§3, D07' },
  'retry-same-operation': { rule: 'A regenerated answer does nothing twice.', source: '§2' },

  // ── threads ───────────────────────────────────────────────────────────────────────────────────────────────────
  'thread-locked': { rule: '`locked` and `closed` are enforced.', source: '§3, D03' },
  'thread-delete-ends-turn': { rule: 'Deleting a thread ends its turn and purges its log.', source: '§3' },
  'thread-rename-kept': { rule: 'A rename and a running turn keep each other’s changes.', source: 'issue 4' },

  // ── actions, tools, questions ─────────────────────────────────────────────────────────────────────────────────
  'action-typed': { rule: 'A typed action reaches its handler with the payload of its schema.', source: 'issue 4' },
  'action-unknown': { rule: 'An unknown or invalid action is an error event.', source: 'issue 4' },
  'action-sync': { rule: 'A synchronous action never waits, and its item is saved.', source: '§3.1, D11' },
  'action-repeat': {
    rule: 'A repeated action or confirm is a no-op that answers with the current state.',
    source: '§3',
  },
  'tool-output': {
    rule: 'The output completes the newest call that waits, hidden items behind it or not.',
    source: 'D05',
  },
  'tool-output-once': { rule: 'An output that comes twice is taken once.', source: '§3' },
  'questions-answered': { rule: 'Structured input replaces its item and the assistant goes on.', source: 'R §6.3' },
  'questions-once': { rule: 'Questions are answered once.', source: 'D01' },
  'feedback-shown-items': { rule: 'Feedback is on items that were shown.', source: 'issue 4' },
  'transcribe-strict': { rule: 'A recording that is not base64 is refused.', source: 'D10' },
  'attachment-store': { rule: 'Without an attachment store attachments are refused.', source: 'issue 4' },

  // ── widgets ───────────────────────────────────────────────────────────────────────────────────────────────────
  'widget-builders': { rule: 'All 30 nodes have builders; invalid trees do not compile.', source: '§3, issue 4' },
  'widget-unique-ids': { rule: 'Ids are checked to be unique in development.', source: 'issue 4, D30' },
  'widget-diff-right': { rule: 'The updates make the widget what it should be.', source: 'issue 4' },
  'widget-diff-small': { rule: 'Only what changed is sent.', source: 'issue 4' },
  'widget-text-without-id': { rule: 'A text without an id updates all the same.', source: '§3, D23' },
  'widget-in-transition': { rule: 'A text inside a Transition updates all the same.', source: '§3, D23' },
  'widget-added-prop': { rule: 'An added or removed prop is a change, not a crash.', source: '§3, D25' },
  'widget-empty-generator': { rule: 'A generator without a widget is an error.', source: 'D24' },
  'template-strict': { rule: 'A template that misses a value says which.', source: 'issue 4' },
  'template-no-injection': { rule: 'Data cannot inject JSON into a template.', source: 'D56' },

  // ── turns ─────────────────────────────────────────────────────────────────────────────────────────────────────
  'turn-many-readers': { rule: 'A turn’s log has any number of readers.', source: '§3.1' },
  'turn-last-event-id': { rule: '`Last-Event-ID` reads on behind any event.', source: '§3.1' },
  'turn-resume': { rule: '`turns.resume` reads the running turn, or a named one.', source: '§3.1' },
  'turn-resume-nothing': {
    rule: 'With nothing running there is nothing to read, which is no failure.',
    source: '§3.1',
  },
  'turn-cancel': {
    rule: '`turns.cancel` stops a run by turn, by request, or the running one; its owner only.',
    source: '§3.1',
  },
  'turn-cancel-early': { rule: 'A Stop that overtakes its request stops it all the same.', source: '§3.1' },
  'turn-log-gone': { rule: 'A reader beyond the log gets the stored items, then the closing event.', source: '§3.1' },
  'turn-log-folds': { rule: 'A log over its size folds its oldest events into snapshots.', source: '§3.1' },
  'turn-size-limit': { rule: 'A run over its size ends in an error event.', source: '§3.1' },
  'turn-time-limit': { rule: 'A run over its time ends in an error event.', source: '§3.1' },
  'turn-shutdown': {
    rule: 'A shutdown lets runs finish, then ends them with an error that offers retry.',
    source: '§3.1',
  },
  'turn-repeat-request-id': { rule: 'The same owner and request id is the same turn.', source: '§3.1' },
  'turn-repeat-restart': { rule: 'A repeat is known after a restart too.', source: '§3.1' },
  'turn-repeat-frame': {
    rule: 'An equal body of the same frame is a repeat while it runs or was just cut.',
    source: '§3.1',
  },
  'turn-repeat-not-cancelled': { rule: 'An equal body after a cancel is new.', source: '§3.1' },
  'turn-again-without-ids': { rule: 'Without request id and frame every request is new.', source: '§3.1' },
  'turn-gone-bare': { rule: 'A bare client cancels by disconnecting.', source: '§3.1' },
  'turn-gone-explicit': { rule: 'A client that cancels explicitly leaves its run running.', source: '§3.1' },
  'turn-line-one': {
    rule: 'One turn at a time runs in a thread; threads do not wait for one another.',
    source: '§3.1',
  },
  'turn-line-told': { rule: 'A message that waits is told so, and echoed when its turn starts.', source: '§3.1' },
  'turn-line-bounded': { rule: 'At most 10 wait.', source: '§3.1' },
  'turn-line-tool-first': { rule: 'Client tool output goes before the line.', source: '§3.1' },
  'turn-lease-lost': { rule: 'A turn that lost its lease stops and writes nothing more.', source: '§3.1' },
  'turn-lease-taken-over': { rule: 'A turn whose lease ran out reads as ended, with retry.', source: '§3.1' },
  'turn-fence': { rule: 'Writes of an older fence are refused.', source: '§3.1' },
  'turn-running-told': { rule: '`threads.get_by_id` tells of a running turn.', source: '§3.1' },
  'turn-cancel-remote': { rule: 'A Stop reaches a run in another process.', source: '§3.1' },
  'turn-shared-log': { rule: 'Events are read from another process.', source: '§3.1' },

  // ── the live list ─────────────────────────────────────────────────────────────────────────────────────────────
  'list-presented': { rule: 'Items are presented afresh whenever they are read.', source: '§3.1' },
  'list-replaced': { rule: 'The running turn replaces the newest list of its thread.', source: '§3.1' },
  'list-tasks-changed': { rule: 'A turn that changed tasks says so in a client effect.', source: '§3.1' },
  'list-own-widget': { rule: 'A click updates its own widget.', source: '§3.1' },

  // ── agents ────────────────────────────────────────────────────────────────────────────────────────────────────
  'agents-text': {
    rule: 'Text streams from Responses and Chat Completions models, with ids of ours.',
    source: '§3, D34',
  },
  'agents-refusal': { rule: 'A refusal is shown.', source: 'D33' },
  'agents-annotations': { rule: 'Annotations stand at their index and are not wiped.', source: 'D36, D52' },
  'agents-thoughts': { rule: 'Every thought streams; without a summary nothing is shown.', source: 'D37, D38' },
  'agents-workflow': { rule: 'A workflow is upserted when it resumes, and ends.', source: '§3, D39–D43' },
  'agents-snapshots': { rule: 'A queued event is what it was when it was queued.', source: 'D57' },
  'agents-client-tool': { rule: 'A client tool call is an item of the run, with the call’s own id.', source: 'D47' },
  'agents-images': { rule: 'Generated images grow and end, several at once too.', source: 'D44–D46' },
  'agents-guardrail': { rule: 'A tripwire takes back what was shown and offers no retry.', source: 'D48, D49' },
  'agents-stop': { rule: 'A Stop ends the run.', source: 'D54' },
  'agents-input': { rule: 'Every item becomes input for the model, or nothing.', source: 'D50' },
  'agents-accumulate': { rule: 'Text of a run grows in a widget, behind what stood there.', source: 'D51' },

  // ── HTTP ──────────────────────────────────────────────────────────────────────────────────────────────────────
  'http-auth-first': { rule: 'Nothing is processed before the token was verified.', source: '§3' },
  'http-body-limit': { rule: 'A body over 256 KB is 413.', source: '§3' },
  'http-content-type': { rule: 'What is not JSON is 415.', source: '§3' },
  'http-issuer-away': {
    rule: 'On a stream an unreachable issuer or database is a retryable error event.',
    source: '§3',
  },
  'cors-allow-list': {
    rule: 'Allowed origins and `*.example.com` patterns get CORS headers, errors too.',
    source: '§3',
  },
  'cors-denied': { rule: 'A denied origin gets 403 before any work; none at all is fine.', source: '§3' },
  'cors-headers': { rule: 'ChatKit’s headers and ours are allowed; preflights are cached.', source: '§3' },
  'cors-vary': { rule: '`Vary: Origin` stands on everything.', source: '§3' },

  // ── the element ───────────────────────────────────────────────────────────────────────────────────────────────
  'client-reads-on': { rule: 'A cut stream is read on as one.', source: '§3, R S4' },
  'client-retries-network': { rule: 'A failing network is retried under the same request id.', source: '§3.1, R S5' },
  'client-follows-after-reload': {
    rule: 'After a reload the built-in UI goes on streaming the running turn.',
    source: '§3.1',
  },
  'client-own-line': { rule: 'The built-in UI holds its own line: one stream per thread.', source: '§3.1' },
  'client-tells-stop': { rule: 'The built-in UI stops by `turns.cancel`.', source: '§3.1' },
  'client-focus-stays': {
    rule: 'A control that disappears leaves another in its place with the same key.',
    source: '§3, R S13',
  },
  'client-tabs': { rule: 'A change of tasks spreads over the page’s tabs.', source: '§3.1' },
  'client-api-fetch-stop': {
    rule: '`api.fetch` tells a Stop of ChatKit’s runtime from a lost network.',
    source: '§3.1',
  },
  'client-api-fetch-echo': {
    rule: 'What `api.fetch` cannot mend is an echo and an error event.',
    source: '§3, R S5',
  },
};
