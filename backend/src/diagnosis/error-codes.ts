/**
 * Meaning of k6's `error_code` tag, in our words, after the list in k6's documentation ("Error codes",
 * grafana.com/docs/k6/latest/javascript-api/error-codes).
 */
const meanings: Readonly<Record<number, string>> = {
  1000: 'error without a code of its own',
  1010: 'network error outside TCP',
  1020: 'invalid URL',
  1050: 'request timed out',
  1100: 'DNS lookup failed',
  1101: 'DNS: no address for the host',
  1110: 'address blocked by the test script',
  1111: 'host blocked by the test script',
  1200: 'TCP error',
  1201: 'TCP: connection broken while writing',
  1202: 'TCP: unknown system error',
  1210: 'TCP: could not connect',
  1211: 'TCP: timeout while connecting',
  1212: 'TCP: connection refused',
  1213: 'TCP: unknown error while connecting',
  1220: 'TCP: connection reset by the server',
  1300: 'TLS error',
  1310: 'TLS: certificate signed by an unknown authority',
  1311: 'TLS: certificate for another host name',
  1701: 'response could not be decompressed',
};

const ranges: ReadonlyArray<readonly [from: number, to: number, meaning: string]> = [
  [1000, 1099, 'general error'],
  [1100, 1199, 'DNS error'],
  [1200, 1299, 'TCP error'],
  [1300, 1399, 'TLS error'],
  [1600, 1699, 'HTTP/2 error'],
  [1700, 1799, 'content error'],
];

/** What a k6 `error_code` says, for people: `1212` is `TCP: connection refused`, `1503` is `HTTP status 503`. */
export function errorCodeMeaning(code: number): string {
  if (code >= 1400 && code <= 1599) {
    return `HTTP status ${code - 1000}`;
  }
  return meanings[code] ?? ranges.find(([from, to]) => code >= from && code <= to)?.[2] ?? 'unknown error code';
}

/** The request, or connecting for it, took longer than its time limit. */
export function isTimeoutCode(code: number): boolean {
  return code === 1050 || code === 1211;
}

/** Name resolution, certificates or an address the test must not call: nothing that a deployment could mend. */
export function isNameOrCertificateCode(code: number): boolean {
  return code === 1020 || (code >= 1100 && code <= 1199) || (code >= 1300 && code <= 1399);
}
