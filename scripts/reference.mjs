// Writes the reference of the element into docs/embedding.md, between its markers, from the sources of the element:
// `node scripts/reference.mjs`; with --check it only fails when the section is not what it would write.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readModel } from './element/model.mjs';
import { ROOT } from './run.mjs';

const GUIDE = join(ROOT, 'docs/embedding.md');
const [START, END] = ['<!-- reference: written by scripts/reference.mjs -->', '<!-- end of the reference -->'];

/** @param {import('./element/model.mjs').ElementModel} model */
export function toMarkdown({ attributes, properties, methods, events, slots, parts, cssProperties }) {
  return [
    '### Attributes',
    'On the script tag each has `data-` before its name; `data-target` says besides where the element goes.',
    table(
      ['attribute', 'meaning'],
      attributes.map(({ name, description }) => [code(name), description]),
    ),
    '### Properties',
    table(
      ['property', 'type', 'meaning'],
      properties.map(({ name, type, attribute, description }) => [
        code(name),
        code(type),
        attribute ? `the attribute ${code(attribute)}` : description,
      ]),
    ),
    '### Methods',
    'Each waits until the chat is there, 15 seconds at most.',
    table(
      ['method', 'what it does'],
      methods.map(({ signature, description }) => [code(signature), description]),
    ),
    '### Events',
    'All of them bubble, out of shadow roots too, so that one listener on `window` hears every chat.',
    table(
      ['event', 'when', 'what it carries'],
      events.map(({ name, description, cancelable, fields }) => [
        code(name),
        `${description}${cancelable ? ' Cancelable.' : ''}`,
        fields.map((field) => `${code(`${field.name}: ${field.type}`)}`).join('<br>'),
      ]),
    ),
    '### Slots',
    table(
      ['slot', 'what goes there'],
      slots.map(({ name, description }) => [code(name), description]),
    ),
    '### Parts',
    'For `task-chat::part(…)` in your style sheet. OpenAI’s chat has none.',
    table(
      ['part', 'what it is'],
      parts.map(({ name, description }) => [code(name), description]),
    ),
    '### Custom properties',
    table(
      ['property', 'when you do not set it', 'meaning'],
      cssProperties.map(({ name, value, description }) => [code(name), code(value), description]),
    ),
  ].join('\n\n');
}

/**
 * @param {string[]} head
 * @param {string[][]} rows
 */
function table(head, rows) {
  const line = (/** @type {string[]} */ cells) => `| ${cells.join(' | ')} |`;
  return [
    line(head),
    line(head.map(() => '---')),
    ...rows.map((row) => line(row.map((cell) => cell.replaceAll(/(?<!\\)\|/g, '\\|')))),
  ].join('\n');
}

/** @param {string} text */
function code(text) {
  return `\`${text}\``;
}

/** The guide with the section that belongs there now. */
export async function renderGuide() {
  const guide = await readFile(GUIDE, 'utf8');
  const [before, rest] = guide.split(START);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) throw new Error(`docs/embedding.md has no ${START} … ${END}`);
  return { guide, wanted: `${before}${START}\n\n${toMarkdown(readModel())}\n\n${END}${after}` };
}

if (process.argv[1] === import.meta.filename) {
  const { guide, wanted } = await renderGuide();
  if (guide === wanted) console.log('The reference is as it should be.');
  else if (process.argv.includes('--check')) {
    console.error('docs/embedding.md is behind the element: node scripts/reference.mjs');
    process.exitCode = 1;
  } else await writeFile(GUIDE, wanted);
}
