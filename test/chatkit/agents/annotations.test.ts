import { expect, test } from 'vitest';
import type { FileCitation } from '../../../server/chatkit/agents/index.ts';
import { ResponseStreamConverter, streamAgentResponse } from '../../../server/chatkit/agents/index.ts';
import type { Annotation, ThreadItem } from '../../../server/chatkit/index.ts';
import {
  annotationAdded,
  answerOf,
  chatModel,
  collect,
  completed,
  createContext,
  itemAdded,
  itemDone,
  message,
  ofType,
  outputText,
  partAdded,
  playsRaw,
  responsesModel,
  textDelta,
  textDone,
  updatesOf,
} from './support.ts';

const URL = { type: 'url_citation', url: 'https://example.com/a', title: 'A', start_index: 0, end_index: 5 };
const FILE = { type: 'file_citation', file_id: 'f1', filename: 'a.pdf', index: 3 };
const CONTAINER_FILE = {
  type: 'container_file_citation',
  container_id: 'c',
  file_id: 'f2',
  filename: 'b.csv',
  start_index: 1,
  end_index: 4,
};
const PATH = { type: 'file_path', file_id: 'f3', index: 1 };

const urlSource = (index = 5) => ({
  type: 'annotation',
  source: { type: 'url', url: 'https://example.com/a', title: 'A' },
  index,
});
const fileSource = (filename: string, index: number) => ({
  type: 'annotation',
  source: { type: 'file', filename, title: filename },
  index,
});

/** The events of a message whose citations come one by one. */
function citing(...citations: object[]) {
  const whole = message('m', outputText('Hello', citations));
  return [
    itemAdded(message('m')),
    partAdded('m'),
    textDelta('m', 'Hello'),
    ...citations.map((citation, index) => annotationAdded('m', citation, index)),
    textDone('m', 'Hello'),
    itemDone(whole),
    completed(whole),
  ];
}

const annotationsOf = (items: readonly ThreadItem[]): Annotation[] =>
  ofType(items, 'assistant_message').flatMap((item) => item.content.flatMap((part) => part.annotations));
const added = (events: Parameters<typeof updatesOf>[0]) =>
  updatesOf(events).flatMap((update) =>
    update.type === 'assistant_message.content_part.annotation_added'
      ? [{ at: [update.content_index, update.annotation_index], annotation: update.annotation }]
      : [],
  );

test('citations of pages and files stream as sources, and stay in the finished message [agents-annotations]', async () => {
  const { events, stored } = await answerOf(responsesModel(citing(URL, FILE, CONTAINER_FILE)));
  expect(added(events)).toEqual([
    { at: [0, 0], annotation: urlSource() },
    { at: [0, 1], annotation: fileSource('a.pdf', 3) },
    { at: [0, 2], annotation: fileSource('b.csv', 4) },
  ]);
  expect(annotationsOf(stored)).toEqual([urlSource(), fileSource('a.pdf', 3), fileSource('b.csv', 4)]);
});

test('the end of a part does not take its citations away [agents-annotations]', async () => {
  const { events } = await answerOf(responsesModel(citing(URL)));
  const done = updatesOf(events).find((update) => update.type === 'assistant_message.content_part.done');
  expect(done).toMatchObject({ content: { text: 'Hello', annotations: [urlSource()] } });
});

test('what has no name to show is left out, and leaves no gap in the indices', async () => {
  const { events, stored } = await answerOf(responsesModel(citing(PATH, { ...FILE, filename: '' }, URL)));
  expect(added(events)).toEqual([{ at: [0, 0], annotation: urlSource() }]);
  expect(annotationsOf(stored)).toEqual([urlSource()]);
});

test('each part of a message counts its own citations', async () => {
  const whole = message('m', outputText('One', [URL]), outputText('Two', [FILE, URL]));
  const { events } = await answerOf(
    responsesModel([
      itemAdded(message('m')),
      textDelta('m', 'One', 0),
      annotationAdded('m', URL, 0, 0),
      textDelta('m', 'Two', 1),
      annotationAdded('m', FILE, 0, 1),
      annotationAdded('m', URL, 1, 1),
      itemDone(whole),
      completed(whole),
    ]),
  );
  expect(added(events).map(({ at }) => at)).toEqual([
    [0, 0],
    [1, 0],
    [1, 1],
  ]);
});

test('citations that only the finished message holds are shown with it', async () => {
  const whole = message('m', outputText('Hello', [URL]));
  const steps = [itemAdded(message('m')), textDelta('m', 'Hello'), itemDone(whole), completed(whole)];
  expect(annotationsOf((await answerOf(responsesModel(steps))).stored)).toEqual([urlSource()]);
});

test('citations that were streamed stay when the finished message says nothing of them', async () => {
  const steps = [itemAdded(message('m')), textDelta('m', 'Hello'), annotationAdded('m', URL)];
  const end = itemDone(message('m', outputText('Hello')));
  const events = await collect(streamAgentResponse(createContext().context, playsRaw(...steps, end)));
  expect(events.at(-1)).toMatchObject({ item: { content: [{ annotations: [urlSource()] }] } });
});

test('a citation that is none costs the answer nothing', async () => {
  const { stored } = await answerOf(
    responsesModel(citing({ type: 'unheard_of' }, { type: 'url_citation', url: 5 }, { ...FILE, index: 'x' }, URL)),
  );
  const unplaced = { type: 'annotation', source: { type: 'file', filename: 'a.pdf', title: 'a.pdf' } };
  expect(annotationsOf(stored)).toEqual([unplaced, urlSource()]);
});

test('a page without a title goes by its address', async () => {
  const { stored } = await answerOf(responsesModel(citing({ ...URL, title: '' })));
  expect(annotationsOf(stored)[0]?.source.title).toBe('https://example.com/a');
});

test('citations of a Chat Completions model come with the finished message', async () => {
  const { type, ...citation } = URL;
  const model = chatModel([{ content: 'Hello' }, { annotations: [{ type, url_citation: citation }] }]);
  expect(annotationsOf((await answerOf(model)).stored)).toEqual([urlSource()]);
});

test('citations of a response that was not streamed are shown', async () => {
  const model = responsesModel([completed(message('m', outputText('Hello', [FILE])))]);
  expect(annotationsOf((await answerOf(model)).stored)).toEqual([fileSource('a.pdf', 3)]);
});

test('a converter of one’s own says what a citation is shown as, and may take its time', async () => {
  class Converter extends ResponseStreamConverter {
    override async fileCitationToAnnotation({ file_id = '', index }: FileCitation) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      const source = { type: 'entity' as const, id: file_id, title: 'Q1 report' };
      return { type: 'annotation' as const, source, index };
    }
    override containerFileCitationToAnnotation() {
      return fileSource('container', 0) as Annotation;
    }
    override urlCitationToAnnotation() {
      return undefined;
    }
    override filePathToAnnotation() {
      return fileSource('path', 0) as Annotation;
    }
  }
  const { events, stored } = await answerOf(responsesModel(citing(FILE, URL, CONTAINER_FILE, PATH)), {
    converter: new Converter(),
  });
  const entity = { type: 'annotation', source: { type: 'entity', id: 'f1', title: 'Q1 report' }, index: 3 };
  const expected = [entity, fileSource('container', 0), fileSource('path', 0)];
  expect(added(events).map(({ annotation }) => annotation)).toEqual(expected);
  expect(annotationsOf(stored)).toEqual(expected);
  // What came later in the response waited for it.
  expect(updatesOf(events).at(-1)?.type).toBe('assistant_message.content_part.done');
});
