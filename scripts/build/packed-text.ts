/** From where to where something stands in a text. */
export type Span = readonly [start: number, end: number];

/** How far back gzip finds a text again, and how much of it at once. */
const WINDOW = 32_768;
const SHORTEST = 3;
const LONGEST = 258;
/** How many places are looked at for one that says the same: a guess has to do with fewer. */
const MOST_PLACES = { look: 200, guess: 50 };
/** Spans that are closer to each other are one. */
const GAP = 24;
/** Where a match ends is decided by what stands around it. */
const BEFORE_MATCH = 4;
const BEHIND_MATCH = 12;
/** Which matches touch a place is looked up by blocks of so many bits. */
const BLOCK = 5;

/** The lengths and distances that gzip has a code for; what lies between them takes more bits. */
const LENGTHS = toCodes(LONGEST, [3, 4, 5, 6, 7, 8, 9, 10], 2, LONGEST);
const DISTANCES = toCodes(WINDOW, [1, 2, 3, 4], 1);

interface Codes {
  readonly count: number;
  readonly code: Uint8Array;
  readonly bits: Uint8Array;
}

interface Match {
  readonly at: number;
  readonly length: number;
  readonly source: number;
}

/** The cheapest way to say a part of the text: the bits up to each place, and the last step there. */
class Way {
  readonly bits: Float64Array;
  readonly steps: Int32Array;
  readonly distances: Int32Array;

  constructor(size: number) {
    this.bits = new Float64Array(size + 1);
    this.steps = new Int32Array(size + 1);
    this.distances = new Int32Array(size + 1);
  }

  start(size: number): void {
    this.bits.fill(Infinity, 1, size + 1);
  }

  offer(place: number, bits: number, step: number, distance: number): void {
    if (bits >= (this.bits[place] as number)) return;
    this.bits[place] = bits;
    this.steps[place] = step;
    this.distances[place] = distance;
  }

  /** The pieces of text that are found elsewhere, the last one first. A negative distance leads to what follows. */
  *matches(start: number, end: number): Generator<Match> {
    for (let at = end; at > start; ) {
      const length = this.steps[at - start] as number;
      at -= length;
      if (length > 1) yield { at, length, source: at - (this.distances[at + length - start] as number) };
    }
  }
}

/**
 * A text that changes, and what the best packers of gzip's format need for its parts: like zopfli, it looks for the
 * cheapest way to say a part, by what each letter, length and distance costs in this very text.
 */
export class PackedText {
  readonly #bytes: Uint8Array;
  /** By three characters, where they stand, in order. */
  readonly #places = new Array<Int32Array | undefined>(2 ** 21);
  readonly #counts = new Int32Array(2 ** 21);
  readonly #literals = new Float64Array(256).fill(7);
  readonly #lengths = Float64Array.from(LENGTHS.bits, (bits) => bits + 6);
  readonly #distances = Float64Array.from(DISTANCES.bits, (bits) => bits + 5);
  readonly #way: Way;
  readonly #wideWay: Way;
  /** By block, the matches that are found there. */
  #matches: Match[][] = [];

  constructor(text: string) {
    this.#bytes = Buffer.from(text, 'latin1');
    this.#way = new Way(text.length);
    this.#wideWay = new Way(text.length);
    for (let at = 0; at < text.length; at++) this.#add(at);
    for (let round = 0; round < 3; round++) this.learn();
  }

