/** A node of a Jinja template's syntax tree, as the library parses it. */
export interface Node {
  type: string;
  [member: string]: unknown;
}

/** What is known of a template before it meets data. */
export interface Plan {
  program: Node;
  /** Expressions whose value is printed. */
  printed: Set<unknown>;
  /** Expressions that may be undefined. */
  lenient: Set<unknown>;
  /** All text of the template, string literals included. */
  texts: string[];
}

const BODIES = ['body', 'alternate', 'defaultBlock'];
const STATEMENTS = new Set([
  'Set',
  'If',
  'For',
  'Macro',
  'Comment',
  'Break',
  'Continue',
  'CallStatement',
  'BlockStart',
]);

/**
 * Looks through a template once. The tree is changed: `{% set x %}…{% endset %}` assigns a program of its own, and what is
 * rendered to be used as a value (by it, by a macro) starts with a `BlockStart`, by which it is told from data.
 *
 * @throws Error when the template uses what is not supported.
 */
export function planTemplate(program: Node): Plan {
  const plan: Plan = { program, printed: new Set(), lenient: new Set(), texts: [] };
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) node.forEach(visit);
    else if (node instanceof Map) for (const pair of node) visit(pair);
    else if (isSyntax(node)) {
      note(node, plan);
      Object.values(node).forEach(visit);
    }
  };
  visit(program);
  return plan;
}

/** The name of a filter or test, be it called with arguments or not. */
export function nameOf(node: Node): string {
  return String(isSyntax(node.callee) ? node.callee.value : node.value);
}

/** A name as the template writes it: `item.title`. */
export function toPath(node: Node): string {
  if (node.type === 'Identifier') return String(node.value);
  if (node.type !== 'MemberExpression' || !isSyntax(node.object) || !isSyntax(node.property)) return '…';
  const { object, property, computed } = node;
  const key = computed && property.type === 'Identifier' ? '…' : String(property.value ?? '…');
  return toPath(object) + (computed ? `[${key}]` : `.${key}`);
}

function note(node: Node, { printed, lenient, texts }: Plan): void {
  if (node.type === 'FilterStatement') throw new Error('{% filter %} is not supported; use the filter on a value');
  if (node.type === 'StringLiteral') texts.push(String(node.value));
  if (node.type === 'FilterExpression' && nameOf(node.filter as Node) === 'default') lenient.add(node.operand);
  if (node.type === 'TestExpression' && /^(un)?defined$/.test(nameOf(node.test as Node))) lenient.add(node.operand);
  if (node.type === 'Set' && !node.value) {
    node.value = { type: 'Program', body: node.body };
    node.body = [];
  }
  if (['Program', 'Macro', 'CallStatement'].includes(node.type)) (node.body as Node[]).unshift({ type: 'BlockStart' });
  for (const statement of BODIES.flatMap((body) => (node[body] as Node[] | undefined) ?? [])) {
    if (!STATEMENTS.has(statement.type)) printed.add(statement);
  }
}

function isSyntax(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}
