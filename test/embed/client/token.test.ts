import { expect } from '@open-wc/testing';
import { ChatError } from '../../../embed/client/errors.ts';
import { TokenSource } from '../../../embed/client/token.ts';
import { token } from '../fake-backend.ts';

function create(read: () => unknown, patience = 100) {
  const changes: string[] = [];
  const source: TokenSource = new TokenSource({
    read,
    onPersonChange: () => changes.push(source.person ?? ''),
    patience,
  });
  return { source, changes };
}

async function failure(work: Promise<unknown>): Promise<ChatError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ChatError)) throw new Error(`expected a failure, not ${error}`);
  return error;
}

describe('the token source', () => {
  it('asks the page once and keeps the token until a minute before its end', async () => {
    let asked = 0;
    const { source } = create(() => token('ann', ++asked === 1 ? 59 : 120));
    const first = await source.get();
    const second = await source.get();
    expect(second).not.to.equal(first);
    expect(await source.get()).to.equal(second);
    expect(asked).to.equal(2);
  });

  it('looks at the clock, not at timers: a minute before the end, and after a sleep', async () => {
    const { now } = Date;
    let asleep = 0;
    Date.now = () => now() + asleep;
    try {
      let asked = 0;
      const { source } = create(() => {
        asked++;
        return token();
      });
      await source.get();
      asleep = 530_000;
      await source.get();
      expect(asked).to.equal(1);
      asleep = 545_000;
      await source.get();
      expect(asked).to.equal(2);
      // A night with the lid closed.
      asleep += 8 * 3_600_000;
      await Promise.all([source.get(), source.get()]);
      expect(asked).to.equal(3);
    } finally {
      Date.now = now;
    }
  });

  it('asks once for each request when the page’s token has ended and is given all the same', async () => {
    let asked = 0;
    const ended = token('ann', -600);
    const { source } = create(() => {
      asked++;
      return ended;
    });
    expect(await source.get()).to.equal(ended);
    expect(await source.get(ended)).to.equal(ended);
    expect(asked).to.equal(2);
  });

  it('asks once for all who wait', async () => {
    let asked = 0;
    const { source } = create(async () => token('ann', 600 + asked++));
    const tokens = await Promise.all([source.get(), source.get(), source.get()]);
    expect(new Set(tokens).size).to.equal(1);
    expect(asked).to.equal(1);
  });

  it('asks again for a rejected token, and once when two requests had it', async () => {
    let asked = 0;
    const { source } = create(() => token('ann', 600 + asked++));
    const first = await source.get();
    const [one, two] = await Promise.all([source.get(first), source.get(first)]);
    expect(one).to.equal(two);
    expect(one).not.to.equal(first);
    expect(await source.get(first)).to.equal(one);
    expect(asked).to.equal(2);
  });

  it('says that nobody is signed in', async () => {
    for (const nothing of [null, undefined, '', false]) {
      const { source } = create(() => nothing);
      expect(await source.get()).to.equal(undefined);
      expect(source.person).to.equal('');
    }
  });

  it('fails in a friendly way when the page throws, hangs or gives rubbish', async () => {
    const rubbish: (() => unknown)[] = [
      () => {
        throw new Error('no');
      },
      () => Promise.reject(new Error('no')),
      () => new Promise(() => {}),
      () => ({ token: 'x' }),
      () => 42,
      () => 'two words',
      () => 'line\nbreak',
      () => '<!doctype html>',
    ];
    for (const read of rubbish) {
      const { source } = create(read);
      const error = await failure(source.get());
      expect(error.code).to.equal('token');
      expect(error.message).to.contain('try again');
    }
  });

  it('recovers after a failure', async () => {
    let works = false;
    const { source } = create(() => (works ? token() : Promise.reject(new Error('no'))));
    await failure(source.get());
    works = true;
    expect(await source.get()).to.be.a('string');
  });

  it('tells when another person comes, and does not give their token to what the former one asked', async () => {
    let sub = 'ann';
    const { source, changes } = create(() => token(sub));
    await source.get();
    sub = 'ben';
    source.forget();
    const error = await failure(source.get());
    expect(error.code).to.equal('signed_out');
    expect(changes).to.deep.equal(['https://host.example|ben']);
    expect(await source.get()).to.be.a('string');
    expect(changes).to.have.length(1);
  });

  it('does not take a late answer of a function that was replaced', async () => {
    const answers: ((value: string) => void)[] = [];
    const { source } = create(() => new Promise((resolve) => answers.push(resolve)), 5_000);
    const waiting = source.get();
    await Promise.resolve();
    source.forget();
    const fresh = token('ben');
    answers[0]?.(token('ann'));
    await new Promise((resolve) => setTimeout(resolve));
    answers[1]?.(fresh);
    expect(await waiting).to.equal(fresh);
    expect(source.person).to.contain('ben');
  });

  it('takes a new opaque token for another person when the page has replaced it', async () => {
    let value = 'opaque-1';
    const { source, changes } = create(() => value);
    const first = await source.get();
    value = 'opaque-2';
    expect(await source.get(first)).to.equal('opaque-2');
    expect(changes).to.have.length(0);
    source.forget();
    await failure(source.get());
    expect(changes).to.have.length(1);
  });
});
