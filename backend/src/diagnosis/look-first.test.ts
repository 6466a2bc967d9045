import type { EndpointFigures } from '../model/figures';
import { lookFirst, type LookedAt } from './look-first';
import { endpoint, inputOf, repeat } from './testing/inputs';

const target = 'http://127.0.0.1:3333/shop';

/** A run of 600 requests over these endpoints, of which `failed` failed. */
function run(failed: number, endpoints: readonly EndpointFigures[], changes: Partial<LookedAt> = {}): LookedAt {
  const { figures, thresholds } = inputOf(repeat(30, { p95: 210, failed: failed / 30 }));
  return { target, figures, thresholds, reasons: [], endpoints, statusCodes: [], errorCodes: [], ...changes };
}

const unanswered = [endpoint('/', { name: '/pay', statusClass: 'none', requests: 600, failedRequests: 600 })];

describe('where every request failed with one error of k6', () => {
  it.each([
    [1212, 'Nothing listens at http://127.0.0.1:3333: every connection was refused.'],
    [1101, 'The host name 127.0.0.1 does not resolve: look at DNS.'],
    [1310, 'TLS with http://127.0.0.1:3333 fails: certificate signed by an unknown authority.'],
    [1300, 'TLS with http://127.0.0.1:3333 fails: look at its certificate.'],
    [1211, 'http://127.0.0.1:3333 takes no connection in time: look at firewall, address and load.'],
    [1050, '"GET /pay" on http://127.0.0.1:3333 gives no answer in time: requests timed out.'],
    [1220, 'Connections to http://127.0.0.1:3333 break: connection reset by the server.'],
    [1111, 'The test script blocks the address itself (blacklistIPs or blockHostnames).'],
    [1020, 'The test script asks for an address that is no valid URL.'],
  ])('%i', (code, text) => {
    expect(lookFirst(run(600, unanswered, { errorCodes: [{ code, requests: 600 }] }))).toBe(text);
  });

  it('says so without a code too', () => {
    const text = 'No request got an answer from http://127.0.0.1:3333: is it up, and can the load generator reach it?';
    expect(lookFirst(run(600, unanswered))).toBe(text);
    const reasons = [{ code: 'targetDidNotAnswer' as const, text: 'no request got an answer' }];
    expect(lookFirst(run(600, [], { reasons }))).toBe(text);
  });

  it('names the host that was asked where that is not the target', () => {
    const elsewhere = unanswered.map((each) => ({ ...each, name: 'https://pay.example.com:8443/v1/pay?key=s3cret' }));
    expect(lookFirst(run(600, elsewhere, { errorCodes: [{ code: 1212, requests: 600 }] }))).toBe(
      'Nothing listens at pay.example.com:8443: every connection was refused.'
    );
    expect(lookFirst(run(600, elsewhere, { errorCodes: [{ code: 1101, requests: 600 }] }))).toBe(
      'The host name pay.example.com does not resolve: look at DNS.'
    );
  });
});

describe('where some requests failed', () => {
  const mixed = [
    endpoint('/', { name: '/cart', requests: 400 }),
    endpoint('/', { name: '/pay', method: 'POST', statusClass: '5xx', requests: 200, failedRequests: 150 }),
  ];

  it('names the endpoint with most errors, its status, and how many', () => {
    const errorCodes = [
      { code: 1404, requests: 200 },
      { code: 1503, requests: 150 },
    ];
    expect(lookFirst(run(150, mixed, { errorCodes }))).toBe(
      '"POST /pay" on http://127.0.0.1:3333 answers HTTP 503 to 150 of 200 requests.'
    );
  });

  it('goes by the status codes where the errors have none, and counts the other endpoints', () => {
    const three = [...mixed, endpoint('/', { name: '/a', statusClass: '5xx', requests: 1, failedRequests: 1 })];
    expect(lookFirst(run(150, three, { statusCodes: [{ code: 502, requests: 151 }] }))).toBe(
      '"POST /pay" on http://127.0.0.1:3333 answers HTTP 502 to 150 of 200 requests. 1 more endpoint failed too.'
    );
  });

  it('does not say that nothing listens where others were answered', () => {
    expect(lookFirst(run(150, mixed, { errorCodes: [{ code: 1212, requests: 150 }] }))).toBe(
      'http://127.0.0.1:3333 refused some connections: was it down, or starting again?'
    );
  });

  it('says nothing that the run says already', () => {
    const one = [endpoint('/', { name: '/pay', statusClass: '5xx', requests: 600, failedRequests: 150 })];
    expect(lookFirst(run(150, one, { errorCodes: [{ code: 1500, requests: 150 }] }))).toBe(
      '"GET /pay" on http://127.0.0.1:3333 answers HTTP 500.'
    );
  });
});

describe('where nothing failed', () => {
  const slow = (endpoints: readonly EndpointFigures[]): LookedAt => {
    const { figures, thresholds } = inputOf(repeat(30, { p95: 1840 }));
    return { target, figures, thresholds, reasons: [], endpoints, statusCodes: [], errorCodes: [] };
  };

  it('names the slowest endpoint, and by how much', () => {
    const endpoints = [
      endpoint('/', { name: '/cart', p95ResponseTimeMs: 210 }),
      endpoint('/', { name: '/pay', p95ResponseTimeMs: 2100 }),
    ];
    expect(lookFirst(slow(endpoints))).toBe(
      '"GET /pay" on http://127.0.0.1:3333 is the slowest of 2 endpoints: p95 2,100 ms, 1,600 ms above the limit.'
    );
    expect(lookFirst(slow(endpoints.slice(1)))).toBe('All requests went to "GET /pay" on http://127.0.0.1:3333.');
    expect(lookFirst(slow([]))).toBeNull();
  });

  it('has nothing to say of a run within its limits', () => {
    expect(lookFirst(run(0, [endpoint('/')]))).toBeNull();
  });
});
