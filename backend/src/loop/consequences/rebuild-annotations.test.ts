import { annotationOf } from '../../annotations';
import { effects } from '../../effects/tables';
import { runs } from '../../runs';
import { describeOnEachDatabase } from '../../testing/databases';
import { storeRun } from '../../testing/run-rows';
import { openDashboards, type Dashboards } from '../testing/dashboards';
import { rebuildAnnotations } from './rebuild-annotations';

const at = new Date('2026-11-23T12:00:00.000Z');
const now = () => at;
const daysAgo = (days: number) => new Date(at.getTime() - days * 86_400_000);

describeOnEachDatabase('rebuilding the annotations', (database) => {
  let dashboards: Dashboards;
  beforeEach(async () => {
    await database().delete(effects);
    await database().delete(runs);
    dashboards = await openDashboards(database());
  });
  afterEach(() => dashboards.grafana.close());

  const judged = (id: string, given: Parameters<typeof storeRun>[1] = {}) =>
    storeRun(database(), { id, status: 'judged', verdict: 'failed', announcedAt: daysAgo(1), ...given });
  const rebuild = (since: Date | null = null, limit?: number) =>
    rebuildAnnotations({ db: database(), layer: dashboards.layer, now }, since, limit);
  const drawn = () =>
    dashboards.grafana.annotations.map(({ tags }) => tags.find((tag) => tag.startsWith('run:'))?.slice(4)).sort();
  async function putStray(runId: string): Promise<void> {
    const run = await judged(`as-${runId}`);
    const [row] = await database().select().from(runs);
    const like = row === undefined ? null : annotationOf(row);
    if (like !== null) {
      const tags = like.tags.map((tag) => (tag === `run:${run}` ? `run:${runId}` : tag));
      await dashboards.layer.put({ ...like, runId, tags }, null);
    }
    await database().delete(runs);
  }

  it('writes all of them where Grafana has lost everything, and for those runs only that have one', async () => {
    await judged('failed');
    await judged('missed', { verdict: 'missed' });
    await judged('passed', { verdict: 'passed' });
    await judged('not-counting', { counts: false });
    await judged('stopped', {
      verdict: 'errored',
      reasons: [{ code: 'stoppedByPerson', text: 'a person stopped it' }],
    });
    await storeRun(database(), { id: 'running', announcedAt: at });
    expect(await rebuild()).toEqual({ kind: 'planned', planned: 2, toRemove: 0, complete: true });
    await dashboards.catchUp();
    expect(drawn()).toEqual(['failed', 'missed']);
  });

  it('corrects what was edited, doubled or deleted by hand, and leaves what is right', async () => {
    for (const run of ['edited', 'doubled', 'deleted', 'right']) {
      await judged(run);
    }
    await rebuild();
    await dashboards.catchUp();
    await dashboards.byHand('edited', 'edit');
    await dashboards.byHand('doubled', 'double');
    await dashboards.byHand('deleted', 'delete');
    dashboards.calls();
    expect(await rebuild()).toMatchObject({ planned: 4, toRemove: 0 });
    await dashboards.catchUp();
    for (const run of ['edited', 'doubled', 'deleted', 'right']) {
      const annotations = dashboards.drawn(run).map(({ id: _id, ...annotation }) => annotation);
      expect(annotations).toEqual(await dashboards.asked(run));
    }
    expect(
      dashboards
        .calls()
        .filter((method) => method !== 'GET')
        .sort()
    ).toEqual(['DELETE', 'PATCH', 'POST']);
  });

  it('removes those of runs that are not stored, or have nothing to show, and nothing of other people', async () => {
    await putStray('unknown');
    await judged('passed-after-all');
    await rebuild();
    await dashboards.catchUp();
    await database().update(runs).set({ verdict: 'passed' });
    const { grafana } = dashboards;
    await fetch(`${grafana.grafanaUrl}/api/annotations`, {
      method: 'POST',
      headers: { authorization: `Bearer ${grafana.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ text: 'a release', time: at.getTime(), tags: ['loadtest', 'release'] }),
    });
    expect(await rebuild()).toEqual({ kind: 'planned', planned: 0, toRemove: 1, complete: true });
    await dashboards.catchUp();
    expect(grafana.annotations.map(({ text }) => text)).toEqual(['a release']);
  });

  it('may be called twice: one effect for each run that waits, and as many rows after many rebuilds', async () => {
    await judged('failed');
    await rebuild();
    await rebuild();
    expect(await dashboards.states('failed')).toEqual(['planned']);
    await dashboards.catchUp();
    await rebuild();
    await dashboards.catchUp();
    expect(await dashboards.states('failed')).toEqual(['confirmed']);
    expect(drawn()).toEqual(['failed']);
    const kinds = await database().selectDistinct({ kind: effects.kind }).from(effects);
    expect(kinds).toEqual([{ kind: 'grafanaAnnotation' }]);
  });

  it('takes only runs since then, and keeps the annotations of older ones', async () => {
    await judged('old', { announcedAt: daysAgo(40) });
    await judged('new');
    await rebuild();
    await dashboards.catchUp();
    expect(await rebuild(daysAgo(30))).toMatchObject({ planned: 1, toRemove: 0 });
    await dashboards.catchUp();
    expect(drawn()).toEqual(['new', 'old']);
  });

  it('takes the newest runs where there are more than one rebuild takes, and says so', async () => {
    for (let days = 1; days <= 4; days += 1) {
      await judged(`run-${days}`, { announcedAt: daysAgo(days) });
    }
    expect(await rebuild(null, 3)).toMatchObject({ planned: 3, complete: false });
    expect(await rebuild(null, 4)).toMatchObject({ planned: 4, complete: true });
    await dashboards.catchUp();
    expect(drawn()).toEqual(['run-1', 'run-2', 'run-3', 'run-4']);
  });

  it('plans nothing where Grafana does not say what it has', async () => {
    await judged('failed');
    dashboards.grafana.script({ do: 'answer', status: 403, body: { message: 'Permissions needed: annotations:read' } });
    expect(await rebuild()).toEqual({
      kind: 'notListed',
      reason: expect.stringContaining('annotations:read') as string,
    });
    expect(await dashboards.states('failed')).toEqual([]);
  });
});
