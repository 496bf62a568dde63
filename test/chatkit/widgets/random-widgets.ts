import fc from 'fast-check';
import type { WidgetRoot } from '../../../server/chatkit/protocol/widgets.ts';

/** A node of a random widget: any type, known or not; ids and keys few enough to collide. */
export interface RandomNode {
  type: string;
  [prop: string]: unknown;
}

const id = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h');
const words = fc.constantFrom('', 'a', 'ab', 'abc', 'b', '\u{1f469}', '\u{1f469}\u200d\u{1f467}', '\ud83d');
const data = fc.constantFrom<unknown>(
  true,
  1,
  0,
  '1',
  [1, null],
  [1],
  { a: null },
  {},
  { a: { b: 1 } },
  { b: 2, a: 1 },
);
const flag = fc.constantFrom(true, false, null);
const some = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });

function withoutUndefined(node: RandomNode): RandomNode {
  return Object.fromEntries(Object.entries(node).filter(([, value]) => value !== undefined)) as RandomNode;
}

const { node } = fc.letrec<{ node: RandomNode; leaf: RandomNode; parent: RandomNode }>((tie) => ({
  leaf: fc
    .record({
      type: fc.constantFrom('Text', 'Markdown', 'Title', 'Fancy'),
      id: some(id),
      key: some(id),
      value: some(words),
      streaming: some(flag),
      payload: some(data),
    })
    .map(withoutUndefined),
  parent: fc
    .record({
      type: fc.constantFrom('Box', 'Row', 'Transition', 'Table.Row', 'Fancy'),
      id: some(id),
      key: some(id),
      payload: some(data),
      children: fc.oneof(
        { weight: 6, arbitrary: fc.array(tie('node'), { maxLength: 4 }) },
        { weight: 2, arbitrary: tie('node') },
        { weight: 1, arbitrary: fc.constantFrom(null, undefined, 'odd', [1, null]) },
      ),
    })
    .map(withoutUndefined),
  node: fc.oneof({ maxDepth: 4, withCrossShrink: true }, tie('leaf'), tie('parent')),
}));

export const randomRoot: fc.Arbitrary<WidgetRoot> = fc
  .record({
    type: fc.constantFrom('Card', 'ListView', 'Basic'),
    id: some(id),
    children: fc.array(node, { maxLength: 6 }),
  })
  .map((root) => withoutUndefined(root) as unknown as WidgetRoot);

type Edit = (nodes: RandomNode[], target: RandomNode) => void;

const setProp = (prop: string, value: unknown): Edit => {
  return (_, target) => {
    target[prop] = value;
  };
};
const listOf = (target: RandomNode) => (Array.isArray(target.children) ? (target.children as unknown[]) : []);

const edit: fc.Arbitrary<Edit> = fc.oneof(
  {
    weight: 8,
    arbitrary: words.map(
      (word): Edit =>
        (nodes, target) => {
          const grown = nodes.filter((each) => each.type === 'Text' || each.type === 'Markdown');
          for (const each of grown.length > 2 ? grown.slice(0, 3) : [target]) each.value = `${each.value ?? ''}${word}`;
        },
    ),
  },
  fc
    .tuple(fc.constantFrom('value', 'type', 'payload', 'streaming'), fc.oneof(words, data))
    .map(([prop, value]): Edit => {
      return prop === 'type'
        ? (_, target) => target.type !== 'Card' && setProp('color', value)(_, target)
        : setProp(prop, value);
    }),
  fc.tuple(fc.constantFrom('id', 'key'), some(id)).map(([prop, value]) => setProp(prop, value)),
  fc.constantFrom('id', 'key', 'value', 'streaming', 'payload', 'children').map((prop): Edit => {
    return (_, target) => {
      delete target[prop];
    };
  }),
  fc.constantFrom('value', 'streaming', 'payload', 'children').map((prop) => setProp(prop, null)),
  node.map(
    (child): Edit =>
      (_, target) => {
        listOf(target).push(structuredClone(child));
      },
  ),
  fc.constant<Edit>((_, target) => {
    listOf(target).shift();
  }),
  fc.constant<Edit>((_, target) => {
    listOf(target).reverse();
  }),
  fc.nat().map(
    (at): Edit =>
      (nodes, target) => {
        const other = nodes[at % nodes.length];
        const moved = listOf(target).pop();
        if (moved && other) listOf(other).push(moved);
      },
  ),
  node.map(
    (child): Edit =>
      (_, target) => {
        const list = listOf(target);
        if (list.length > 0) list[0] = structuredClone(child);
      },
  ),
);

/** A widget and the same after a few edits: grown texts, changed props, added, removed, moved and re-keyed children. */
export const randomStep: fc.Arbitrary<[WidgetRoot, WidgetRoot]> = fc
  .tuple(randomRoot, fc.array(fc.tuple(fc.nat(), edit), { minLength: 0, maxLength: 4 }))
  .map(([before, edits]) => {
    const after = structuredClone(before) as unknown as RandomNode;
    for (const [at, change] of edits) {
      const nodes = nodesOf(after);
      const target = nodes[at % nodes.length];
      // A move may have put a node inside itself; such a widget is no tree any more.
      if (target) change(nodes, target);
      if (hasCycle(after)) return [before, before];
    }
    return [before, after as unknown as WidgetRoot];
  });

function nodesOf(root: RandomNode): RandomNode[] {
  const children = [root.children ?? []].flat().filter((child) => typeof child === 'object' && child !== null);
  return [root, ...children.flatMap((child) => nodesOf(child as RandomNode))];
}

function hasCycle(root: RandomNode): boolean {
  try {
    JSON.stringify(root);
    return false;
  } catch {
    return true;
  }
}
