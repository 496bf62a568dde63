import {
  Environment as LibraryEnvironment,
  Interpreter as LibraryInterpreter,
  parse as libraryParse,
  tokenize as libraryTokenize,
} from '@huggingface/jinja';
import { isEqual } from './equality.ts';
import type { Node, Plan } from './jinja-plan.ts';
import { nameOf, planTemplate, toPath } from './jinja-plan.ts';
import type { Piece } from './template-pieces.ts';
import { cutPieces, toPlainText } from './template-pieces.ts';

// The library's own types lead nowhere under NodeNext (they import "./runtime" without a suffix), so that what is used of
// it is described here. The version is pinned: what follows knows the shape of its syntax tree.

interface Value {
  type: string;
  value: unknown;
}

interface Scope {
  variables: Map<string, Value>;
  set(name: string, value: unknown): Value;
}

interface Evaluator {
  evaluate(node: Node | undefined, scope: Scope): Value;
}

const Environment: new (parent?: Scope) => Scope = LibraryEnvironment;
const Interpreter: new (scope: Scope) => Evaluator = LibraryInterpreter;
const parse: (tokens: unknown) => Node = libraryParse;
const tokenize: (source: string) => unknown = libraryTokenize;

// Classes that the library has, but does not export.
const samples = new Environment();
const TextValue = samples.set('text', '').constructor as new (text: string) => Value;
const FunctionValue = samples.set('call', () => null).constructor as new (call: (args: Value[]) => Value) => Value;

const RANGE_MAX = 20_000;
const CONSTANTS: Record<string, unknown> = {
  true: true,
  false: false,
  none: null,
  True: true,
  False: false,
  None: null,
};

/** A template asked for something that is not there. */
export class UndefinedNameError extends Error {
  override name = 'UndefinedNameError';
  /** As the template writes it: `item.title`. */
  readonly path: string;

  constructor(path: string) {
    super(`"${path}" is not defined`);
    this.path = path;
  }
}

/**
 * A Jinja template, read once and rendered often, without `eval`.
 *
 * As with Jinja's StrictUndefined, whatever is not there is an error, in conditions and loops too, but for `is defined`
 * and `| default(…)`. Unlike Jinja's, what it renders to tells text of the template from values of the data.
 */
export interface JinjaTemplate {
  /** @throws UndefinedNameError, or an Error of the library when values do not fit what is done with them. */
  render(data: Record<string, unknown>): Piece[];
}

/** @throws Error when the template is no Jinja, or uses what is not supported (`{% filter %}`). */
export function compileJinja(source: string): JinjaTemplate {
  const plan = planTemplate(parse(tokenize(source)));
  return { render: (data) => new StrictInterpreter(plan, toScope(data), chooseMark(plan.texts, data)).render() };
}

class StrictInterpreter extends Interpreter {
  readonly #plan: Plan;
  readonly #scope: Scope;
  readonly #mark: string;
  /** What was printed, by number: blocks hand each other plain strings, in which `mark number mark` stands for it. */
  readonly #printed: Piece[] = [''];
  /** What is known of strings in which not all is data. */
  readonly #pieces = new WeakMap<Value, Piece[]>();

  constructor(plan: Plan, scope: Scope, mark: string) {
    super(scope);
    this.#plan = plan;
    this.#scope = scope;
    this.#mark = mark;
  }

  render(): Piece[] {
    return this.#piecesOf(this.evaluate(this.#plan.program, this.#scope));
  }

  override evaluate(node: Node | undefined, scope: Scope): Value {
    if (!node) return super.evaluate(node, scope);
    const value = this.#evaluate(node, scope);
    return this.#plan.printed.has(node) ? this.#print(value) : value;
  }

