import { NotFoundError } from '../../errors.ts';
import type { AttachmentStore } from '../../store.ts';
import { holds, refused, same } from './expectations.ts';
import {
  type Bodies,
  type ContractCase,
  type ContractOptions,
  type CreateHarness,
  needsRestart,
  type ScopedHarness,
  type Stage,
  toCases,
} from './harness.ts';

interface AttachmentHandle {
  attachments: AttachmentStore<unknown>;
}

interface AttachmentStage extends Stage<AttachmentHandle>, AttachmentHandle {
  anne: unknown;
  ben: unknown;
}

const IMAGE = { name: 'Caf\u00e9 \u{1f966} "plan".png', size: 1_234, mime_type: 'image/png' };
const FILE = { name: 'notes.txt', size: 0, mime_type: 'text/plain' };

const attachmentCases: Bodies<AttachmentStage> = {
  async 'an attachment gets an id of its own and comes back as it was made'({ attachments, anne }) {
    const image = await create(attachments, IMAGE, anne);
    const file = await create(attachments, FILE, anne);
    same(image.id === file.id, false, 'two attachments have two ids');
    holds(
      image,
      { type: 'image', name: IMAGE.name, mime_type: IMAGE.mime_type },
      'an image is one, and keeps its name',
    );
    holds(file, { type: 'file', name: FILE.name, mime_type: FILE.mime_type }, 'anything else is a file');
    same(await load(attachments, image.id, anne), image, 'loadAttachment answers what createAttachment answered');
    same(await load(attachments, file.id, anne), file, 'so it does for another one');
    const twin = await create(attachments, FILE, anne);
    same(twin.id === file.id, false, 'the same file attached twice is two attachments');
  },

  async 'server-side notes are kept, and nobody who was given them changes them'({ attachments, anne }) {
    const made = await create(attachments, IMAGE, anne);
    const before = structuredClone(made);
    made.name = 'changed';
    made.metadata = { ...made.metadata, changed: true };
    const loaded = await load(attachments, before.id, anne);
    same(loaded.metadata, before.metadata, '`metadata` comes back as the store made it');
    loaded.metadata = { changed: true };
    same(await load(attachments, before.id, anne), before, 'values are copied in and out');
  },

  async 'what is not there is NotFoundError, and deleting it is silent'({ attachments, anne }) {
    await refused(
      { loadAttachment: () => attachments.loadAttachment('atc_unknown', anne) },
      NotFoundError,
      'of an unknown attachment',
    );
    await attachments.deleteAttachment('atc_unknown', anne);
  },

  async 'a deleted attachment is gone, and no other'({ attachments, anne }) {
    const [gone, stays] = [await create(attachments, IMAGE, anne), await create(attachments, IMAGE, anne)];
    await attachments.deleteAttachment(gone.id, anne);
    await refused(
      { loadAttachment: () => attachments.loadAttachment(gone.id, anne) },
      NotFoundError,
      'of a deleted attachment',
    );
    same(await load(attachments, stays.id, anne), stays, 'another attachment stays');
    await attachments.deleteAttachment(gone.id, anne);
  },

  async "somebody else's attachment is like none in every call"({ attachments, anne, ben }) {
    const made = await create(attachments, IMAGE, anne);
    await refused(
      { loadAttachment: () => attachments.loadAttachment(made.id, ben) },
      NotFoundError,
      "of somebody else's attachment",
    );
    const preview = await attachments.getPreviewUrl?.(made.id, ben).catch(ignoreNotFound);
    same(preview, undefined, "getPreviewUrl tells nothing of somebody else's attachment");
    await attachments.deleteAttachment(made.id, ben);
    same(await load(attachments, made.id, anne), made, 'nobody else deletes it');
  },

  async 'where attachments can be saved, the thread that took one is kept, and nothing is brought back'({
    attachments,
    anne,
    ben,
  }) {
    if (!attachments.saveAttachment) return;
    const made = await create(attachments, IMAGE, anne);
    const gone = await create(attachments, IMAGE, anne);
    const taken = { ...made, thread_id: 'thr_1' };
    await attachments.saveAttachment(taken, anne);
    same(await load(attachments, made.id, anne), taken, 'loadAttachment answers what was saved');
    await attachments.deleteAttachment(gone.id, anne);
    await attachments.saveAttachment({ ...made, name: 'stolen' }, ben).catch(ignoreNotFound);
    await attachments.saveAttachment(gone, anne).catch(ignoreNotFound);
    await refused(
      {
        'loadAttachment of a deleted one': () => attachments.loadAttachment(gone.id, anne),
        "loadAttachment of somebody else's": () => attachments.loadAttachment(made.id, ben),
      },
      NotFoundError,
      'after it was saved',
    );
    same(await load(attachments, made.id, anne), taken, 'nobody else changes an attachment');
  },

  'attachments outlast a restart': needsRestart(async ({ attachments, anne, restart }) => {
    const made = await create(attachments, IMAGE, anne);
    const after = (await restart()).attachments;
    same(await load(after, made.id, anne), made, 'loadAttachment answers the same after a restart');
  }),
};

/**
 * What every `AttachmentStore` promises, as cases for any test runner.
 *
 * @param create makes an empty store; called once for every case.
 */
export function attachmentStoreContract<Context>(
  create: CreateHarness<ScopedHarness<Context, { attachments: AttachmentStore<Context> }>>,
  options?: ContractOptions,
): ContractCase[] {
  return toCases<AttachmentHandle, ScopedHarness<unknown, AttachmentHandle>, AttachmentStage>(
    { attachments: attachmentCases },
    create,
    async ({ clock, open, restart }, { contextOf }) => {
      const { attachments } = await open();
      return { attachments, clock, open, restart, anne: contextOf('anne'), ben: contextOf('ben') };
    },
    options,
  );
}

/** A store may refuse what is not there, or do nothing. */
function ignoreNotFound(error: unknown): undefined {
  if (!(error instanceof NotFoundError)) throw error;
}

/** Without the address for the upload, which is good for once. */
async function create(attachments: AttachmentStore<unknown>, input: typeof IMAGE, context: unknown) {
  const { upload_descriptor: _, ...attachment } = await attachments.createAttachment(input, context);
  return attachment;
}

async function load(attachments: AttachmentStore<unknown>, id: string, context: unknown) {
  const { upload_descriptor: _, ...attachment } = (await attachments.loadAttachment(id, context)) as Awaited<
    ReturnType<AttachmentStore<unknown>['createAttachment']>
  >;
  return attachment;
}
