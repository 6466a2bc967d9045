import type { Verdict } from '../../model/run';
import { describeOnEachDatabase } from '../../testing/databases';
import { createHeart, type Heart } from '../testing/heart';

/** What was before the run: verdicts of earlier runs of the load test, oldest first; failed ones needed a person. */
type Before = ReadonlyArray<Verdict | 'stopped'>;
interface Consequences {
  readonly slack: readonly string[];
  /** State of the incident afterwards; null: there is none. */
  readonly incident: string | null;
  /** Whether the run belongs to it. */
  readonly joins: boolean;
  readonly banner: boolean;
}

const nothing: Consequences = { slack: [], incident: null, joins: false, banner: false };
const opens = { slack: [], incident: 'diagnosing', joins: true, banner: false };
const joins = { incident: 'actionRequired', joins: true, banner: true };
const needsPerson = { ...joins, slack: ['actionRequired'] };

/** The table "Verdict" of docs/architecture.md. A failed run is told with its diagnosis (diagnose.test.ts). */
const table: ReadonlyArray<readonly [Verdict | 'stopped', Before, Consequences]> = [
  ['passed', [], nothing],
  ['passed', ['passed'], nothing],
  ['passed', ['inconclusive'], nothing],
  ['passed', ['failed'], { slack: ['recovered'], incident: 'resolved', joins: true, banner: false }],
  ['passed', ['failed', 'failed'], { slack: ['recovered'], incident: 'resolved', joins: true, banner: false }],
  ['passed', ['errored', 'errored'], { slack: ['recovered'], incident: 'resolved', joins: true, banner: false }],

  ['failed', [], opens],
  ['failed', ['passed'], opens],
  ['failed', ['failed'], { ...joins, slack: [] }],
  ['failed', ['failed', 'passed'], opens],

  ['inconclusive', [], { ...nothing, slack: ['inconclusive'] }],
  ['inconclusive', ['passed'], { ...nothing, slack: ['inconclusive'] }],
  ['inconclusive', ['failed'], { ...joins, slack: ['inconclusive'] }],
  ['inconclusive', ['inconclusive'], needsPerson],
  ['inconclusive', ['errored'], needsPerson],
  ['inconclusive', ['inconclusive', 'passed'], { ...nothing, slack: ['inconclusive'] }],
  ['inconclusive', ['failed', 'inconclusive'], needsPerson],

  ['errored', [], { ...nothing, slack: ['errored'] }],
  ['errored', ['passed'], { ...nothing, slack: ['errored'] }],
  ['errored', ['failed'], { ...joins, slack: ['errored'] }],
  ['errored', ['errored'], needsPerson],
  ['errored', ['missed'], needsPerson],

  ['missed', [], { ...nothing, slack: ['missed'] }],
  ['missed', ['failed'], { ...joins, slack: ['missed'] }],
  ['missed', ['missed'], needsPerson],
  ['missed', ['inconclusive'], needsPerson],

  ['stopped', [], nothing],
  ['stopped', ['errored'], nothing],
  ['stopped', ['failed'], { ...joins, slack: [], joins: false }],
  // Two in a row, whatever a person has stopped between them; and a stopped one is not the first of two.
  ['inconclusive', ['inconclusive', 'stopped'], needsPerson],
  ['errored', ['stopped'], { ...nothing, slack: ['errored'] }],
];

