// What a page can see of the element, read from its sources: embed/element.ts, embed/events.ts, embed/**/*.styles.ts.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { ROOT } from '../run.mjs';

/**
 * @typedef {{ name: string, description: string }} Named
 * @typedef {Named & { type: string, property?: string }} Attribute
 * @typedef {Named & { type: string, attribute?: string, reflects: boolean }} Property
 * @typedef {Named & { signature: string, returns: string, parameters: { name: string, type: string, optional: boolean }[] }} Method
 * @typedef {Named & { className: string, cancelable: boolean, fields: (Named & { type: string })[] }} ElementEvent
 * @typedef {Named & { value: string }} CssProperty
 *
 * @typedef {object} ElementModel
 * @property {string} tagName
 * @property {string} className
 * @property {string} description
 * @property {Attribute[]} attributes
 * @property {Property[]} properties
 * @property {Method[]} methods
 * @property {ElementEvent[]} events
 * @property {Named[]} slots
 * @property {Named[]} parts
 * @property {CssProperty[]} cssProperties
 */

const EMBED = join(ROOT, 'embed');
const CLASS = 'TaskChatElement';
/** Lit's and the browser's, not ours to tell of. */
const MACHINERY = /^(constructor|styles|properties|observedAttributes|ready|\w+Callback|render|willUpdate|updated)$/;
const TAG = /^(?:\{(?<type>.+?)\}\s*)?(?<name>[\w:-]+)(?:\s+-\s+(?<description>[\s\S]+))?$/;

/** @returns {ElementModel} */
export function readModel() {
  const source = parse('element.ts');
  const element = classes(source).get(CLASS);
  if (!element) throw new Error(`embed/element.ts has no ${CLASS}`);
  const settings = readSettings(element);
  const properties = readProperties(element, settings);
  return {
    tagName: 'task-chat',
    className: CLASS,
    description: docOf(element),
    attributes: tagsOf(element, 'attr').map(({ name, description, type }) => {
      const property = properties.find(({ attribute }) => attribute === name);
      return {
        name,
        description,
        type: type ?? property?.type ?? 'string',
        ...(property && { property: property.name }),
      };
    }),
    properties: properties.map((each) => ({
      ...each,
      description:
        each.description || tagsOf(element, 'attr').find(({ name }) => name === each.attribute)?.description || '',
    })),
    methods: readMethods(element),
    events: readEvents(tagsOf(element, 'fires').map(({ name }) => name)),
    slots: tagsOf(element, 'slot'),
    parts: tagsOf(element, 'csspart'),
    cssProperties: readCssProperties(tagsOf(element, 'cssprop')),
  };
}

/** @param {string} file */
function parse(file) {
  const path = join(EMBED, file);
  return ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
}

/** @param {ts.SourceFile} source */
function classes(source) {
  const found = source.statements.filter((each) => ts.isClassDeclaration(each));
  return new Map(found.map((each) => [each.name?.text ?? '', each]));
}

/** @param {ts.Node} node */
function docOf(node) {
  const doc = ts.getJSDocCommentsAndTags(node).find((each) => ts.isJSDoc(each));
  return oneLine(ts.getTextOfJSDocComment(doc?.comment) ?? '');
}

/** @param {string} text */
function oneLine(text) {
  return text
    .replace(/\{@link (\w+)\}/g, '`$1`')
    .replace(/\s+/g, ' ')
    .trim();
}

/**
 * @param {ts.Node} node
 * @param {string} kind
 */
function tagsOf(node, kind) {
  const tags = ts.getJSDocTags(node).filter(({ tagName }) => tagName.text === kind);
  return tags.map(({ comment }) => {
    const text = ts.getTextOfJSDocComment(comment) ?? '';
    const { type, name, description = '' } = TAG.exec(text)?.groups ?? {};
    if (!name) throw new Error(`@${kind} is not understood: ${text}`);
    return { name, description: oneLine(description), type };
  });
}

/**
 * Lit's `static properties`: by property its attribute, and whether that follows it.
 * @param {ts.ClassDeclaration} element
 */
function readSettings(element) {
  /** @type {Map<string, { attribute?: string, reflects: boolean }>} */
  const settings = new Map();
  const table = element.members.find((each) => ts.isPropertyDeclaration(each) && each.name.getText() === 'properties');
  const value = table && ts.isPropertyDeclaration(table) ? table.initializer : undefined;
  for (const entry of value && ts.isObjectLiteralExpression(value) ? value.properties : []) {
    const name = entry.name?.getText() ?? '';
    const text = entry.getText();
    const [, given] = /attribute: '([\w-]+)'/.exec(text) ?? [];
    const attribute = given ?? (text.includes('attribute: false') ? undefined : name.toLowerCase());
    settings.set(name, { ...(attribute && { attribute }), reflects: text.includes('reflect: true') });
  }
  return settings;
}

