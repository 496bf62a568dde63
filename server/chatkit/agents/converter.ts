import type { Annotation } from '../index.ts';
import {
  type Citation,
  type ContainerFileCitation,
  type FileCitation,
  type FilePath,
  toFileAnnotation,
  toUrlAnnotation,
  type UrlCitation,
} from './annotations.ts';

export interface ResponseStreamConverterOptions {
  /** As many partial images as the image generation tool was told to make (its `partialImages`), for the progress. */
  partialImages?: number | undefined;
}

type MaybePromise<Value> = Value | Promise<Value>;
type MaybeAnnotation = MaybePromise<Annotation | undefined>;

/**
 * Turns parts of a model's response into what ChatKit shows; subclasses override what they want otherwise, and are given
 * to `streamAgentResponse`. What follows in the response waits until a method's promise is settled.
 */
export class ResponseStreamConverter {
  readonly partialImages: number | undefined;

  constructor({ partialImages }: ResponseStreamConverterOptions = {}) {
    this.partialImages = partialImages;
  }

  /**
   * Where clients find an image. By default it is put into the address itself, which is stored with the item: a server
   * for more than a demo stores the image elsewhere and answers that address.
   *
   * @param imageId the same for an image and its partial ones
   * @param partialImageIndex counts from 0; absent for the whole image
   */
  base64ImageToUrl(_imageId: string, base64Image: string, _partialImageIndex?: number): MaybePromise<string> {
    return `data:${toMediaType(base64Image)};base64,${base64Image}`;
  }

  /** How much of an image is there once a partial one is shown, from 0 to 1: 0 while nobody said how many there are. */
  partialImageIndexToProgress(partialImageIndex: number): number {
    if (!this.partialImages) return 0;
    return Math.min(1, (partialImageIndex + 1) / this.partialImages);
  }

  /** `undefined` shows no source. */
  fileCitationToAnnotation(citation: FileCitation): MaybeAnnotation {
    return toFileAnnotation(citation.filename, citation.index);
  }

  /** `undefined` shows no source. */
  containerFileCitationToAnnotation(citation: ContainerFileCitation): MaybeAnnotation {
    return toFileAnnotation(citation.filename, citation.end_index);
  }

  /** `undefined` shows no source. */
  urlCitationToAnnotation(citation: UrlCitation): MaybeAnnotation {
    return toUrlAnnotation(citation);
  }

  /** `undefined` shows no source, which is the default: OpenAI gives such a file an id, and no name to show. */
  filePathToAnnotation(path: FilePath): MaybeAnnotation {
    return toFileAnnotation(path.filename, path.index);
  }
}

/** The annotation of a citation, by the method for its type. */
export function toAnnotation(citation: Citation, converter: ResponseStreamConverter): MaybeAnnotation {
  switch (citation.type) {
    case 'file_citation':
      return converter.fileCitationToAnnotation(citation);
    case 'container_file_citation':
      return converter.containerFileCitationToAnnotation(citation);
    case 'url_citation':
      return converter.urlCitationToAnnotation(citation);
    case 'file_path':
      return converter.filePathToAnnotation(citation);
  }
}

/** Told by how an image's bytes begin, in base64. */
function toMediaType(base64Image: string): string {
  if (base64Image.startsWith('/9j/')) return 'image/jpeg';
  if (base64Image.startsWith('UklGR')) return 'image/webp';
  return 'image/png';
}
