/**
 * JSON as it is written, not as it is read: keys may come twice or be named `__proto__`, and any part may be text that is
 * no JSON at all.
 */
export type JsonTree = RawJson | { list: JsonTree[] } | { fields: Field[] };
/** Text that goes into the body as it is. */
type RawJson = { raw: string };
export type Field = [key: string, value: JsonTree];

/** A place in a tree: what stands there, and how to put something else there or nothing. */
export interface Place {
  tree: JsonTree;
  /** Absent for a member of a list, and for the root. */
  field?: Field;
  replace(tree: JsonTree): void;
  remove(): void;
}

export function toTree(value: unknown): JsonTree {
  if (Array.isArray(value)) return { list: value.map(toTree) };
  if (typeof value !== 'object' || value === null) return { raw: JSON.stringify(value) ?? 'null' };
  return { fields: Object.entries(value).map(([key, member]) => [key, toTree(member)]) };
}

export function toText(tree: JsonTree): string {
  if ('raw' in tree) return tree.raw;
  if ('list' in tree) return `[${tree.list.map(toText).join(',')}]`;
  return `{${tree.fields.map(([key, value]) => `${JSON.stringify(key)}:${toText(value)}`).join(',')}}`;
}

/** Every place of a tree below its root, the outer ones first. */
export function placesOf(root: JsonTree): Place[] {
  const places: Place[] = [];
  const visit = (tree: JsonTree) => {
    if ('list' in tree) {
      const { list } = tree;
      for (const [index, member] of list.entries()) {
        places.push({
          tree: member,
          replace: (other) => void list.splice(index, 1, other),
          remove: () => void list.splice(index, 1),
        });
        visit(member);
      }
    } else if ('fields' in tree) {
      const { fields } = tree;
      for (const field of fields) {
        places.push({
          tree: field[1],
          field,
          replace(other) {
            field[1] = other;
          },
          remove: () => void fields.splice(fields.indexOf(field), 1),
        });
        visit(field[1]);
      }
    }
  };
  visit(root);
  return places;
}