  /** Learns what everything costs from how the whole is said best. Returns about how many bytes that takes. */
  learn(): number {
    const { length } = this.#bytes;
    this.#parse(0, length, false);
    const bits = this.#way.bits[length] as number;
    const literals = new Float64Array(256 + LENGTHS.count).fill(0.3);
    const distances = new Float64Array(DISTANCES.count).fill(0.3);
    this.#matches = Array.from({ length: (length >> BLOCK) + 1 }, () => []);
    const said = new Uint8Array(length);
    for (const match of this.#way.matches(0, length)) {
      const { at, length: size, source } = match;
      said.fill(1, at, at + size);
      increase(literals, 256 + (LENGTHS.code[size] as number));
      increase(distances, DISTANCES.code[at - source] as number);
      const last = (source + size - 1) >> BLOCK;
      for (let block = source >> BLOCK; block <= last; block++) this.#matches[block]?.push(match);
    }
    for (let at = 0; at < length; at++) if (!said[at]) increase(literals, this.#bytes[at] as number);
    const literalBits = toBits(literals);
    const distanceBits = toBits(distances);
    this.#literals.set(literalBits.subarray(0, 256));
    for (let size = SHORTEST; size <= LONGEST; size++) {
      this.#lengths[size] =
        (literalBits[256 + (LENGTHS.code[size] as number)] as number) + (LENGTHS.bits[size] as number);
    }
    for (let distance = 1; distance <= WINDOW; distance++) {
      this.#distances[distance] =
        (distanceBits[DISTANCES.code[distance] as number] as number) + (DISTANCES.bits[distance] as number);
    }
    return bits / 8;
  }

  write(at: number, text: string): void {
    const start = Math.max(0, at - SHORTEST + 1);
    for (let place = start; place < at + text.length; place++) this.#remove(place);
    for (let index = 0; index < text.length; index++) this.#bytes[at + index] = text.charCodeAt(index);
    for (let place = start; place < at + text.length; place++) this.#add(place);
  }

  /** How many bits these parts take. */
  bitsOf(spans: readonly Span[]): number {
    let bits = 0;
    for (const [start, end] of spans) {
      this.#parse(start, end, false);
      bits += this.#way.bits[end - start] as number;
    }
    return bits;
  }

  /** A guess at the same, for comparisons, that counts what is found further on in the text as well: it gains there. */
  guessOf(spans: readonly Span[]): number {
    let bits = 0;
    for (const [start, end] of spans) {
      this.#parse(start, end, true);
      bits += (this.#way.bits[end - start] as number) + (this.#wideWay.bits[end - start] as number);
    }
    return bits;
  }

  /** What took something from this place when `learn` looked at all. */
  usersOf(start: number, end: number): Span[] {
    const users = new Set<Match>();
    for (let block = start >> BLOCK; block <= (end - 1) >> BLOCK; block++) {
      for (const match of this.#matches[block] ?? []) {
        if (match.source < end && start < match.source + match.length) users.add(match);
      }
    }
    return [...users].map(({ at, length }) => [at - BEFORE_MATCH, at + length + BEHIND_MATCH] as const);
  }

  /** What stands further on and could take from these parts. */
  takersOf(spans: readonly Span[]): Span[] {
    return spans.flatMap(([start, end]) => {
      this.#parse(start, end, true);
      const later = [...this.#wideWay.matches(start, end)].filter(({ at, source }) => source > at);
      return later.map(({ length, source }) => [source - BEFORE_MATCH, source + length + BEHIND_MATCH] as const);
    });
  }

  /** Spans in order, those that meet as one. */
  join(spans: readonly Span[]): Span[] {
    const joined: [number, number][] = [];
    for (const [from, to] of [...spans].sort(([a], [b]) => a - b)) {
      const [start, end] = [Math.max(0, from), Math.min(this.#bytes.length, to)];
      const last = joined.at(-1);
      if (last && start <= last[1] + GAP) last[1] = Math.max(last[1], end);
      else joined.push([start, end]);
    }
    return joined;
  }

  /** Finds the cheapest way from `start` to `end`; `wide`, also the one that may take from what follows. */
  #parse(start: number, end: number, wide: boolean): void {
    const way = this.#way;
    const wideWay = this.#wideWay;
    const bytes = this.#bytes;
    const mostPlaces = wide ? MOST_PLACES.guess : MOST_PLACES.look;
    way.start(end - start);
    if (wide) wideWay.start(end - start);
    for (let at = start; at < end; at++) {
      const here = at - start;
      const bits = way.bits[here] as number;
      const wideBits = wideWay.bits[here] as number;
      const literal = this.#literals[bytes[at] as number] as number;
      way.offer(here + 1, bits + literal, 1, 0);
      if (wide) wideWay.offer(here + 1, wideBits + literal, 1, 0);

      const key = this.#keyAt(at);
      const places = this.#places[key];
      if (!places) continue;
      const count = this.#counts[key] as number;
      const middle = indexOf(places, count, at);
      const most = Math.min(LONGEST, end - at);
      let known = SHORTEST - 1;
      const last = Math.max(0, middle - mostPlaces);
      for (let index = middle - 1; index >= last && known < most; index--) {
        const source = places[index] as number;
        if (at - source > WINDOW) break;
        const length = this.#sameFrom(source, at, known, most);
        if (length <= known) continue;
        const distance = this.#distances[at - source] as number;
        for (let size = known + 1; size <= length; size++) {
          const match = distance + (this.#lengths[size] as number);
          way.offer(here + size, bits + match, size, at - source);
          if (wide) wideWay.offer(here + size, wideBits + match, size, at - source);
        }
        known = length;
      }
      if (!wide) continue;
      const first = places[middle] === at ? middle + 1 : middle;
      for (let index = first; index < Math.min(count, first + mostPlaces) && known < most; index++) {
        const source = places[index] as number;
        if (source - at > WINDOW) break;
        const length = this.#sameFrom(source, at, known, most);
        if (length <= known) continue;
        const distance = this.#distances[source - at] as number;
        for (let size = known + 1; size <= length; size++) {
          wideWay.offer(here + size, wideBits + distance + (this.#lengths[size] as number), size, at - source);
        }
        known = length;
      }
    }
  }

  /** How many characters are the same, if more than are known. */
  #sameFrom(source: number, at: number, known: number, most: number): number {
    const bytes = this.#bytes;
    if (bytes[source + known] !== bytes[at + known]) return 0;
    let length = 0;
    while (length < most && bytes[source + length] === bytes[at + length]) length++;
    return length;
  }

  #keyAt(at: number): number {
    const bytes = this.#bytes;
    return keyOf(bytes[at] as number, bytes[at + 1] ?? 0, bytes[at + 2] ?? 0);
  }

  #add(at: number): void {
    const key = this.#keyAt(at);
    const count = this.#counts[key] as number;
    let places = this.#places[key] ?? new Int32Array(4);
    if (count === places.length) {
      const longer = new Int32Array(count * 2);
      longer.set(places);
      places = longer;
    }
    const index = indexOf(places, count, at);
    places.copyWithin(index + 1, index, count);
    places[index] = at;
    this.#places[key] = places;
    this.#counts[key] = count + 1;
  }

  #remove(at: number): void {
    const key = this.#keyAt(at);
    const count = this.#counts[key] as number;
    const places = this.#places[key] as Int32Array;
    const index = indexOf(places, count, at);
    places.copyWithin(index, index + 1, count);
    this.#counts[key] = count - 1;
  }
}

/** The first of so many sorted places that is not before this one. */
function indexOf(places: Int32Array, count: number, place: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((places[middle] as number) < place) low = middle + 1;
    else high = middle;
  }
  return low;
}

function keyOf(one: number, two: number, three: number): number {
  return ((one & 127) << 14) | ((two & 127) << 7) | (three & 127);
}

/** By number, its code and the bits behind it: after the first, 2 ** `more` codes at a time have one bit more. */
function toCodes(most: number, first: readonly number[], more: number, last?: number): Codes {
  const code = new Uint8Array(most + 1);
  const bits = new Uint8Array(most + 1);
  let count = 0;
  let number = first[0] as number;
  for (const each of first) code[each] = count++;
  number = (first.at(-1) as number) + 1;
  for (let extra = 1; number <= most; extra++) {
    for (let step = 0; step < 2 ** more && number <= most; step++) {
      for (let within = 0; within < 2 ** extra && number <= most; within++, number++) {
        code[number] = count;
        bits[number] = extra;
      }
      count++;
    }
  }
  // The longest of all has a code to itself.
  if (last !== undefined) {
    code[last] = count++;
    bits[last] = 0;
  }
  return { count, code, bits };
}

function increase(counts: Float64Array, index: number): void {
  counts[index] = (counts[index] as number) + 1;
}

/** What each costs that comes so often. */
function toBits(counts: Float64Array): Float64Array {
  const sum = counts.reduce((all, count) => all + count, 0);
  return counts.map((count) => Math.log2(sum / count));
}
