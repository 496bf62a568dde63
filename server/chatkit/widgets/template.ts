import * as z from 'zod';
import { open } from '../protocol/schema.ts';
import type { WidgetRoot } from '../protocol/widgets.ts';
import { widgetRootSchema } from '../protocol/widgets.ts';
import type { JinjaTemplate } from './jinja.ts';
import { compileJinja, UndefinedNameError } from './jinja.ts';
import { createDataCheck, type DataFault } from './template-data.ts';
import { toJsonText } from './template-pieces.ts';

const VERSION = '1.0';

const definitionSchema = open({
  version: z.literal(VERSION, `expected "${VERSION}", the version of the format that is known here`),
  name: z.string(),
  /** Jinja that renders to the widget's JSON. */
  template: z.string(),
  /** Of the data that the template takes. */
  jsonSchema: z.record(z.string(), z.unknown()).optional(),
});

/** Which part of a template is at fault: the file, the data it was given, its Jinja, or the widget it rendered to. */
export type WidgetTemplatePart = 'definition' | 'data' | 'template' | 'widget';

/** A template that cannot be read, or makes no widget of the data it was given. For developers: clients are not told. */
export class WidgetTemplateError extends Error {
  override name = 'WidgetTemplateError';
  /** The template's name. */
  readonly template: string;
  readonly part: WidgetTemplatePart;
  /** Where in that part: `items.0.title`, or the name that is not defined. Empty for the whole. */
  readonly path: string;

  constructor(
    fault: { template: string; part: WidgetTemplatePart; path: string; message: string },
    options?: ErrorOptions,
  ) {
    super(`The widget template "${fault.template}": ${fault.message}`, options);
    this.template = fault.template;
    this.part = fault.part;
    this.path = fault.path;
  }
}

/**
 * A widget made in ChatKit Studio, exported as a `.widget` file, to be filled with data.
 *
 * The template is Jinja with strict undefined, interpreted without `eval`. Data cannot change the widget's structure: a
 * value is escaped where the template prints it, with or without `| tojson`.
 */
export class WidgetTemplate {
  readonly name: string;
  readonly #template: JinjaTemplate;
  readonly #findFault: ((data: unknown) => DataFault | undefined) | undefined;

  private constructor(name: string, template: JinjaTemplate, findFault?: (data: unknown) => DataFault | undefined) {
    this.name = name;
    this.#template = template;
    this.#findFault = findFault;
  }

  /**
   * Reads the content of a `.widget` file: its text, or the object that it holds.
   *
   * @throws WidgetTemplateError when it is none, or uses what is not supported.
   */
  static parse(definition: unknown): WidgetTemplate {
    const value = typeof definition === 'string' ? parseText(definition) : definition;
    const { success, data, error } = definitionSchema.safeParse(value);
    if (!success) {
      const path = error.issues[0]?.path.join('.') ?? '';
      const message = `the definition is not valid${at(path)}: ${error.issues[0]?.message}.`;
      throw new WidgetTemplateError({ template: nameOf(value), part: 'definition', path, message }, { cause: error });
    }
    const compile = <Result>(path: string, work: () => Result): Result => {
      try {
        return work();
      } catch (error) {
        const message = `its ${path} cannot be used: ${toMessage(error)}.`;
        throw new WidgetTemplateError({ template: data.name, part: 'definition', path, message }, { cause: error });
      }
    };
    const { name, template, jsonSchema } = data;
    return new WidgetTemplate(
      name,
      compile('template', () => compileJinja(template)),
      jsonSchema && compile('jsonSchema', () => createDataCheck(jsonSchema)),
    );
  }

  /**
   * Reads a `.widget` file, in Node: `await WidgetTemplate.fromFile(new URL('./card.widget', import.meta.url))`.
   *
   * @throws WidgetTemplateError as `parse` does, and what the file system throws when there is no such file.
   */
  static async fromFile(file: string | URL): Promise<WidgetTemplate> {
    // Imported when it is needed: the rest of the SDK runs where there are no files.
    const { readFile } = await import('node:fs/promises');
    return WidgetTemplate.parse(await readFile(file, 'utf8'));
  }

  /**
   * The widget for this data: what JSON makes of it counts, so that a `Date` is its ISO text.
   *
   * Every value that the template uses must be there. Give `null` for one that is absent.
   *
   * @throws WidgetTemplateError when the data does not fit, or what was rendered is no valid widget.
   */
  build(data: object = {}): WidgetRoot {
    const json = this.#toJson(data);
    const text = this.#render(json);
    let widget: unknown;
    try {
      widget = JSON.parse(text);
    } catch (error) {
      throw this.#error('template', '', 'it did not render to JSON. Print values by {{ (value) | tojson }}.', error);
    }
    const parsed = widgetRootSchema.safeParse(widget);
    if (parsed.success) return parsed.data;
    const path = parsed.error.issues[0]?.path.join('.') ?? '';
    throw this.#error(
      'widget',
      path,
      `the widget is not valid${at(path)}: ${parsed.error.issues[0]?.message}.`,
      parsed.error,
    );
  }

  #toJson(data: object): Record<string, unknown> {
    let json: unknown;
    try {
      json = JSON.parse(JSON.stringify(data));
    } catch (error) {
      throw this.#error('data', '', `the data cannot be written as JSON: ${toMessage(error)}.`, error);
    }
    if (!isObject(json)) throw this.#error('data', '', 'the data is no object.');
    const fault = this.#findFault?.(json);
    if (fault) throw this.#error('data', fault.path, `the data does not fit${at(fault.path)}: ${fault.message}.`);
    return json;
  }

  #render(data: Record<string, unknown>): string {
    try {
      return toJsonText(this.#template.render(data));
    } catch (error) {
      if (error instanceof UndefinedNameError) {
        const message = `"${error.path}" is not defined. Put it into the data, as null when it is absent.`;
        throw this.#error('template', error.path, message, error);
      }
      throw this.#error('template', '', `it cannot be rendered with this data: ${toMessage(error)}.`, error);
    }
  }

  #error(part: WidgetTemplatePart, path: string, message: string, cause?: unknown): WidgetTemplateError {
    return new WidgetTemplateError({ template: this.name, part, path, message }, { cause });
  }
}

function parseText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const fault = {
      template: nameOf(undefined),
      part: 'definition',
      path: '',
      message: 'the file is not JSON.',
    } as const;
    throw new WidgetTemplateError(fault, { cause: error });
  }
}

function nameOf(definition: unknown): string {
  return isObject(definition) && typeof definition.name === 'string' ? definition.name : '(unnamed)';
}

function at(path: string): string {
  return path ? ` at "${path}"` : '';
}

function toMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
