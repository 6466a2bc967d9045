import { effects } from '../../effects/tables';
import { describeOnEachDatabase } from '../../testing/databases';
import { seededRandom } from '../../lib/seeded-random';
import { openDashboards, type Dashboards } from '../testing/dashboards';
import { createHeart } from '../testing/heart';
import { planAnnotation } from './grafana-annotation';

const behaviours = [
  { do: 'actThenDrop' },
  { do: 'actThenBreakOff' },
  { do: 'actThenAnswer', status: 502, body: 'bad gateway' },
  { do: 'answer', status: 503 },
  { do: 'rateLimit', retryAfterSeconds: 5 },
] as const;
const methods = ['GET', 'POST', 'PATCH', 'DELETE'] as const;
const changes = [
  { actionRequired: true, actionRequiredReason: 'no rule permits a redeploy' },
  { actionRequired: false, actionRequiredReason: null },
  { counts: false },
  { counts: true },
  { verdict: 'passed' },
  { verdict: 'failed' },
  { verdict: 'errored', reasons: [{ code: 'processKilled', text: 'k6 was killed' }] },
  { virtualUsers: 20 },
  { endedAt: null },
  { endedAt: new Date('2026-11-23T12:07:00.000Z') },
  {
    autoFixApplied: {
      action: 'redeploy',
      deploymentId: 'dpl',
      appliedAt: '2026-11-23T12:02:00.000Z',
      outcome: 'fixed',
    },
  },
] as const;

describeOnEachDatabase('any sequence of changes, lost answers and hands in between', (database) => {
  let dashboards: Dashboards;
  beforeEach(async () => {
    await database().delete(effects);
    dashboards = await openDashboards(database());
  });
  afterEach(() => dashboards.grafana.close());

  it.each(Array.from({ length: 8 }, (_, index) => index + 1))(
    'ends with what the record asks for: %i',
    async (seed) => {
      const random = seededRandom(seed);
      function any<const Item>(items: readonly Item[]): Item {
        const [item] = items.slice(Math.floor(random() * items.length));
        if (item === undefined) {
          throw new Error('there is nothing to choose from');
        }
        return item;
      }
      const heart = createHeart(database());
      const run = await heart.follow('failed');
      const done: string[] = [];
      const steps = {
        async change() {
          await heart.change(run, any(changes));
          await database().transaction((tx) => planAnnotation(tx, run, heart.now()));
        },
        async lose() {
          dashboards.grafana.script({ ...any(behaviours), on: { method: any(methods) } });
        },
        try: () => dashboards.tryOnce(),
        /** Two sidecars at once. */
        async tryTwice() {
          await Promise.all([dashboards.tryOnce(), dashboards.tryOnce()]);
        },
        byHand: () => dashboards.byHand(run, any(['edit', 'double', 'delete'])),
      };
      for (let count = 0; count < 30; count += 1) {
        const step = any(['change', 'change', 'lose', 'try', 'try', 'tryTwice', 'byHand']);
        done.push(step);
        await steps[step]();
      }
      await steps.change();
      await dashboards.catchUp();
      const drawn = dashboards.drawn(run).map(({ id: _id, ...annotation }) => annotation);
      expect({ done, drawn }).toEqual({ done, drawn: await dashboards.asked(run) });
    },
    // Hundreds of queries and calls.
    30_000
  );
});