/**
 * @param {ts.ClassDeclaration} element
 * @param {ReturnType<typeof readSettings>} settings
 * @returns {Property[]}
 */
function readProperties(element, settings) {
  return element.members.flatMap((each) => {
    if (!ts.isPropertyDeclaration(each) || !isPublic(each)) return [];
    const name = each.name.getText();
    const setting = settings.get(name);
    if (!setting) throw new Error(`${name} is not in the element's static properties`);
    const type = (each.type?.getText() ?? 'unknown').replace(/( \| (null|undefined))+$/, '');
    return [{ name, type, description: docOf(each), ...setting }];
  });
}

/**
 * @param {ts.ClassDeclaration} element
 * @returns {Method[]}
 */
function readMethods(element) {
  return element.members.flatMap((each) => {
    if (!ts.isMethodDeclaration(each) || !isPublic(each)) return [];
    const parameters = each.parameters.map(({ name, type, questionToken }) => ({
      name: name.getText(),
      type: type?.getText() ?? 'unknown',
      optional: questionToken !== undefined,
    }));
    const given = parameters.map(({ name, type, optional }) => `${name}${optional ? '?' : ''}: ${type}`).join(', ');
    const returns = each.type?.getText() ?? 'void';
    const name = each.name.getText();
    return [
      { name, description: docOf(each), returns, parameters, signature: `${name}(${oneLine(given)}): ${returns}` },
    ];
  });
}

/** @param {ts.PropertyDeclaration | ts.MethodDeclaration} member */
function isPublic(member) {
  if (ts.isPrivateIdentifier(member.name) || MACHINERY.test(member.name.getText())) return false;
  return !member.modifiers?.some((each) => /^(private|protected|static)$/.test(each.getText()));
}

/**
 * @param {string[]} fired
 * @returns {ElementEvent[]}
 */
function readEvents(fired) {
  const source = parse('events.ts');
  const byName = classes(source);
  const map = source.statements.find(
    (each) => ts.isInterfaceDeclaration(each) && each.name.text === 'TaskChatEventMap',
  );
  const entries =
    map && ts.isInterfaceDeclaration(map) ? map.members.filter((each) => ts.isPropertySignature(each)) : [];
  const events = entries.map((entry) => {
    const className = entry.type?.getText() ?? '';
    const event = byName.get(className);
    if (!event) throw new Error(`embed/events.ts has no ${className}`);
    const members = event.members.filter((each) => ts.isPropertyDeclaration(each) || ts.isMethodDeclaration(each));
    return {
      name: entry.name.getText().slice(1, -1),
      className,
      description: docOf(event),
      cancelable: /super\('[^']+', true\)/.test(event.getText()),
      fields: members.filter(isPublic).map((each) => ({
        name: each.name.getText(),
        type: ts.isMethodDeclaration(each)
          ? `(${each.parameters.map((one) => one.getText()).join(', ')}) => ${each.type?.getText() ?? 'void'}`
          : (each.type?.getText() ?? 'unknown'),
        description: docOf(each),
      })),
    };
  });
  const names = events.map(({ name }) => name);
  const differs = [...fired.filter((name) => !names.includes(name)), ...names.filter((name) => !fired.includes(name))];
  if (differs.length > 0) throw new Error(`@fires and TaskChatEventMap differ: ${differs.join(', ')}`);
  return events;
}

/**
 * The tokens of the style sheets, with what they are when the page says nothing; and what the element tells of others.
 * @param {Named[]} told
 * @returns {CssProperty[]}
 */
function readCssProperties(told) {
  /** @type {Map<string, CssProperty>} */
  const found = new Map();
  for (const file of readdirSync(EMBED, { recursive: true, encoding: 'utf8' }).sort()) {
    if (!file.endsWith('.styles.ts')) continue;
    const text = readFileSync(join(EMBED, file), 'utf8');
    for (const { 1: name = '', index } of text.matchAll(/var\((--task-chat-[\w-]+),/g)) {
      if (found.has(name)) continue;
      const description = told.find((each) => each.name === name)?.description ?? '';
      found.set(name, { name, description, value: valueFrom(text, index + `var(${name},`.length) });
    }
  }
  for (const { name } of told) if (!found.has(name)) throw new Error(`No style sheet asks for ${name}`);
  return [...found.values()];
}

/**
 * What stands up to the parenthesis that closes the one before.
 * @param {string} text
 * @param {number} from
 */
function valueFrom(text, from) {
  let depth = 1;
  let at = from;
  for (; depth > 0 && at < text.length; at++) depth += text[at] === '(' ? 1 : text[at] === ')' ? -1 : 0;
  return oneLine(text.slice(from, at - 1));
}
