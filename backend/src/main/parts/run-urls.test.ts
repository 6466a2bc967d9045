import { loadConfig } from '../../config';
import { createRunUrls } from './run-urls';

function urlOf(env: Readonly<Record<string, string>>, listening: number | null = null): string | null {
  const address = listening === null ? null : { address: '127.0.0.1', family: 'IPv4', port: listening };
  return createRunUrls(loadConfig(env), () => address)('checkout-1');
}

const grafanaPage = '/a/blueclerk-loadtest-app/runs/checkout-1';

describe('the address of a run', () => {
  it('is in Grafana where its address is known, whatever else is', () => {
    const PUBLIC_URL = 'https://loadtests.example.com';
    expect(urlOf({ GRAFANA_PUBLIC_URL: 'https://grafana.example.com/g/', PUBLIC_URL })).toBe(
      `https://grafana.example.com/g${grafanaPage}`
    );
    expect(urlOf({ GRAFANA_URL: 'http://grafana:3000', PUBLIC_URL })).toBe(`http://grafana:3000${grafanaPage}`);
  });

  it("is the sidecar's own page under PUBLIC_URL without Grafana, with a path of a proxy too", () => {
    expect(urlOf({ PUBLIC_URL: 'https://example.com/monitor/', HOST: '0.0.0.0' })).toBe(
      'https://example.com/monitor/runs/checkout-1'
    );
  });

  it.each([
    [{}, null, 'http://127.0.0.1:8090/runs/checkout-1'],
    [{ HOST: 'localhost', PORT: '9000' }, null, 'http://localhost:9000/runs/checkout-1'],
    [{ HOST: '::1', PORT: '0' }, 41234, 'http://[::1]:41234/runs/checkout-1'],
  ])('is on loopback where the sidecar listens: %j', (env, listening, url) => {
    expect(urlOf(env, listening)).toBe(url);
  });

  it.each([[{ HOST: '0.0.0.0' }], [{ HOST: '::' }], [{ HOST: '10.0.0.7' }], [{ TRUST_PROXY: 'loopback' }]])(
    'is none where nobody has said how people reach the sidecar: %j',
    (env) => {
      expect(urlOf(env, 8090)).toBeNull();
    }
  );

  it('is none with a free port before there is one', () => {
    expect(urlOf({ PORT: '0' })).toBeNull();
  });

  it('names a run in one step of the path', () => {
    const urls = createRunUrls(loadConfig({ PUBLIC_URL: 'https://example.com' }), () => null);
    expect(urls('a/b?c')).toBe('https://example.com/runs/a%2Fb%3Fc');
  });
});
