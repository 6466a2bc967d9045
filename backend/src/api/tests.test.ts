import type { LoadTest } from '../model/load-test';
import { bearer, testHttp } from '../testing/http-app';
import { testRoutes } from './tests';

const limits = {
  errorRate: 0,
  p95ResponseTimeMs: 800,
  avgResponseTimeMs: null,
  minimumRequests: 50,
  checksMustPass: true,
};
const login = { name: 'login', method: 'POST', p95ResponseTimeMs: 300, avgResponseTimeMs: null, errorRate: null };
const checkout: LoadTest = {
  name: 'checkout',
  description: null,
  script: '/k6/scripts/checkout.js',
  scriptHash: 'hash',
  target: 'https://shop.example.com',
  environment: 'production',
  env: {},
  ignoredEnv: [],
  secrets: { SHOP_TOKEN: { env: 'CANARY_REFERENCE' } },
  labels: { team: 'payments' },
  limits: { ...limits, endpoints: [{ ...login, minimumRequests: 20 }] },
  deadlineSeconds: 300,
  warmUp: { durationSeconds: 20, virtualUsers: 2 },
  remediation: { vercel: null },
};

it('shows what an entry of the catalogue says, and of its secrets the names alone', async () => {
  const http = await testHttp();
  await http.app.register(testRoutes, {
    catalogue: () => ({ file: 'loadtests.yaml', tests: new Map([['checkout', checkout]]) }),
    runNow: () => Promise.reject(new Error('not asked')),
  });
  const reply = await http.app.inject({ url: '/api/v1/tests', headers: bearer('read') });
  await http.app.close();
  expect(reply.json()).toMatchObject({
    tests: [
      {
        name: 'checkout',
        labels: { team: 'payments' },
        secrets: ['SHOP_TOKEN'],
        limits: { endpoints: [{ name: 'login', method: 'POST', p95ResponseTimeMs: 300, minimumRequests: 20 }] },
        warmUp: { durationSeconds: 20, virtualUsers: 2 },
      },
    ],
  });
  expect(reply.body).not.toContain('CANARY');
});
