import { createSetter } from './setter.ts';

/** Attributes of one element: true is `true`, as ARIA wants it and HTML does not mind; false, null and absent are none. */
export type Attributes = Record<string, string | number | boolean | null | undefined>;

/** Sets many attributes at once: `<input ${attributes(common)}>`. Names are the program's own, never a widget's. */
export const attributes = createSetter<Attributes[string]>((element, name, value) => {
  if (value == null || value === false) element.removeAttribute(name);
  else element.setAttribute(name, String(value));
});