  #evaluate(node: Node, scope: Scope): Value {
    switch (node.type) {
      case 'Held':
        return node.held as Value;
      case 'BlockStart':
        return new TextValue(`${this.#mark}0${this.#mark}`);
      case 'StringLiteral':
        return this.#remember(super.evaluate(node, scope), [node.value as string]);
      case 'Program':
      case 'CallExpression':
        return this.#unpack(super.evaluate(node, scope));
      case 'Identifier':
        return this.#requireDefined(node, super.evaluate(node, scope));
      case 'MemberExpression':
        return this.#readMember(node, scope);
      case 'BinaryExpression':
        return this.#combine(node, scope);
      case 'FilterExpression':
        return nameOf(node.filter as Node) === 'tojson'
          ? this.#toJson(this.evaluate(node.operand as Node, scope))
          : super.evaluate(node, scope);
      default:
        return super.evaluate(node, scope);
    }
  }

  #readMember(node: Node, scope: Scope): Value {
    const object = this.evaluate(node.object as Node, scope);
    const value = super.evaluate({ ...node, object: hold(object) }, scope);
    const property = node.property as Node;
    // Python's lists are grown by a method, which templates of OpenAI's own examples call.
    if (value.type === 'UndefinedValue' && object.type === 'ArrayValue' && property.value === 'append') {
      return new FunctionValue(([member]) => {
        if (member) (object.value as Value[]).push(member);
        return CONSTANT_SCOPE.variables.get('none') as Value;
      });
    }
    const pieces = this.#pieces.get(object);
    if (property.type !== 'SliceExpression' || property.step || !pieces) return this.#requireDefined(node, value);
    const length = Array.from(object.value as string).length;
    const place = (at: unknown, absent: number) => {
      if (!at) return absent;
      const index = this.evaluate(at as Node, scope).value as number;
      return Math.min(Math.max(index < 0 ? index + length : index, 0), length);
    };
    return this.#remember(value, cutPieces(pieces, place(property.start, 0), place(property.stop, length)));
  }

  /** `==` and `!=` compare as JSON does, `~` joins what may be printed; the library does the rest. */
  #combine(node: Node, scope: Scope): Value {
    const operator = (node.operator as { value: string }).value;
    // The right side of these is evaluated only when it counts.
    if (operator === 'and' || operator === 'or') return super.evaluate(node, scope);
    const left = this.evaluate(node.left as Node, scope);
    const right = this.evaluate(node.right as Node, scope);
    if (operator === '==' || operator === '!=') {
      return toBoolean(isEqual(toPlain(left), toPlain(right)) === (operator === '=='));
    }
    const joins = operator === '~' || (operator === '+' && left.type === 'StringValue' && right.type === 'StringValue');
    if (!joins) return super.evaluate({ ...node, left: hold(left), right: hold(right) }, scope);
    const pieces = [...this.#piecesOf(left), ...this.#piecesOf(right)];
    return this.#remember(new TextValue(toPlainText(pieces)), pieces);
  }

  #toJson(operand: Value): Value {
    const value = toPlain(operand);
    const text = JSON.stringify(value);
    return this.#remember(new TextValue(text), [{ value, text }]);
  }

  #requireDefined(node: Node, value: Value): Value {
    if (value.type === 'UndefinedValue' && !this.#plan.lenient.has(node)) throw new UndefinedNameError(toPath(node));
    return value;
  }

  #print(value: Value): Value {
    const text = this.#piecesOf(value).map((piece) => {
      return typeof piece === 'string' ? piece : `${this.#mark}${this.#printed.push(piece) - 1}${this.#mark}`;
    });
    return new TextValue(text.join(''));
  }

  /** Finds in what a block rendered to what was printed there; a string of the data, which has no mark, stays data. */
  #unpack(value: Value): Value {
    if (typeof value.value !== 'string' || !value.value.includes(this.#mark)) return value;
    const pieces = value.value
      .split(this.#mark)
      .map((part, index) => (index % 2 === 0 ? part : (this.#printed[Number(part)] ?? '')))
      .filter((piece) => piece !== '');
    return this.#remember(new TextValue(toPlainText(pieces)), pieces);
  }

  #remember(value: Value, pieces: Piece[]): Value {
    this.#pieces.set(value, pieces);
    return value;
  }

  #piecesOf(value: Value): Piece[] {
    const known = this.#pieces.get(value);
    if (known) return known;
    // An `… if …` without `else`: what else is not there was refused.
    if (value.type === 'UndefinedValue') return [];
    const plain = toPlain(value);
    if (typeof plain === 'object') return [{ value: plain, text: plain === null ? '' : JSON.stringify(plain) }];
    return [{ value: plain, text: String(plain) }];
  }
}

/** A node whose value is there already. */
function hold(value: Value): Node {
  return { type: 'Held', held: value };
}

function toBoolean(value: boolean): Value {
  return CONSTANT_SCOPE.variables.get(value ? 'true' : 'false') as Value;
}

/** What a value of a template is as JSON. */
function toPlain({ type, value }: Value): unknown {
  if (type === 'NullValue') return null;
  if (Array.isArray(value)) return value.map((member) => toPlain(member));
  if (value instanceof Map) return Object.fromEntries(Array.from(value, ([key, member]) => [key, toPlain(member)]));
  if (type === 'UndefinedValue') throw new Error('a list or an object holds something that is not defined');
  if (typeof value === 'function') throw new Error('a function is used as a value; call it');
  if (typeof value === 'number' && !Number.isFinite(value)) throw new Error('a calculation has no result');
  return value;
}

const CONSTANT_SCOPE = toConstantScope();

function toConstantScope(): Scope {
  const scope = new Environment();
  for (const [name, value] of Object.entries(CONSTANTS)) scope.set(name, value);
  scope.set('range', (first: number, last?: number, step = 1) => {
    const [from, to] = last === undefined ? [0, first] : [first, last];
    const length = Math.max(Math.ceil((to - from) / step), 0);
    if (!(length <= RANGE_MAX)) throw new Error(`range() gives at most ${RANGE_MAX} numbers`);
    return Array.from({ length }, (_, index) => from + index * step);
  });
  return scope;
}

function toScope(data: Record<string, unknown>): Scope {
  const scope = new Environment(CONSTANT_SCOPE);
  // Every scope of the library starts with `namespace`, which would be in the way of data of that name.
  scope.variables.clear();
  for (const [name, value] of Object.entries(data)) if (!Object.hasOwn(CONSTANTS, name)) scope.set(name, value);
  return scope;
}

/** A character that neither the template nor the data holds. */
function chooseMark(texts: readonly string[], data: object): string {
  const all = texts.join('') + JSON.stringify(data);
  for (let code = 0xe000; code < 0xf900; code += 1) {
    const mark = String.fromCharCode(code);
    if (!all.includes(mark)) return mark;
  }
  throw new Error('the data uses all private characters');
}
