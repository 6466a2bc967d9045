import { calm } from '../../backend/src/loop/testing/calm';
import { heartbeatPoints, type Condition, type Expected } from '../../backend/src/loop/heartbeat';
import { runs as runRecords } from '../../backend/src/runs';
import { openEmptyRecords } from '../../backend/src/testing/empty-records';
import { describeWith } from '../../backend/src/testing/real-parts';
import { prepareInfluxdb2, type TestInflux } from '../plugin/dashboards/influx';
import { writeResultsOf } from '../plugin/dashboards/results';
import { firingAt } from './watch';

jest.setTimeout(240_000);

type NewRun = Parameters<typeof writeResultsOf>[2][number];

/** When Grafana is looked at; every instant is relative to it. */
const now = new Date('2026-11-23T12:00:00Z');
const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000);

const expected = (changes: Partial<Expected> = {}): Expected => ({
  test: 'checkout',
  environment: 'production',
  nextExpectedRunAt: ago(-60),
  staleAt: ago(-90),
  nextTickAt: ago(-60),
  ...changes,
});
const passed = { id: 'p', test: 'checkout', status: 'judged', verdict: 'passed', endedAt: ago(40) } as const;
const failed = { ...passed, id: 'f', verdict: 'failed', endedAt: ago(10) } as const;

