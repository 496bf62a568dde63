import { readdir } from 'node:fs/promises';
import { expect } from 'vitest';
import type { Attachment, ChatKitServer } from '../../../server/chatkit/index.ts';
import { Chat, type Person, type ServerModule, textOf } from '../chat.ts';
import type { Project } from '../project.ts';
import type { Scenarios } from './scenario.ts';

interface AttachmentsModule extends ServerModule {
  files: { upload(ticket: string, bytes: Uint8Array): void };
}

interface StoreModule {
  createFileStore(folder: string, ownerOf: (person: Person) => string, turns: unknown): ChatKitServer<Person>['store'];
}

export const storage: Scenarios = {
  async 'attachments.ts'(project) {
    const module = await project.load<AttachmentsModule>('attachments.ts');
    const chat = Chat.with(module, 'attachments');
    const asked = { name: 'tide.png', size: 3, mime_type: 'image/png' };
    const attachment = await chat.json<Attachment & { upload_descriptor: { url: string; method: string } }>(
      'attachments.create',
      asked,
    );
    expect(attachment).toMatchObject({ type: 'image', name: 'tide.png', upload_descriptor: { method: 'PUT' } });
    const ticket = attachment.upload_descriptor.url.split('/').at(-1) ?? '';
    module.files.upload(ticket, new Uint8Array(3));
    expect(() => module.files.upload(ticket, new Uint8Array(9))).toThrow();

    const events = await chat.say('Look', { attachments: [attachment.id] });
    expect(events).toContainEqual(
      expect.objectContaining({
        item: expect.objectContaining({ attachments: [expect.objectContaining({ id: attachment.id })] }),
      }),
    );
    expect(textOf(events)).toBe('tide.png has 3 bytes.');

    const other = Chat.with(module, 'somebody else');
    expect(await other.say('Look', { attachments: [attachment.id] })).toMatchObject([
      { type: 'error', code: 'not_found' },
    ]);
    await chat.json('attachments.delete', { attachment_id: attachment.id });
    expect(await chat.say('Look', { attachments: [attachment.id] })).toMatchObject([{ code: 'not_found' }]);
  },

  async 'file-store.ts'(project) {
    // A whole server on it: the contract has its own block.
    const { createFileStore } = await project.load<StoreModule>('file-store.ts');
    const { storage } = await project.load<{ storage: { turns: unknown } }>('app.ts');
    const store = createFileStore(`${project.folder}/chats`, ({ id }) => id, storage.turns);
    const { server } = await project.load<ServerModule>('text.ts');
    const TextServer = server.constructor as new (options: object) => ServerModule['server'];
    const chat = Chat.with({ server: new TextServer({ store }) }, '../ann');
    await chat.say('One');
    expect(textOf(await chat.say('Two'))).toBe('This is message **2** of yours.');
    expect(await readdir(`${project.folder}/chats`)).toEqual(['..%2Fann.json']);
    const { data } = await store.loadThreads({ limit: 9, order: 'asc' }, { id: '../ann', name: '' });
    expect(data).toMatchObject([{ id: chat.threadId, title: 'One' }]);
  },

  async 'file-store.test.ts'(project) {
    expect(await passes(project, 'file-store.test.ts')).toBeGreaterThan(20);
  },

  async 'text.test.ts'(project) {
    expect(await passes(project, 'text.test.ts')).toBe(1);
  },
};

/** Runs a test of Node's own runner and answers how many cases passed. */
async function passes(project: Project, name: string): Promise<number> {
  const { code, output } = await project.run(name, ['--test-reporter=tap']);
  expect(code, output.slice(-4_000)).toBe(0);
  return Number(/^# pass (\d+)$/m.exec(output)?.[1]);
}
