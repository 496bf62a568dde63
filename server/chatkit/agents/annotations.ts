import * as z from 'zod';
import type { Annotation } from '../index.ts';

const position = z.number().int().min(0).optional().catch(undefined);

const fileCitationSchema = z.looseObject({
  type: z.literal('file_citation'),
  file_id: z.string().optional(),
  filename: z.string().optional(),
  index: position,
});
const containerFileCitationSchema = z.looseObject({
  type: z.literal('container_file_citation'),
  container_id: z.string().optional(),
  file_id: z.string().optional(),
  filename: z.string().optional(),
  start_index: position,
  end_index: position,
});
const urlCitationSchema = z.looseObject({
  type: z.literal('url_citation'),
  url: z.string().min(1),
  title: z.string().optional(),
  start_index: position,
  end_index: position,
});
const filePathSchema = z.looseObject({
  type: z.literal('file_path'),
  file_id: z.string().optional(),
  filename: z.string().optional(),
  index: position,
});
const citationSchema = z.discriminatedUnion('type', [
  fileCitationSchema,
  containerFileCitationSchema,
  urlCitationSchema,
  filePathSchema,
]);

/** A passage of a file that the model searched. */
export interface FileCitation extends z.infer<typeof fileCitationSchema> {}
/** A file that the model's code wrote. */
export interface ContainerFileCitation extends z.infer<typeof containerFileCitationSchema> {}
/** A page that the model read. */
export interface UrlCitation extends z.infer<typeof urlCitationSchema> {}
/** A file that the model offers, without a name. */
export interface FilePath extends z.infer<typeof filePathSchema> {}

/** What a model cites, told apart by `type`. */
export type Citation = z.infer<typeof citationSchema>;

/**
 * Reads an annotation of a model; `undefined` when it is none that we know. An annotation is an extra: one that does not
 * look as it should is left out, and the text it belongs to stays.
 */
export function readCitation(raw: unknown): Citation | undefined {
  const parsed = citationSchema.safeParse(toFlat(raw));
  return parsed.success ? parsed.data : undefined;
}

/** A file as a source; `undefined` without a name to show. */
export function toFileAnnotation(filename: string | undefined, index: number | undefined): Annotation | undefined {
  if (!filename) return undefined;
  return withIndex({ type: 'annotation', source: { type: 'file', filename, title: filename } }, index);
}

export function toUrlAnnotation({ url, title, end_index }: UrlCitation): Annotation {
  return withIndex({ type: 'annotation', source: { type: 'url', url, title: title || url } }, end_index);
}

function withIndex(annotation: Annotation, index: number | undefined): Annotation {
  return index === undefined ? annotation : { ...annotation, index };
}

/** Chat Completions wraps a citation in a field of its type's name. */
function toFlat(raw: unknown): unknown {
  if (typeof raw !== 'object' || raw === null || !('url_citation' in raw)) return raw;
  return { type: 'url_citation', ...(raw.url_citation as object) };
}
