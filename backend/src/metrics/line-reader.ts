import { parseLineHead } from './line-head';
import { isDigits, type NumberReading, readBoolean, readNumber } from './line-numbers';

/** Units that a timestamp without unit can be in; the `precision` of a write. */
export const precisions = ['ns', 'us', 'ms', 's'] as const;
export type Precision = (typeof precisions)[number];

const nanosecondsPer: Record<Precision, number> = { ns: 1, us: 1_000, ms: 1_000_000, s: 1_000_000_000 };
/** A signed 64-bit count of nanoseconds ends in the year 2262; one microsecond less keeps the comparison in doubles safe. */
const latestNs = 9.223372036854774e18;
const reasonTextLimit = 200;
/** Measurement and tags of one line, in bytes; InfluxDB takes no longer ones either. Every head is kept in memory. */
const longestHead = 65_535;
/** One line of 25 MB would else be millions of fields, held at once and read without a pause. k6 writes a few. */
const mostFields = 4_096;

const newline = 0x0a;
const carriageReturn = 0x0d;
const space = 0x20;
const quote = 0x22;
const hash = 0x23;
const comma = 0x2c;
const minus = 0x2d;
const equals = 0x3d;
const backslash = 0x5c;

/** A line that is none, in InfluxDB's words. */
export interface RejectedLine {
  /** Counted from 1. */
  readonly line: number;
  readonly reason: string;
  /** The line itself, cut to 200 bytes. */
  readonly text: string;
}

/** A field as the place where it stands; made into a value only by who needs it. */
export interface FieldSpan {
  keyStart: number;
  keyEnd: number;
  kind: 'float' | 'integer' | 'unsigned' | 'boolean' | 'string';
  start: number;
  end: number;
  /** Of a numeric field, else NaN. */
  number: number;
}

/**
 * Reads line protocol byte by byte, one line per call, so that a caller can stop between lines and let others run. Every
 * line is validated in full. What a series means to the caller (`describe`) is asked once per different head and kept in
 * `known`, because k6 writes the same few heads over and over.
 */
export class LineReader<Series> {
  /** What `describe` said about the series of the line just read. */
  series: Series | undefined;
  /** The first `fieldCount` entries are the line's fields; the rest is left over from longer lines. */
  readonly fields: FieldSpan[] = [];
  fieldCount = 0;
  /** The line that `next` has just refused. */
  rejected: RejectedLine | undefined;

  private at = 0;
  private line = 0;
  private timestampStart = -1;
  private timestampEnd = -1;
  private reason = '';
  /**
   * From where a bad line's newline is looked for: the newlines of a closed quoted value belong to the line, but a quote
   * that nothing closes must not swallow the good lines after it.
   */
  private trustedEnd = 0;
  private readonly number: NumberReading = { kind: 'invalid', value: 0 };

  constructor(
    readonly bytes: Buffer,
    private readonly precision: Precision,
    private readonly known: Map<string, Series>,
    private readonly describe: (measurement: string, tags: ReadonlyMap<string, string>) => Series
  ) {}

  /** Reads up to the end of the next line. `nothing`: it was blank or a comment. */
  next(): 'point' | 'rejected' | 'nothing' | 'end' {
    const { bytes } = this;
    let at = this.at;
    while (bytes[at] === space || bytes[at] === 0x09) {
      at += 1;
    }
    if (at >= bytes.length) {
      return 'end';
    }
    this.line += 1;
    const first = bytes[at];
    if (first === newline || first === carriageReturn || first === hash) {
      const end = bytes.indexOf(newline, at);
      this.at = end === -1 ? bytes.length : end + 1;
      return 'nothing';
    }
    const startLine = this.line;
    this.trustedEnd = at;
    const end = this.readLine(at);
    if (end !== -1) {
      this.at = end;
      return 'point';
    }
    const lineEnd = bytes.indexOf(newline, this.trustedEnd);
    this.at = lineEnd === -1 ? bytes.length : lineEnd + 1;
    const text = bytes.toString('utf8', at, Math.min(this.at, at + reasonTextLimit)).trimEnd();
    this.rejected = { line: startLine, reason: this.reason, text };
    return 'rejected';
  }

  /** Nanoseconds since 1970 of the line just read; undefined when it has none. */
  timestampNs(): bigint | undefined {
    if (this.timestampStart === -1) {
      return undefined;
    }
    const text = this.bytes.toString('latin1', this.timestampStart, this.timestampEnd);
    const value = BigInt(text);
    return this.precision === 'ns' ? value : value * BigInt(nanosecondsPer[this.precision]);
  }

  /** The number in the field `value`, which is where k6 puts every sample; undefined when there is none. */
  value(): number | undefined {
    const { bytes } = this;
    for (let index = 0; index < this.fieldCount; index += 1) {
      const field = this.fields[index];
      if (
        field !== undefined &&
        field.keyEnd - field.keyStart === 5 &&
        bytes[field.keyStart] === 0x76 &&
        bytes.toString('latin1', field.keyStart, field.keyEnd) === 'value' &&
        !Number.isNaN(field.number)
      ) {
        return field.number;
      }
    }
    return undefined;
  }

  private fail(reason: string): -1 {
    this.reason = reason;
    return -1;
  }

