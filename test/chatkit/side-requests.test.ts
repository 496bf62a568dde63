import { describe, expect, test } from 'vitest';
import type { AudioInput } from '../../server/chatkit/index.ts';
import {
  ALICE,
  assistantText,
  createScriptedServer,
  input,
  json,
  startThread,
  storedItems,
  stream,
} from '../support/chatkit.ts';

describe('feedback', () => {
  test('reaches its hook with the items of the thread', async () => {
    const server = await createScriptedServer();
    server.respondWith = async function* (thread) {
      yield* assistantText(thread.id, 'msg_answer', ['fine']);
    };
    const threadId = await startThread(server);
    const seen: unknown[] = [];
    server.addFeedback = async (...args) => void seen.push(args);
    const params = { thread_id: threadId, item_ids: ['msg_answer'], kind: 'negative' };
    expect(await json(server, 'items.feedback', params)).toEqual({});
    expect(seen).toEqual([[threadId, ['msg_answer'], 'negative', ALICE]]);
  });

  test('on an item that is not in the thread, or that nobody saw, is refused [feedback-shown-items]', async () => {
    const server = await createScriptedServer();
    const [threadId, other] = [await startThread(server), await startThread(server)];
    const [elsewhere] = await storedItems(server, other);
    await server.store.saveItem(
      threadId,
      {
        type: 'hidden_context_item',
        id: 'hidden',
        thread_id: threadId,
        created_at: '2026-01-01T00:00:00Z',
        content: 'x',
      },
      ALICE,
    );
    let called = false;
    server.addFeedback = async () => {
      called = true;
    };
    for (const id of ['msg_none', 'hidden', elsewhere?.id]) {
      const params = { thread_id: threadId, item_ids: [id], kind: 'positive' };
      await expect(json(server, 'items.feedback', params)).rejects.toMatchObject({ code: 'not_found' });
    }
    expect(called).toBe(false);
  });
});

describe('a recording', () => {
  test('reaches its hook as bytes, with its type with and without parameters', async () => {
    const server = await createScriptedServer();
    let seen: AudioInput | undefined;
    server.transcribe = async (audio) => {
      seen = audio;
      return { text: 'hello' };
    };
    const params = { audio_base64: 'aGVsbG8=', mime_type: 'audio/webm;codecs=opus' };
    expect(await json(server, 'input.transcribe', params)).toEqual({ text: 'hello' });
    expect(new TextDecoder().decode(seen?.data)).toBe('hello');
    expect(seen).toMatchObject({ mimeType: 'audio/webm;codecs=opus', mediaType: 'audio/webm' });
  });

  test.each(['aGVsbG8', 'aGVs*bG8=', 'aGVs bG8=', 'aGVs\nbG8=', '=GVsbG8=', 'aG==bG8='])(
    'that is not base64 (%j) is refused before the hook [transcribe-strict]',
    async (audio_base64) => {
      const server = await createScriptedServer();
      let called = false;
      server.transcribe = async () => {
        called = true;
        return { text: '' };
      };
      const answer = json(server, 'input.transcribe', { audio_base64, mime_type: 'audio/webm' });
      await expect(answer).rejects.toMatchObject({ code: 'bad_request' });
      expect(called).toBe(false);
    },
  );
});

test('a hook that answers a recording with nothing fails, and says nothing of it', async () => {
  const server = await createScriptedServer();
  server.transcribe = async () => undefined as never;
  const answer = json(server, 'input.transcribe', { audio_base64: 'aGVsbG8=', mime_type: 'audio/webm' });
  await expect(answer).rejects.toMatchObject({ code: 'server_error', message: expect.not.stringContaining('text') });
});

describe('the preview of an attachment', () => {
  const attachment = {
    id: 'atc_1',
    type: 'image' as const,
    name: 'a.png',
    mime_type: 'image/png',
    preview_url: 'lazy',
  };
  const store = {
    createAttachment: async () => attachment,
    loadAttachment: async () => attachment,
    deleteAttachment: async () => {},
  };
  const request = { attachment_id: 'atc_1', conversation_id: 'thr_1' };

  test('comes from the attachment store', async () => {
    const getPreviewUrl = async (id: string) => `https://files.example/${id}`;
    const server = await createScriptedServer({ attachmentStore: { ...store, getPreviewUrl } });
    expect(await json(server, 'attachments.get_preview', request)).toEqual({ url: 'https://files.example/atc_1' });
  });

  test('is not there when the store has none', async () => {
    const server = await createScriptedServer({ attachmentStore: store });
    await expect(json(server, 'attachments.get_preview', request)).rejects.toMatchObject({ code: 'not_found' });
  });

  test('is refused without an attachment store [attachment-store]', async () => {
    const server = await createScriptedServer();
    await expect(json(server, 'attachments.get_preview', request)).rejects.toMatchObject({ code: 'unsupported' });
  });
});

test('a message takes its attachments into its thread, and the attachment store is told', async () => {
  const attachment = { id: 'atc_1', type: 'file' as const, name: 'a.txt', mime_type: 'text/plain', metadata: { x: 1 } };
  const saved: unknown[] = [];
  const server = await createScriptedServer({
    attachmentStore: {
      createAttachment: async () => attachment,
      loadAttachment: async () => attachment,
      deleteAttachment: async () => {},
      saveAttachment: async (...args) => void saved.push(args),
    },
  });
  const request = { type: 'threads.create', params: { input: { ...input('read this'), attachments: ['atc_1'] } } };
  const answer = await (await stream(server, request)).rest();
  const [created, message] = answer.events;
  const thread_id = created?.type === 'thread.created' ? created.thread.id : '';
  const { metadata: _, ...shown } = attachment;
  expect(message).toMatchObject({ item: { attachments: [{ ...shown, thread_id }] } });
  expect(JSON.stringify(answer.events)).not.toContain('metadata');
  expect(saved).toEqual([[{ ...attachment, thread_id }, ALICE]]);
});
