import * as z from 'zod';

/**
 * An object whose unknown fields survive parsing while its type stays closed.
 *
 * ChatKit adds fields over time; dropping what we do not know yet would lose data that passed through us.
 */
export function open<Shape extends z.ZodRawShape>(shape: Shape): z.ZodObject<Shape> {
  return z.looseObject(shape) as unknown as z.ZodObject<Shape>;
}

/** An optional field that also takes `null`, which ChatKit's Python peers write for "absent". */
export function maybe<Schema extends z.ZodType>(schema: Schema) {
  return z.preprocess((value) => (value === null ? undefined : value), schema.optional());
}

/** ISO 8601 with a zone. Dates of other peers may lack the zone (the Python SDK writes local time); they are accepted. */
export const timestamp = z.string().min(1);

/** Free-form JSON object: kept as it is, nulls included. */
export const record = z.record(z.string(), z.unknown());
