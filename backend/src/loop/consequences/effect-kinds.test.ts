import { retryDelaySeconds } from '../../effects/retry';
import { createBreakers } from '../../lib/outbound/breaker';
import type { OpenDatabase } from '../../db/database';
import { openEmptyRecords } from '../../testing/empty-records';
import { effectKinds, type Acting } from './effect-kinds';

let database: OpenDatabase;
beforeAll(async () => void (database = await openEmptyRecords()), 60_000);
afterAll(() => database.close());

const unused = () => Promise.reject(new Error('not asked here'));
const acting = (): Acting => ({
  db: database.db,
  store: {
    kind: 'embedded',
    figures: unused,
    endpointSeries: unused,
    selected: unused,
    series: unused,
    live: unused,
    writeResult: unused,
    writeHeartbeat: unused,
    nameValues: unused,
    check: unused,
    close: unused,
  },
  breakers: createBreakers(),
  slack: null,
  annotations: null,
  vercel: null,
  mode: 'auto',
  allowedProjectIds: [],
  maintenanceOf: () => null,
  now: () => new Date(),
  runUrl: () => null,
  labelsOf: () => ({}),
  runAlerts: () => 'sidecar',
});

/** Seconds from the first try to the last, where the other side never answers. */
function triedFor(name: string, draw: number): number {
  const kind = effectKinds(acting()).find((each) => each.name === name);
  let seconds = 0;
  for (let attempts = 1; kind !== undefined; attempts += 1) {
    const delay = retryDelaySeconds(kind.tries, attempts, null, () => draw);
    if (delay === null) {
      break;
    }
    seconds += delay;
  }
  return seconds;
}

it('holds an effect of every kind for longer than its longest try', () => {
  for (const { name, leaseSeconds, longestTrySeconds } of effectKinds(acting())) {
    expect([name, leaseSeconds]).toEqual([name, expect.any(Number)]);
    expect(leaseSeconds).toBeGreaterThan(longestTrySeconds * 1.5);
  }
});

it('keeps at an alert for a day and gives up a redeploy within the freshness of its run', () => {
  expect(triedFor('slackMessage', 0.9)).toBeGreaterThan(20 * 3600);
  expect(triedFor('vercelRedeploy', 0.999)).toBeLessThan(15 * 60);
  expect(triedFor('vercelRedeploy', 0.999)).toBeGreaterThan(0);
});

it('sends an alert again when nobody knows whether it arrived, and a redeploy never', () => {
  const resent = effectKinds(acting()).filter(({ whenUnknown }) => whenUnknown === 'resend');
  expect(resent.map(({ name }) => name)).toEqual(['slackMessage', 'slackEdit', 'grafanaAnnotation', 'resultPoint']);
});
