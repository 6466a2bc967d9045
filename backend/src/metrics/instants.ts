/** Stores answer in nanoseconds since 1970, as bigint; the port speaks ISO 8601 with milliseconds. */

export const nanosecondsPerSecond = 1_000_000_000n;
const nanosecondsPerMillisecond = 1_000_000n;

export function isoOfNs(ns: bigint): string {
  return new Date(Number(ns / nanosecondsPerMillisecond)).toISOString();
}

export function nsOfDate(date: Date): bigint {
  return BigInt(date.getTime()) * nanosecondsPerMillisecond;
}

/** RFC 3339 in UTC with up to nine decimals, which is what InfluxDB writes and Date cuts. */
export function nsOfRfc3339(text: string): bigint {
  const match = /^(.{19})(?:\.(\d{1,9}))?Z$/.exec(text);
  const seconds = Date.parse(`${match?.[1] ?? ''}Z`);
  if (match === null || Number.isNaN(seconds)) {
    throw new RangeError(`not an RFC 3339 instant in UTC: ${text.slice(0, 40)}`);
  }
  return BigInt(seconds) * nanosecondsPerMillisecond + BigInt((match[2] ?? '').padEnd(9, '0'));
}

/** First and last point of a run. */
export interface RunSpan {
  readonly firstNs: bigint;
  readonly lastNs: bigint;
}

export function durationSecondsOf(span: RunSpan): number {
  return Number(span.lastNs - span.firstNs) / 1e9;
}
