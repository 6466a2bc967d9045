import { Point as ClientPoint } from '@influxdata/influxdb-client';
import fc from '../../testing/seeded-fast-check';
import { parseLineProtocol } from './line-protocol';

/** The one good point of the text. */
function pointOf(text: string, precision: 'ns' | 'us' | 'ms' | 's' = 'ns') {
  const { points, rejected } = parseLineProtocol(text, precision);
  expect(rejected).toEqual([]);
  expect(points).toHaveLength(1);
  return points[0];
}

function reasonAgainst(line: string): string | undefined {
  const { points, rejected } = parseLineProtocol(line, 'ns');
  expect(points).toEqual([]);
  expect(rejected).toHaveLength(1);
  return rejected[0]?.reason;
}

describe('line protocol', () => {
  it('reads a line as k6 writes it', () => {
    const line =
      'http_req_duration,expected_response=true,method=GET,name=http://127.0.0.1:9101/?id\\=0,testid=run-0001 ' +
      'url="http://127.0.0.1:9101/?id=0",value=1.717172 1795333419825549221';
    const point = pointOf(line);
    expect(point?.measurement).toBe('http_req_duration');
    expect(point?.tags.get('name')).toBe('http://127.0.0.1:9101/?id=0');
    expect(point?.fields.get('url')).toBe('http://127.0.0.1:9101/?id=0');
    expect(point?.fields.get('value')).toBe(1.717172);
    expect(point?.timestampNs).toBe(1795333419825549221n);
  });

  it('reads every kind of field, and separators inside quotes', () => {
    const point = pointOf(
      'm f=-1.5e-3,i=-7i,u=18446744073709551615u,t=T,n=false,s="a, b=c \\"d\\" \\\\ e\nf",x=.5,y=1. 5'
    );
    expect(Object.fromEntries(point?.fields ?? [])).toEqual({
      f: -0.0015,
      i: -7n,
      u: 18446744073709551615n,
      t: true,
      n: false,
      s: 'a, b=c "d" \\ e\nf',
      x: 0.5,
      y: 1,
    });
  });

  it.each([
    ['ns', 1700000000000000001n],
    ['us', 1700000000000000001_000n],
    ['ms', 1700000000000000001_000_000n],
  ] as const)('refuses a %s timestamp past the year 2262 and reads one before', (precision, ns) => {
    const outcome = parseLineProtocol('m a=1 1700000000000000001', precision);
    if (ns < 2n ** 63n) {
      expect(outcome.points[0]?.timestampNs).toBe(ns);
    } else {
      expect(outcome.rejected).toMatchObject([{ reason: 'time outside range' }]);
    }
  });

  it('turns every precision into nanoseconds', () => {
    expect(pointOf('m a=1 1700000000', 's')?.timestampNs).toBe(1_700_000_000_000_000_000n);
    expect(pointOf('m a=1 1700000000123', 'ms')?.timestampNs).toBe(1_700_000_000_123_000_000n);
    expect(pointOf('m a=1 1700000000123456', 'us')?.timestampNs).toBe(1_700_000_000_123_456_000n);
    expect(pointOf('m a=1 -1', 's')?.timestampNs).toBe(-1_000_000_000n);
    expect(pointOf('m a=1')?.timestampNs).toBeNull();
  });

  // The reasons are what InfluxDB 1.13.2 and 2.7.12 answer to the same lines.
  it.each([
    ['cpu', 'missing fields'],
    ['cpu ', 'missing fields'],
    [',a=1 value=1', 'missing measurement'],
    ['m,=x value=1', 'missing tag key'],
    ['m,a= value=1', 'missing tag value'],
    ['m,a=1=2 value=1', 'invalid tag format'],
    ['m,a=1,a=2 value=1', 'duplicate tags'],
    ['m value=abc', 'invalid boolean'],
    ['m value=+1', 'invalid boolean'],
    ['m value=1x', 'invalid number'],
    ['m value=1.5i', 'invalid number'],
    ['m value=9223372036854775808i', 'invalid number'],
    ['m value=-1u', 'invalid number'],
    ['m value=1e999', 'invalid number'],
    ['m value=NaN', 'invalid boolean'],
    ['m value=1,', 'invalid field format'],
    ['m ,value=1', 'invalid field format'],
    ['m value="open', 'unbalanced quotes'],
    ['m value=1 12x', 'bad timestamp'],
    ['m value="a" x=1', 'bad timestamp'],
    ['m value=1 99999999999999999999', 'time outside range'],
  ])('refuses %j: %s', (line, reason) => {
    expect(reasonAgainst(line)).toBe(reason);
  });

  it('keeps the good lines around bad ones and says where the bad ones are', () => {
    const body = [
      '# comment',
      'a v=1 1',
      '',
      'bad',
      'b v="x\ny" 2\r',
      'c v="open 3',
      'd v=nope',
      '  e v=5i 5',
      'f',
    ].join('\n');
    const { points, rejected } = parseLineProtocol(body, 'ns');
    expect(points.map((point) => point.measurement)).toEqual(['a', 'b', 'e']);
    expect(rejected).toEqual([
      { line: 4, reason: 'missing fields', text: 'bad' },
      { line: 7, reason: 'unbalanced quotes', text: 'c v="open 3' },
      { line: 8, reason: 'invalid boolean', text: 'd v=nope' },
      { line: 10, reason: 'missing fields', text: 'f' },
    ]);
  });

  it('reads every double as the nearest one', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(pointOf(`m value=${value === 0 ? 0 : value} 1`)?.fields.get('value')).toBe(value === 0 ? 0 : value);
      }),
      { numRuns: 2_000 }
    );
  });

  it('never throws, and accounts for every line of any bytes', () => {
    const bytes = fc.uint8Array({ maxLength: 200 });
    const near = fc.string({ unit: fc.constantFrom('a', '=', ',', ' ', '"', '\\', '\n', '1', 'i', '.', '-', '#') });
    fc.assert(
      fc.property(fc.oneof(bytes, near), (body) => {
        const { points, rejected } = parseLineProtocol(Buffer.from(body), 'ns');
        expect(points.length + rejected.length).toBeLessThanOrEqual(
          Buffer.from(body).toString('latin1').split('\n').length
        );
      }),
      { numRuns: 2_000 }
    );
  });

  it('takes names that mean something to JavaScript for names like any other', () => {
    const point = pointOf('m,__proto__=a,constructor=b __proto__=1,toString=2 5');
    expect([...(point?.tags ?? [])]).toEqual([
      ['__proto__', 'a'],
      ['constructor', 'b'],
    ]);
    expect([...(point?.fields ?? [])]).toEqual([
      ['__proto__', 1],
      ['toString', 2],
    ]);
  });

  it('refuses a head that is longer than InfluxDB takes, and goes on after it', () => {
    const head = (bytes: number) => `m,name=${'x'.repeat(bytes - 'm,name='.length)}`;
    const { points, rejected } = parseLineProtocol(`${head(65_535)} v=1 1\n${head(65_536)} v=1 1\nm v=2 2\n`, 'ns');
    expect(points.map(({ timestampNs }) => timestampNs)).toEqual([1n, 2n]);
    expect(rejected.map(({ line, reason }) => [line, reason])).toEqual([[2, 'max key length exceeded: 65536 > 65535']]);
  });

  it('refuses a line of endless fields, and goes on after it', () => {
    const fields = (count: number) => Array.from({ length: count }, () => 'v=1').join(',');
    const { points, rejected } = parseLineProtocol(`m ${fields(4_096)} 1\nm ${fields(4_097)} 1\nm v=2 2\n`, 'ns');
    expect(points.map(({ timestampNs }) => timestampNs)).toEqual([1n, 2n]);
    expect(rejected.map(({ line, reason }) => [line, reason])).toEqual([[2, 'more than 4096 fields']]);
  });

  it('gives back what the official client wrote', () => {
    // Line protocol has no way to write a tag that ends with a backslash, nor a line break in a name or a tag. The client
    // keeps names as keys of a plain object and so loses `__proto__`, which has a test of its own.
    const name = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
      .filter((text) => !/[\n\r\t]|\\$|^__proto__$/.test(text) && text.trim() !== '' && !text.startsWith('#'));
    const measurement = name.filter((text) => !/^[\s\\]/.test(text));
    const value = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => (number === 0 ? 0 : number)),
      fc.boolean(),
      fc.string({ unit: 'grapheme', maxLength: 20 }),
      fc.maxSafeInteger().map((number) => BigInt(number))
    );
    const point = fc.record({
      measurement,
      tags: fc.dictionary(name, name, { maxKeys: 4, noNullPrototype: false }),
      fields: fc.dictionary(name, value, { minKeys: 1, maxKeys: 4, noNullPrototype: false }),
      timestampNs: fc.bigInt({ min: 0n, max: 9_000_000_000_000_000_000n }),
    });
    fc.assert(
      fc.property(fc.array(point, { minLength: 1, maxLength: 4 }), (written) => {
        const lines = written.map(({ measurement, tags, fields, timestampNs }) => {
          const client = new ClientPoint(measurement).timestamp(String(timestampNs));
          Object.entries(tags).forEach(([key, tag]) => client.tag(key, tag));
          for (const [key, field] of Object.entries(fields)) {
            if (typeof field === 'number') {
              client.floatField(key, field);
            } else if (typeof field === 'bigint') {
              client.intField(key, String(field));
            } else if (typeof field === 'boolean') {
              client.booleanField(key, field);
            } else {
              client.stringField(key, field);
            }
          }
          return client.toLineProtocol();
        });
        const { points, rejected } = parseLineProtocol(lines.join('\n'), 'ns');
        expect(rejected).toEqual([]);
        expect(
          points.map(({ measurement, tags, fields, timestampNs }) => ({
            measurement,
            tags: Object.fromEntries(tags),
            fields: Object.fromEntries(fields),
            timestampNs,
          }))
        ).toEqual(written);
      }),
      { numRuns: 500 }
    );
  });
});
