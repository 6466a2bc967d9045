import { catalogueOfOneEntry } from './testing/one-entry';

const entry = catalogueOfOneEntry();
/** With these thresholds beside its p95. */
const withThresholds = (thresholds: string) => `    thresholds:
      p95ResponseTimeMs: 800
${thresholds}`;
const load = async (thresholds: string) => (await entry.load(withThresholds(thresholds))).limits.endpoints;
const problems = (thresholds: string) => entry.problems(withThresholds(thresholds));

describe('thresholds.endpoints', () => {
  it('fills in the defaults', async () => {
    expect(await load('      endpoints: [{ name: POST /login, method: post, p95ResponseTimeMs: 300 }]')).toEqual([
      {
        name: 'POST /login',
        method: 'POST',
        p95ResponseTimeMs: 300,
        avgResponseTimeMs: null,
        errorRate: null,
        minimumRequests: 1,
      },
    ]);
    expect(await load('      endpoints:')).toEqual([]);
  });

  it('takes an endpoint again for another method', async () => {
    const entry = '{ name: login, errorRate: 0, minimumRequests: 20 }';
    expect(await load(`      endpoints: [${entry}, ${entry.replace('login', 'login, method: GET')}]`)).toMatchObject([
      { method: null, errorRate: 0, minimumRequests: 20 },
      { method: 'GET' },
    ]);
  });

  it('says what is wrong, where, and what would be right', async () => {
    const wrong = [
      '{ name: login, minimumRequests: 5 }',
      '{ name: "", errorRate: 0 }',
      '{ errorRate: 0 }',
      '{ name: a, method: "GET /", errorRate: 2, p95: 3 }',
      '{ name: b, avgResponseTimeMs: 0, minimumRequests: 0 }',
    ].map((entry) => `        - ${entry}`);
    expect(await problems(`      endpoints:\n${wrong.join('\n')}`)).toEqual([
      'loadTests[0].thresholds.endpoints[0]: expected at least one of p95ResponseTimeMs, avgResponseTimeMs and errorRate',
      "loadTests[0].thresholds.endpoints[1].name: expected a name as in k6's name tag, at most 500 characters",
      "loadTests[0].thresholds.endpoints[2].name: missing: expected a name as in k6's name tag, at most 500 characters",
      'loadTests[0].thresholds.endpoints[3].method: expected an HTTP method such as POST',
      'loadTests[0].thresholds.endpoints[3].errorRate: expected a fraction from 0 to 1, such as 0.01 for 1 %',
      'loadTests[0].thresholds.endpoints[3].p95: unknown key; did you mean "p95ResponseTimeMs"?',
      'loadTests[0].thresholds.endpoints[4].avgResponseTimeMs: expected a number of milliseconds greater than 0, such as 800',
      'loadTests[0].thresholds.endpoints[4].minimumRequests: expected a whole number of requests, at least 1',
    ]);
  });

  it('refuses the same endpoint twice, too many, and limits on what is not HTTP', async () => {
    const login = '{ name: login, method: GET, errorRate: 0 }';
    expect(await problems(`      endpoints: [${login}, ${login.replace('GET', 'get')}]`)).toEqual([
      'loadTests[0].thresholds.endpoints[1].name: GET login has limits already; name and method are unique',
    ]);
    const many = Array.from({ length: 51 }, (_, index) => `{ name: e${index}, errorRate: 0 }`);
    expect(await problems(`      endpoints: [${many.join(', ')}]`)).toEqual([
      'loadTests[0].thresholds.endpoints: expected at most 50 endpoints',
    ]);
    const metrics = '      metrics: { responseTime: rpc, requests: iterations, failures: checks }';
    expect(await problems(`      endpoints: [${login}]\n${metrics}`)).toEqual([
      'loadTests[0].thresholds.endpoints: endpoints are judged by HTTP requests, and `metrics` names something else; leave one of them out',
    ]);
  });
});
