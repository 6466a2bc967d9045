import { seededRandom } from '../../../backend/src/lib/seeded-random';

/** Draws for a fuzzer; the same seed draws the same. */
export interface Draw {
  /** 0 … limit - 1 */
  below(limit: number): number;
  one<T>(from: readonly [T, ...T[]]): T;
}

export function createDraw(seed: number): Draw {
  const random = seededRandom(seed);
  const below = (limit: number) => Math.floor(random() * limit);
  return { below, one: (from) => from[below(from.length)] ?? from[0] };
}

/** What parsers have stumbled over: numbers at the edge, what is no UTF-8, names of JavaScript's own, endless words. */
const oddities: readonly [Buffer, ...Buffer[]] = [
  Buffer.from('\0'),
  Buffer.from([0xff, 0xfe, 0xc0, 0x80]),
  Buffer.from([0xed, 0xa0, 0x80]),
  Buffer.from('__proto__'),
  Buffer.from('constructor'),
  Buffer.from('9'.repeat(400)),
  Buffer.from('-1e309'),
  Buffer.from('1e-400'),
  Buffer.from('NaN'),
  Buffer.from('9223372036854775808i'),
  Buffer.from('\\'.repeat(33)),
  Buffer.from('"'),
  Buffer.from(',=, =,'),
  Buffer.from('\r\n\n\r'),
  Buffer.from('[{"a":'.repeat(200)),
  Buffer.from('x'.repeat(70_000)),
  Buffer.from('null'),
  Buffer.from('\u2028\u202e\ud83d\ude80'),
];

/** A real input with a few things broken: bits, its end, a part twice, a part of another one, an oddity put in. */
export function mutated(draw: Draw, inputs: readonly [Buffer, ...Buffer[]]): Buffer {
  let bytes: Buffer = Buffer.from(draw.one(inputs));
  for (let change = draw.below(6); change >= 0; change -= 1) {
    bytes = changed(draw, bytes, inputs);
  }
  return bytes;
}

function changed(draw: Draw, bytes: Buffer, inputs: readonly [Buffer, ...Buffer[]]): Buffer {
  const from = draw.below(bytes.length + 1);
  const to = from + draw.below(Math.min(bytes.length - from, 2_000) + 1);
  const put = (middle: Buffer, after = from) => Buffer.concat([bytes.subarray(0, from), middle, bytes.subarray(after)]);
  switch (draw.below(6)) {
    case 0: {
      const flipped = Buffer.from(bytes);
      flipped[from] = (flipped[from] ?? 0) ^ (1 << draw.below(8));
      return flipped;
    }
    case 1:
      return bytes.subarray(0, from);
    case 2:
      return put(bytes.subarray(from, to));
    case 3: {
      const other = draw.one(inputs);
      const start = draw.below(other.length + 1);
      return put(other.subarray(start, start + draw.below(2_000)), to);
    }
    case 4:
      return put(draw.one(oddities), draw.below(2) === 0 ? from : to);
    default:
      return put(Buffer.alloc(0), to);
  }
}
