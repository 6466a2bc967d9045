import { unescapeTag } from '../line-head';
import { readBoolean } from '../line-numbers';
import { type FieldSpan, LineReader, type Precision, type RejectedLine } from '../line-reader';

/** An integer field is a bigint, so that none of its 64 bits is lost. */
export type FieldValue = number | bigint | boolean | string;

/** One line of InfluxDB line protocol (docs.influxdata.com/influxdb/v2/reference/syntax/line-protocol/). */
export interface Point {
  readonly measurement: string;
  readonly tags: ReadonlyMap<string, string>;
  readonly fields: ReadonlyMap<string, FieldValue>;
  /** Nanoseconds since 1970; null when the line has none and the server's clock counts. */
  readonly timestampNs: bigint | null;
}

/** The points of the good lines and the reasons against the others; never throws. */
export function parseLineProtocol(
  body: Buffer | string,
  precision: Precision
): { readonly points: readonly Point[]; readonly rejected: readonly RejectedLine[] } {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  const reader = new LineReader(bytes, precision, new Map(), (measurement, tags) => ({ measurement, tags }));
  const points: Point[] = [];
  const rejected: RejectedLine[] = [];
  for (let outcome = reader.next(); outcome !== 'end'; outcome = reader.next()) {
    if (outcome === 'rejected' && reader.rejected !== undefined) {
      rejected.push(reader.rejected);
    } else if (outcome === 'point' && reader.series !== undefined) {
      const fields = new Map<string, FieldValue>();
      for (const field of reader.fields.slice(0, reader.fieldCount)) {
        fields.set(unescapeTag(bytes.toString('utf8', field.keyStart, field.keyEnd)), fieldValue(bytes, field));
      }
      points.push({ ...reader.series, fields, timestampNs: reader.timestampNs() ?? null });
    }
  }
  return { points, rejected };
}

function fieldValue(bytes: Buffer, field: FieldSpan): FieldValue {
  switch (field.kind) {
    case 'float':
      return field.number;
    case 'integer':
    case 'unsigned':
      return BigInt(bytes.toString('latin1', field.start, field.end - 1));
    case 'boolean':
      return readBoolean(bytes.toString('latin1', field.start, field.end)) === true;
    case 'string':
      return bytes.toString('utf8', field.start, field.end).replace(/\\(["\\])/g, '$1');
  }
}
