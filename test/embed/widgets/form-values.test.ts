import { expect } from '@open-wc/testing';
import { mergeValues } from '../../../embed/widgets/form-values.ts';

const merge = (payload: unknown, entries: Record<string, string | boolean>) =>
  mergeValues(payload, new Map(Object.entries(entries)));

describe('form values in a payload', () => {
  it('stand beside what the payload says, in a copy of it', () => {
    const payload = { id: 1, deep: { a: [1] } };
    const merged = merge(payload, { title: 'Milk' }) as typeof payload;
    expect(merged).to.deep.equal({ id: 1, deep: { a: [1] }, title: 'Milk' });
    expect(merged.deep).not.to.equal(payload.deep);
    expect(payload).to.deep.equal({ id: 1, deep: { a: [1] } });
  });

  it('nest by dots', () => {
    expect(merge({ task: { id: 1 } }, { 'task.title': 'Milk', 'a.b.c': true })).to.deep.equal({
      task: { id: 1, title: 'Milk' },
      a: { b: { c: true } },
    });
  });

  it('do not overwrite what the payload says', () => {
    expect(
      merge({ id: 1, task: { id: 2 }, flat: 'x' }, { id: '9', 'task.id': '9', task: '9', 'flat.a': '9' }),
    ).to.deep.equal({ id: 1, task: { id: 2 }, flat: 'x' });
  });

  it('do not reach a prototype', () => {
    const merged = mergeValues(
      {},
      new Map<string, string>([
        ['__proto__.polluted', 'x'],
        ['constructor.prototype.polluted', 'x'],
        ['a.__proto__.polluted', 'x'],
        ['__proto__', 'x'],
        ['a..b', 'x'],
        ['toString', 'mine'],
      ]),
    ) as Record<string, unknown>;
    expect(({} as Record<string, unknown>).polluted).to.equal(undefined);
    expect(Object.getPrototypeOf(merged)).to.equal(Object.prototype);
    expect(Object.entries(merged)).to.deep.equal([['toString', 'mine']]);
  });

  it('are the payload when there is none, and leave alone one that is no object', () => {
    expect(merge(undefined, { a: 'x' })).to.deep.equal({ a: 'x' });
    expect(merge(null, { a: 'x' })).to.deep.equal({ a: 'x' });
    expect(merge(['list'], { a: 'x' })).to.deep.equal(['list']);
    expect(merge('text', { a: 'x' })).to.equal('text');
    expect(merge(undefined, {})).to.equal(undefined);
  });
});