  /** Position after the line's newline, or -1 with a reason. */
  private readLine(start: number): number {
    const { bytes } = this;
    const length = bytes.length;
    let at = start;
    while (at < length) {
      const byte = bytes[at];
      if (byte === newline || (byte === space && bytes[at - 1] !== backslash)) {
        break;
      }
      at += 1;
    }
    if (at >= length || bytes[at] === newline) {
      return this.fail('missing fields');
    }
    if (!this.readHead(start, at)) {
      return -1;
    }
    while (bytes[at] === space) {
      at += 1;
    }
    at = this.readFields(at);
    return at === -1 ? -1 : this.readTimestamp(at);
  }

  private readHead(start: number, end: number): boolean {
    if (end - start > longestHead) {
      this.reason = `max key length exceeded: ${end - start} > ${longestHead}`;
      return false;
    }
    const key = this.bytes.toString('latin1', start, end);
    let series = this.known.get(key);
    if (series === undefined) {
      const head = parseLineHead(this.bytes.toString('utf8', start, end));
      if (head.kind === 'refused') {
        this.reason = head.reason;
        return false;
      }
      series = this.describe(head.measurement, head.tags);
      this.known.set(key, series);
    }
    this.series = series;
    return true;
  }

  /** Position of the byte that ended the fields (space, newline, carriage return or the end). */
  private readFields(start: number): number {
    const { bytes } = this;
    let at = start;
    this.fieldCount = 0;
    for (;;) {
      const keyStart = at;
      let byte = bytes[at];
      while (byte !== equals || bytes[at - 1] === backslash) {
        if (byte === undefined || byte === newline) {
          return this.fail(at === start ? 'missing fields' : 'invalid field format');
        }
        if ((byte === comma || byte === space) && bytes[at - 1] !== backslash) {
          return this.fail(at === keyStart ? 'invalid field format' : 'missing field value');
        }
        byte = bytes[++at];
      }
      if (at === keyStart) {
        return this.fail('missing field key');
      }
      if (this.fieldCount === mostFields) {
        return this.fail(`more than ${mostFields} fields`);
      }
      const field = this.nextField();
      field.keyStart = keyStart;
      field.keyEnd = at;
      at = bytes[at + 1] === quote ? this.readString(at + 1, field) : this.readBare(at + 1, field);
      if (at === -1 || bytes[at] !== comma) {
        return at;
      }
      at += 1;
    }
  }

  private nextField(): FieldSpan {
    let field = this.fields[this.fieldCount];
    if (field === undefined) {
      field = { keyStart: 0, keyEnd: 0, kind: 'float', start: 0, end: 0, number: 0 };
      this.fields.push(field);
    }
    this.fieldCount += 1;
    return field;
  }

  private readString(start: number, field: FieldSpan): number {
    const { bytes, line } = this;
    let at = start + 1;
    for (;;) {
      const byte = bytes[at];
      if (byte === quote) {
        break;
      }
      if (byte === undefined) {
        this.line = line;
        return this.fail('unbalanced quotes');
      }
      if (byte === newline) {
        this.line += 1;
      }
      const escaped = bytes[at + 1];
      at += byte === backslash && (escaped === quote || escaped === backslash) ? 2 : 1;
    }
    field.kind = 'string';
    field.start = start + 1;
    field.end = at;
    field.number = NaN;
    at += 1;
    this.trustedEnd = at;
    const after = bytes[at];
    if (after === undefined || after === comma || after === space || after === newline || after === carriageReturn) {
      return at;
    }
    return this.fail('invalid field format');
  }

  private readBare(start: number, field: FieldSpan): number {
    const { bytes } = this;
    let end = start;
    for (;;) {
      const byte = bytes[end];
      if (byte === undefined || byte === comma || byte === space || byte === newline || byte === carriageReturn) {
        break;
      }
      end += 1;
    }
    if (end === start) {
      return this.fail('missing field value');
    }
    field.start = start;
    field.end = end;
    readNumber(bytes, start, end, this.number);
    if (this.number.kind !== 'invalid') {
      field.kind = this.number.kind;
      field.number = this.number.value;
      return end;
    }
    if (end - start <= 5 && readBoolean(bytes.toString('latin1', start, end)) !== undefined) {
      field.kind = 'boolean';
      field.number = NaN;
      return end;
    }
    const first = bytes[start] ?? 0;
    return this.fail(first === minus || (first >= 0x2e && first <= 0x39) ? 'invalid number' : 'invalid boolean');
  }

  private readTimestamp(start: number): number {
    const { bytes } = this;
    let at = start;
    while (bytes[at] === space) {
      at += 1;
    }
    this.timestampStart = at;
    while (bytes[at] !== undefined && bytes[at] !== newline && bytes[at] !== space && bytes[at] !== carriageReturn) {
      at += 1;
    }
    this.timestampEnd = at;
    while (bytes[at] === space || bytes[at] === carriageReturn) {
      at += 1;
    }
    if (at < bytes.length && bytes[at] !== newline) {
      return this.fail('bad timestamp');
    }
    if (this.timestampEnd === this.timestampStart) {
      this.timestampStart = -1;
      return at + 1;
    }
    const digits = this.timestampStart + (bytes[this.timestampStart] === minus ? 1 : 0);
    if (!isDigits(bytes, digits, this.timestampEnd)) {
      return this.fail('bad timestamp');
    }
    if (this.timestampEnd - digits > 18 - Math.log10(nanosecondsPer[this.precision])) {
      const magnitude = Number(bytes.toString('latin1', digits, this.timestampEnd));
      if (magnitude * nanosecondsPer[this.precision] > latestNs) {
        return this.fail('time outside range');
      }
    }
    return at + 1;
  }
}
