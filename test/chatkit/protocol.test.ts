import { expect, test } from 'vitest';
import { threadStreamEventSchema } from '../../server/chatkit/protocol/events.ts';
import { threadItemSchema } from '../../server/chatkit/protocol/items.ts';
import { chatKitRequestSchema } from '../../server/chatkit/protocol/requests.ts';
import { assistantText, createThread } from '../support/chatkit.ts';

const message = {
  type: 'user_message',
  id: 'msg_1',
  thread_id: 'thr_1',
  created_at: '2026-01-01T00:00:00Z',
  content: [{ type: 'input_text', text: 'hi' }],
  attachments: [],
  inference_options: {},
};

test('unknown fields survive, at every level [request-unknown-fields]', () => {
  const item = { ...message, future: { a: [null] }, content: [{ type: 'input_text', text: 'hi', mood: 'calm' }] };
  expect(threadItemSchema.parse(item)).toEqual(item);
});

test('null counts as absent in the fields of a model, and stays inside free-form data [wire-null-omitted]', () => {
  const event = { type: 'client_effect', name: 'x', data: { kept: null } };
  expect(threadStreamEventSchema.parse(event)).toEqual(event);
  expect(threadItemSchema.parse({ ...message, quoted_text: null })).toEqual(message);
});

test('an unknown item type is an error that says where', () => {
  const parsed = threadItemSchema.safeParse({ ...message, type: 'hologram' });
  expect(parsed.success).toBe(false);
  expect(parsed.error?.issues[0]?.path).toEqual(['type']);
});

test('what we emit for a message passes our own schema of events', () => {
  for (const event of assistantText('thr_1', 'msg_1', ['a', 'b'])) {
    expect(threadStreamEventSchema.parse(event)).toEqual(event);
  }
});

test('a request is valid with and without our own notes [request-no-metadata-needed]', () => {
  expect(chatKitRequestSchema.safeParse(createThread('hi')).success).toBe(true);
  expect(
    chatKitRequestSchema.safeParse(createThread('hi', { request_id: '12345678', cancel: 'explicit' })).success,
  ).toBe(true);
  expect(chatKitRequestSchema.safeParse({ ...createThread('hi'), metadata: { other: 1 } }).success).toBe(true);
  expect(chatKitRequestSchema.safeParse({ ...createThread('hi'), metadata: null }).success).toBe(true);
});
