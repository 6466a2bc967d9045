/** Numbers of line protocol, read from bytes: no string is made for what a double can hold exactly. */

const zero = 0x30;
const nine = 0x39;
const powersOfTen = Array.from({ length: 23 }, (_, exponent) => 10 ** exponent);
/** Up to here digits fit a double's 53 bits, so that one correctly rounded division gives the nearest double. */
const exactDigits = 15;
const int64Max = 9_223_372_036_854_775_807n;
const uint64Max = 18_446_744_073_709_551_615n;

/** `invalid` covers NaN and infinities too, which InfluxDB does not store. */
export type NumberKind = 'float' | 'integer' | 'unsigned' | 'invalid';

/** The last number read; one object reused, because a body holds a hundred thousand of them. */
export interface NumberReading {
  kind: NumberKind;
  /** Nearest double, whatever the kind. */
  value: number;
}

/** Reads the bytes [start, end) as a float, an integer (`i`) or an unsigned integer (`u`). */
export function readNumber(bytes: Buffer, start: number, end: number, into: NumberReading): void {
  into.kind = 'invalid';
  let at = start;
  const negative = bytes[at] === 0x2d;
  if (negative) {
    at += 1;
  }
  let mantissa = 0;
  let digits = 0;
  let significant = 0;
  let fraction = 0;
  let byte = bytes[at] ?? 0;
  while (at < end && byte >= zero && byte <= nine) {
    mantissa = mantissa * 10 + (byte - zero);
    digits += 1;
    significant += mantissa === 0 ? 0 : 1;
    byte = bytes[++at] ?? 0;
  }
  const wholeDigits = digits;
  if (at < end && byte === 0x2e) {
    byte = bytes[++at] ?? 0;
    while (at < end && byte >= zero && byte <= nine) {
      mantissa = mantissa * 10 + (byte - zero);
      digits += 1;
      fraction += 1;
      significant += mantissa === 0 ? 0 : 1;
      byte = bytes[++at] ?? 0;
    }
  } else if (at === end - 1 && wholeDigits > 0 && (byte === 0x69 || byte === 0x75)) {
    readInteger(bytes, start, at, byte === 0x75, negative, into);
    return;
  }
  if (digits === 0) {
    return;
  }
  if (at === end && significant <= exactDigits && fraction < powersOfTen.length) {
    const value = mantissa / (powersOfTen[fraction] ?? 1);
    into.value = negative ? -value : value;
    into.kind = 'float';
    return;
  }
  if (at < end && !isExponent(bytes, at, end)) {
    return;
  }
  const value = Number(bytes.toString('latin1', start, end));
  into.value = value;
  into.kind = Number.isFinite(value) ? 'float' : 'invalid';
}

function readInteger(
  bytes: Buffer,
  start: number,
  end: number,
  unsigned: boolean,
  negative: boolean,
  into: NumberReading
): void {
  const text = bytes.toString('latin1', start, end);
  into.value = Number(text);
  if (text.length > 18) {
    const exact = BigInt(text);
    const outside = unsigned ? exact > uint64Max : exact > int64Max || exact < -int64Max - 1n;
    if (outside) {
      return;
    }
  }
  if (!(unsigned && negative)) {
    into.kind = unsigned ? 'unsigned' : 'integer';
  }
}

/** `e` or `E`, an optional sign, then digits to the end. */
function isExponent(bytes: Buffer, start: number, end: number): boolean {
  if (bytes[start] !== 0x65 && bytes[start] !== 0x45) {
    return false;
  }
  const sign = bytes[start + 1] === 0x2d || bytes[start + 1] === 0x2b;
  return isDigits(bytes, start + (sign ? 2 : 1), end);
}

/** True for one or more decimal digits. */
export function isDigits(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte < zero || byte > nine) {
      return false;
    }
  }
  return end > start;
}

/** What `t`, `T`, `true`, `True`, `TRUE` and their opposites mean; undefined for anything else. */
export function readBoolean(text: string): boolean | undefined {
  switch (text) {
    case 't':
    case 'T':
    case 'true':
    case 'True':
    case 'TRUE':
      return true;
    case 'f':
    case 'F':
    case 'false':
    case 'False':
    case 'FALSE':
      return false;
    default:
      return undefined;
  }
}