describeOnEachDatabase('what follows from a verdict', (database) => {
  describe('by the table', () => {
    async function follow(heart: Heart, verdict: Verdict | 'stopped') {
      heart.later(10);
      return verdict === 'stopped' ? heart.follow('errored', { stoppedByPerson: true }) : heart.follow(verdict);
    }

    async function followToTheEnd(heart: Heart, verdict: Verdict | 'stopped') {
      const run = await follow(heart, verdict);
      if (verdict === 'failed') {
        await heart.diagnose(run, 'actionRequired');
      }
    }

    const cases = table.map(([verdict, before, consequences]) => ({
      title: `${verdict} after ${before.length === 0 ? 'nothing' : before.join(', ')}`,
      verdict,
      before,
      consequences,
    }));
    it.each(cases)('$title', async ({ verdict, before, consequences }) => {
      const heart = createHeart(database());
      for (const earlier of before) {
        await followToTheEnd(heart, earlier);
      }
      const run = await follow(heart, verdict);
      const { incident, banner } = await heart.standing();
      expect({
        slack: await heart.alerts(run),
        incident: incident?.state ?? null,
        joins: (await heart.row(run)).incidentId !== null,
        banner,
      }).toEqual(consequences);
      // Nothing is redeployed for a verdict alone, and each is a point of its own.
      expect(await heart.effects(run, 'vercelRedeploy')).toEqual([]);
      expect(await heart.effects(run, 'resultPoint')).toHaveLength(1);
    });
  });

  it('a failure that joins becomes the one that the banner shows; an unusable run does not', async () => {
    const heart = createHeart(database());
    const first = await heart.follow('failed');
    await heart.follow('inconclusive');
    expect((await heart.standing()).incident).toMatchObject({ openedByRunId: first, lastRunId: first });
    const second = await heart.follow('failed');
    expect((await heart.standing()).incident).toMatchObject({ openedByRunId: first, lastRunId: second });
  });

  it('a second unusable run in a row is told with the reason, and the incident keeps it', async () => {
    const heart = createHeart(database());
    await heart.follow('inconclusive');
    const run = await heart.follow('errored');
    const reason = 'two runs in a row gave no usable result (inconclusive, then errored)';
    expect(await heart.lastAlert(run)).toMatchObject({ actionRequiredReason: reason, verdict: 'errored' });
    expect((await heart.standing()).incident).toMatchObject({ reason, timeline: ['opened', 'actionRequired'] });
    expect(await heart.row(run)).toMatchObject({ actionRequired: true, actionRequiredReason: reason });
  });

  it('is told with the labels of the load test', async () => {
    const heart = createHeart(database(), { labels: { team: 'payments' } });
    const run = await heart.follow('inconclusive');
    expect(await heart.lastAlert(run)).toMatchObject({ labels: { team: 'payments' } });
  });

  it('where Grafana tells Slack about runs, the same follows but for the messages', async () => {
    const heart = createHeart(database(), { runAlerts: 'grafana' });
    await heart.follow('inconclusive');
    const run = await heart.follow('inconclusive');
    expect(await heart.alerts(run)).toEqual([]);
    expect(await heart.standing()).toMatchObject({ incident: { state: 'actionRequired' }, banner: true });
  });

  it('the failures of one load test touch no other', async () => {
    const [one, other] = [createHeart(database()), createHeart(database())];
    await one.follow('failed');
    const run = await other.follow('passed');
    expect(await other.alerts(run)).toEqual([]);
    expect((await one.standing()).incident).toMatchObject({ state: 'diagnosing' });
  });

  describe('an old run that is delivered only after a newer one has passed', () => {
    it.each(['failed', 'inconclusive', 'errored'] as const)('%s, is told and opens nothing', async (verdict) => {
      const heart = createHeart(database());
      const old = {
        announcedAt: heart.now(),
        startedAt: heart.now(),
        endedAt: new Date(heart.now().getTime() + 60_000),
      };
      await heart.follow('inconclusive');
      heart.later(10);
      await heart.follow('passed');
      heart.later(10);
      const run = await heart.follow(verdict, old);
      if (verdict === 'failed') {
        await heart.diagnose(run, 'autoFixable');
        expect(await heart.effects(run, 'vercelRedeploy')).toEqual([]);
      }
      expect(await heart.alerts(run)).toEqual([verdict === 'failed' ? 'failedAndRecovered' : verdict]);
      expect(await heart.standing()).toEqual({ incident: null, banner: false });
    });

    it('opens an incident where it ended after the newer one had begun: that one could not know of it', async () => {
      const heart = createHeart(database());
      const announcedAt = heart.now();
      heart.later(1);
      await heart.follow('passed');
      await heart.follow('failed', { announcedAt, startedAt: announcedAt });
      expect((await heart.standing()).incident).toMatchObject({ state: 'diagnosing' });
    });
  });

  describe('a passed run resolves only what it can know of', () => {
    it('not a failure that ended after it had started', async () => {
      const heart = createHeart(database());
      const startedAt = heart.now();
      await heart.follow('failed');
      const run = await heart.follow('passed', { announcedAt: startedAt, startedAt });
      expect(await heart.alerts(run)).toEqual([]);
      expect((await heart.standing()).incident).toMatchObject({ state: 'diagnosing' });
    });

    it("not by the word of a reporter whose clock is ahead of the sidecar's", async () => {
      const heart = createHeart(database());
      const announcedAt = heart.now();
      await heart.follow('failed');
      const run = await heart.follow('passed', { announcedAt, startedAt: new Date(heart.now().getTime() + 60_000) });
      expect((await heart.standing()).incident).toMatchObject({ state: 'diagnosing' });
      expect((await heart.row(run)).incidentId).toBeNull();
    });

    it('not where its clock is ahead and it was announced at its end only', async () => {
      const heart = createHeart(database());
      const began = heart.now();
      await heart.follow('failed');
      // Three minutes long, so it began before the failure had ended, whatever its reporter's clock says.
      heart.later(1);
      const ended = heart.now();
      await heart.follow('passed', {
        announcedAt: ended,
        startedAt: new Date(began.getTime() + 90_000),
        endedAt: new Date(ended.getTime() + 150_000),
        durationSeconds: 180,
      });
      expect((await heart.standing()).incident).toMatchObject({ state: 'diagnosing' });
    });

    it('a failure too that the clock of its reporter dates into the future', async () => {
      const heart = createHeart(database());
      await heart.follow('failed', { endedAt: new Date(heart.now().getTime() + 24 * 3_600_000) });
      heart.later(1);
      await heart.follow('passed');
      expect((await heart.standing()).incident).toMatchObject({ state: 'resolved' });
    });

    it.each([
      ['while its redeploy is on its way', false, 'remediating'],
      ['once it has started after the redeploy was confirmed', true, 'resolved'],
    ])('an incident %s', async (_title, isConfirmed, state) => {
      const heart = createHeart(database());
      const failed = await heart.follow('failed');
      await heart.diagnose(failed, 'autoFixable');
      if (isConfirmed) {
        await heart.redeployed(failed);
      }
      heart.later(1);
      await heart.follow('passed');
      expect((await heart.standing()).incident).toMatchObject({ state });
    });
  });

  describe('a failure after the redeploy', () => {
    it('needs a person: the redeploy was no fix, and there is no second', async () => {
      const heart = createHeart(database());
      const first = await heart.follow('failed');
      await heart.diagnose(first, 'autoFixable');
      await heart.redeployed(first);
      expect(await heart.standing()).toMatchObject({ incident: { state: 'remediating' }, banner: false });
      heart.later(1);
      const second = await heart.follow('failed');
      const reason = 'the load test failed again after the redeploy';
      expect(await heart.standing()).toMatchObject({
        incident: { state: 'actionRequired', reason, lastRunId: second },
        banner: true,
      });
      expect(await heart.row(first)).toMatchObject({
        autoFixApplied: { outcome: 'notFixed' },
        actionRequired: true,
        actionRequiredReason: reason,
      });
      // What is said of the first run has changed, so its point is written again.
      expect(await heart.effects(first, 'resultPoint')).toContain(`result-outcome-${first}`);
      await heart.diagnose(second, 'autoFixable');
      expect(await heart.effects(second, 'vercelRedeploy')).toEqual([]);
      expect(await heart.alerts(second)).toEqual(['actionRequired']);
    });

    it('that gave no usable result does not end the waiting for one that does', async () => {
      const heart = createHeart(database());
      const failed = await heart.follow('failed');
      await heart.diagnose(failed, 'autoFixable');
      await heart.redeployed(failed);
      await heart.follow('inconclusive');
      expect((await heart.row(failed)).autoFixApplied).toMatchObject({ outcome: 'pending' });
      expect((await heart.standing()).incident).toMatchObject({ state: 'remediating' });
    });
  });
});
