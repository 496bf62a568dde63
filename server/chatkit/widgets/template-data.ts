import * as z from 'zod';

/** What is wrong with the data, and where: `items.0.title`. */
export interface DataFault {
  path: string;
  message: string;
}

type Json = Record<string, unknown>;

/**
 * A check of data against a JSON schema (draft 2020-12), as ChatKit Studio exports it with a template.
 *
 * An optional property may be `null` too: Studio's templates ask `is not none`, where its preview leaves the property out.
 *
 * @throws Error when the schema uses what cannot be checked: `if`, `not`, references to other files.
 */
export function createDataCheck(jsonSchema: Json): (data: unknown) => DataFault | undefined {
  const schema = z.fromJSONSchema(withOptionalNulls(jsonSchema) as Parameters<typeof z.fromJSONSchema>[0]);
  return (data) => {
    const issue = schema.safeParse(data).error?.issues[0];
    return issue && toFault(issue);
  };
}

const SCHEMA_LISTS = ['anyOf', 'oneOf', 'allOf', 'prefixItems'];
const SCHEMA_MAPS = ['properties', '$defs', 'definitions', 'patternProperties'];
const SCHEMAS = ['items', 'additionalProperties'];

function withOptionalNulls(schema: unknown): unknown {
  if (!isObject(schema)) return schema;
  const copy: Json = { ...schema };
  for (const key of SCHEMAS) if (key in schema) copy[key] = withOptionalNulls(schema[key]);
  for (const key of SCHEMA_LISTS) {
    const members = schema[key];
    if (Array.isArray(members)) copy[key] = members.map(withOptionalNulls);
  }
  for (const key of SCHEMA_MAPS) {
    const members = schema[key];
    if (isObject(members)) copy[key] = mapValues(members, withOptionalNulls);
  }
  if (isObject(copy.properties)) {
    const required: readonly unknown[] = Array.isArray(schema.required) ? schema.required : [];
    copy.properties = mapValues(copy.properties, (property, name) => {
      return required.includes(name) ? property : { anyOf: [property, { type: 'null' }] };
    });
  }
  return copy;
}

/** The innermost fault: of alternatives the first counts, since `null` is the last of them. */
function toFault({ path, ...issue }: z.core.$ZodIssue): DataFault {
  const inner = issue.code === 'invalid_union' ? issue.errors[0]?.[0] : undefined;
  if (inner) return toFault({ ...inner, path: [...path, ...inner.path] });
  return { path: path.join('.'), message: issue.message };
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function mapValues(members: Json, map: (value: unknown, name: string) => unknown): Json {
  return Object.fromEntries(Object.entries(members).map(([name, value]) => [name, map(value, name)]));
}