describeWith(['TEST_INFLUX_URL', 'TEST_INFLUX_TOKEN'], "Grafana's alert rules, on InfluxDB 2.7", () => {
  let records: Awaited<ReturnType<typeof openEmptyRecords>>;
  beforeAll(async () => void (records = await openEmptyRecords()));
  afterAll(() => records.close());

  let influx: TestInflux;
  beforeEach(async () => void (influx = await prepareInfluxdb2()));
  afterEach(() => influx.dispose());

  /** Beats of the last quarter of an hour, the last one so many minutes ago. */
  async function beatUntil(minutesAgo: number, changes: Partial<Condition> = {}): Promise<void> {
    for (let minutes = minutesAgo; minutes < 15; minutes += 0.5) {
      await influx.store.writeHeartbeat(
        heartbeatPoints({ ...calm, expected: [expected()], ...changes, at: ago(minutes) })
      );
    }
  }
  async function runs(...judged: NewRun[]): Promise<void> {
    await records.db.delete(runRecords);
    await writeResultsOf(records.db, influx.store, judged);
  }
  const firing = () => firingAt(influx, now);

  it('are quiet while all is well', async () => {
    await beatUntil(0);
    await runs(passed, { ...passed, id: 'other', test: 'search' });
    expect(await firing()).toEqual([]);
  });

  it('are quiet about a restart of less than three minutes', async () => {
    await beatUntil(3.5);
    expect(await firing()).toEqual([]);
  });

  it('tell a sidecar that has been dead for four minutes and more by one alert, whatever it knew before', async () => {
    await beatUntil(4.25);
    await runs(passed, failed);
    expect(await firing()).toEqual(['Sidecar down']);
  });

  it('do not tell in addition that results have become stale without a sidecar', async () => {
    await beatUntil(13, { expected: [expected({ staleAt: ago(9) })] });
    expect(await firing()).toEqual(['Sidecar down']);
  });

  it('tell that there has never been a sidecar', async () => {
    expect(await firing()).toEqual(['Sidecar down']);
  });

  it('tell nothing while one of two sidecars is left', async () => {
    await beatUntil(9);
    await beatUntil(0);
    expect(await firing()).toEqual([]);
  });

  it('tell alerts that reached nobody', async () => {
    await beatUntil(0, { backlog: { ...calm.backlog, undeliveredAlerts: 2 } });
    expect(await firing()).toEqual(['Alert undelivered']);
  });

  it('tell stale results, of the load test alone whose they are', async () => {
    await beatUntil(0, { expected: [expected({ staleAt: ago(20) }), expected({ test: 'search' })] });
    expect(await firing()).toEqual(['Results stale: checkout']);
  });

  it('tell a run that nobody started, with a scheduler that stands still or a sidecar that is dead', async () => {
    const due = { expected: [expected({ nextTickAt: ago(12) }), expected({ test: 'search' })] };
    await beatUntil(0, due);
    expect(await firing()).toEqual(['Load test overdue: checkout']);
    await influx.dispose();
    influx = await prepareInfluxdb2();
    await beatUntil(13, due);
    expect(await firing()).toEqual(['Load test overdue: checkout', 'Sidecar down']);
  });

  it('leave a run that is late but was decided about to the sidecar', async () => {
    await beatUntil(0, { expected: [expected({ nextExpectedRunAt: ago(20), staleAt: ago(-5) })] });
    expect(await firing()).toEqual([]);
  });

  it('forget a load test that has left the catalogue', async () => {
    await beatUntil(6, { expected: [expected({ staleAt: ago(20), nextTickAt: ago(12) })] });
    await beatUntil(0, { expected: [] });
    expect(await firing()).toEqual([]);
  });

  it('keep what they have told when the sidecar dies', async () => {
    await beatUntil(6, { expected: [expected({ staleAt: ago(20) })] });
    expect(await firing()).toEqual(['Results stale: checkout', 'Sidecar down']);
  });

  it('tell samples that InfluxDB has lost, by the newest run', async () => {
    await beatUntil(0);
    const gap = (missingShare: number) => ({
      storeCheck: {
        kind: 'compared',
        summaryRequests: 1000,
        storeRequests: 900,
        missingRequests: 100,
        missingShare,
      } as const,
    });
    await runs({ ...passed, ...gap(0.1) }, { ...passed, id: 'search', test: 'search', ...gap(0.001) });
    expect(await firing()).toEqual(['Samples missing in InfluxDB: checkout']);
    await runs({ ...passed, id: 'newer', endedAt: ago(6) });
    expect(await firing()).toEqual([]);
  });

  describe('about runs', () => {
    const toldByGrafana = () => beatUntil(0, { runAlerts: 'grafana' });

    it('are quiet while the sidecar tells, which is the default', async () => {
      await beatUntil(0);
      await runs(failed, { ...failed, id: 'x', test: 'search', actionRequired: true });
      expect(await firing()).toEqual([]);
    });

    it('tell a failed run that needs nobody by one alert', async () => {
      await toldByGrafana();
      await runs(passed, failed, { ...passed, id: 's', test: 'search' });
      expect(await firing()).toEqual(['Run failed: checkout']);
    });

    it('tell a failed run that needs a person by one alert', async () => {
      await toldByGrafana();
      await runs(passed, { ...failed, actionRequired: true });
      expect(await firing()).toEqual(['Incident needs a person: checkout']);
    });

    it.each(['inconclusive', 'errored', 'missed'] as const)('tell one that is %s by one alert', async (verdict) => {
      await toldByGrafana();
      await runs(passed, { ...failed, verdict });
      expect(await firing()).toEqual(['Run without a result: checkout']);
    });

    it('are quiet about a run that a person has stopped', async () => {
      await toldByGrafana();
      const reasons = [{ code: 'stoppedByPerson', text: 'stopped by a person' }] as const;
      await runs(passed, { ...failed, verdict: 'errored', reasons: [...reasons] });
      expect(await firing()).toEqual([]);
    });

    it('end with a run that passes, and not with one that is inconclusive', async () => {
      await toldByGrafana();
      await runs({ ...failed, actionRequired: true }, { ...failed, id: 'i', verdict: 'inconclusive', endedAt: ago(8) });
      expect(await firing()).toEqual(['Incident needs a person: checkout', 'Run without a result: checkout']);
      await runs({ ...passed, id: 'mended', endedAt: ago(6) });
      expect(await firing()).toEqual([]);
    });

    it('go on about a run when the next one fails, until that is told too', async () => {
      await toldByGrafana();
      const inconclusive = { ...failed, id: 'i', verdict: 'inconclusive', endedAt: ago(12) } as const;
      // Its diagnosis has not come yet.
      await runs(passed, inconclusive, failed, { ...failed, id: 'next', endedAt: ago(1) });
      expect(await firing()).toEqual(['Run failed: checkout', 'Run without a result: checkout']);
      await runs({ ...failed, id: 'next', endedAt: ago(1), actionRequired: true });
      expect(await firing()).toEqual([
        'Incident needs a person: checkout',
        'Run failed: checkout',
        'Run without a result: checkout',
      ]);
    });

    it('say nothing of a failure that came in after a newer run had passed', async () => {
      await toldByGrafana();
      await runs({ ...passed, endedAt: ago(5) }, { ...failed, actionRequired: true });
      expect(await firing()).toEqual([]);
    });

    it('tell each environment of a load test by itself', async () => {
      await toldByGrafana();
      await runs(failed, { ...passed, id: 'st', environment: 'staging' });
      expect(await firing()).toEqual(['Run failed: checkout']);
    });

    it('do not take the death of the sidecar for a recovery', async () => {
      await beatUntil(6, { runAlerts: 'grafana' });
      await runs(failed);
      expect(await firing()).toEqual(['Run failed: checkout', 'Sidecar down']);
    });
  });
});
