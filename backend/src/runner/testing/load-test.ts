import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { LoadTest } from '../../model/load-test';
import { aLoadTest } from '../../testing/load-test';
import type { FakeK6, FakeScript } from './fake-k6';

/** A load test of the catalogue whose script tells the fake k6 what to do; the script is written. */
export function fakeLoadTest(
  fake: FakeK6,
  name: string,
  content: FakeScript = {},
  change: Partial<LoadTest> = {}
): LoadTest {
  const script = fake.script(`${name}.js`, content);
  return aLoadTest({
    name,
    script,
    scriptHash: createHash('sha256').update(readFileSync(script)).digest('hex'),
    target: 'http://shop.example.com/base',
    env: { USERS: '5' },
    limits: {
      errorRate: 0,
      p95ResponseTimeMs: null,
      avgResponseTimeMs: null,
      minimumRequests: 50,
      checksMustPass: true,
    },
    deadlineSeconds: 60,
    ...change,
  });
}
