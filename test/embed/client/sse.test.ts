import { expect } from '@open-wc/testing';
import { type Frame, SseParser } from '../../../embed/client/sse.ts';

const TEXT =
  'data: {"a":"é😀"}\n\n: heartbeat\n\nid: t-1\r\ndata: one\r\ndata: two\r\n\r\nevent: x\rdata:bare\r\r: end\n\n';
const FRAMES: Frame[] = [
  { data: '{"a":"é😀"}', id: '' },
  { comment: 'heartbeat' },
  { data: 'one\ntwo', id: 't-1' },
  { data: 'bare', id: '' },
  { comment: 'end' },
];

function parse(chunks: readonly Uint8Array[]): Frame[] {
  const parser = new SseParser();
  return chunks.flatMap((chunk) => parser.push(chunk));
}

describe('the SSE parser', () => {
  const bytes = new TextEncoder().encode(TEXT);

  it('reads data, ids and comments with every kind of line break', () => {
    expect(parse([bytes])).to.deep.equal(FRAMES);
  });

  it('gives the same wherever the stream is split, within characters and line breaks too', () => {
    for (let one = 1; one < bytes.length; one++) {
      for (let two = one; two < bytes.length; two += 7) {
        const chunks = [bytes.slice(0, one), bytes.slice(one, two), bytes.slice(two)];
        expect(parse(chunks), `split at ${one} and ${two}`).to.deep.equal(FRAMES);
      }
    }
    expect(parse([...bytes].map((byte) => Uint8Array.of(byte)))).to.deep.equal(FRAMES);
  });

  it('keeps back what was not closed by a blank line', () => {
    expect(parse([new TextEncoder().encode('data: whole\n\ndata: {"half":')])).to.deep.equal([
      { data: 'whole', id: '' },
    ]);
  });

  it('ignores a byte order mark and fields it does not know', () => {
    expect(parse([new TextEncoder().encode('\ufeffretry: 10\nwhat\ndata\n\n')])).to.deep.equal([{ data: '', id: '' }]);
  });

  it('reads a frame of a megabyte in small pieces without searching it again each time', () => {
    const big = new TextEncoder().encode(`data: ${'x'.repeat(1_000_000)}\n\n`);
    const pieces = Array.from({ length: Math.ceil(big.length / 512) }, (_, at) => big.slice(at * 512, (at + 1) * 512));
    const start = performance.now();
    expect(parse(pieces)).to.have.length(1);
    expect(performance.now() - start).to.be.lessThan(500);
  });
});
