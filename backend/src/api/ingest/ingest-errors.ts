import type { RejectedLine } from '../../metrics';

/** Which InfluxDB the client thinks it talks to: their errors look different. */
export type WriteApi = 'v1' | 'v2';

export interface InfluxError {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, string | number>>;
}

/** v2's `code` per HTTP status (docs.influxdata.com/influxdb/v2/api/v2/#operation/PostWrite). */
const codes: Readonly<Record<number, string>> = {
  400: 'invalid',
  401: 'unauthorized',
  403: 'forbidden',
  413: 'request too large',
  415: 'invalid',
  429: 'too many requests',
  503: 'unavailable',
};

/** An error as that InfluxDB words it; v1 repeats the text in a header, which the v1 clients read. */
export function influxError(api: WriteApi, status: number, message: string, line?: number): InfluxError {
  if (api === 'v1') {
    return { status, headers: { 'X-Influxdb-Error': headerText(message) }, body: { error: message } };
  }
  const code = codes[status] ?? 'internal error';
  return {
    status,
    headers: { 'X-Platform-Error-Code': code },
    body: { code, message, ...(line === undefined ? {} : { line }) },
  };
}

/** Lines that were refused while the good ones of the same body were kept. */
export function rejectedLinesError(
  api: WriteApi,
  rejected: readonly RejectedLine[],
  rejectedCount: number,
  accepted: number
): InfluxError {
  const reasons = rejected.map((line) => `unable to parse '${line.text}': ${line.reason}`).join('\n');
  const more = rejectedCount > rejected.length ? `\nand ${rejectedCount - rejected.length} more lines` : '';
  if (api === 'v1') {
    const text = accepted > 0 ? `partial write: ${reasons}${more} dropped=${rejectedCount}` : `${reasons}${more}`;
    return influxError(api, 400, text);
  }
  return influxError(api, 400, `${reasons}${more}`, rejected[0]?.line);
}

/** Headers hold printable ASCII only; the body has the whole text. */
function headerText(message: string): string {
  return message.replace(/[^\x20-\x7e]+/g, ' ').slice(0, 1_000);
}
