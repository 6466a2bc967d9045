import { createEffectWorker } from '../../effects';
import { effects } from '../../effects/tables';
import { createBreakers } from '../../lib/outbound/breaker';
import { describeOnEachDatabase } from '../../testing/databases';
import { openDashboards, type Dashboards } from '../testing/dashboards';
import { createHeart, diagnosisDeadlineSeconds, measured, type Heart } from '../testing/heart';
import { planAnnotation } from './grafana-annotation';
import { slackMessage } from './slack-message';

describeOnEachDatabase('the annotation of a run', (database) => {
  let heart: Heart;
  let dashboards: Dashboards;
  beforeEach(async () => {
    await database().delete(effects);
    heart = createHeart(database());
    dashboards = await openDashboards(database());
  });
  afterEach(() => dashboards.grafana.close());

  /** Once everything that is planned is sent, Grafana has what the record asks for, and once. @returns its text. */
  async function drawn(run: string): Promise<string | null> {
    await dashboards.catchUp();
    const inGrafana = dashboards.drawn(run).map(({ id: _id, ...annotation }) => annotation);
    expect(inGrafana).toEqual(await dashboards.asked(run));
    return inGrafana[0]?.text ?? null;
  }

  it('is there from the verdict on, and gets the diagnosis when it comes', async () => {
    const run = await heart.report(measured.failed);
    expect(await drawn(run)).toMatch(/: failed\. .* 10 virtual users\.$/);
    await heart.diagnose(run, 'actionRequired');
    expect(await drawn(run)).toMatch(
      / Action required: no rule permits a redeploy\. Half of the requests failed throughout\.$/
    );
    expect(dashboards.drawn(run)).toMatchObject([
      { id: 1, tags: expect.arrayContaining(['severity:critical']) as unknown },
    ]);
    // The first queries of a cold PGlite take seconds on a busy machine.
  }, 180_000);

  it('says that the diagnosis is late, and has it when it comes after all', async () => {
    const run = await heart.follow('failed');
    heart.later(1.1);
    await heart.alertLateDiagnoses();
    const late = `Action required: the diagnosis did not come within ${diagnosisDeadlineSeconds} s.`;
    expect(await drawn(run)).toMatch(new RegExp(`${late}$`));
    await heart.diagnose(run, 'actionRequired');
    expect(await drawn(run)).toContain(`${late} Half of the requests failed`);
  });

  it('says that nobody could make the diagnosis', async () => {
    const run = await heart.follow('failed');
    for (let failures = 1; failures <= 5; failures += 1) {
      await heart.diagnosisThrew(run);
    }
    expect(await drawn(run)).toContain('Action required: the diagnosis could not be made');
  });

  it('says that the redeploy was no fix once the load test has failed again', async () => {
    const first = await heart.follow('failed');
    await heart.diagnose(first, 'autoFixable');
    expect(await drawn(first)).not.toContain('Auto-fix');
    await heart.redeployed(first);
    await database().transaction((tx) => planAnnotation(tx, first, heart.now()));
    expect(await drawn(first)).toMatch(
      /Auto-fix applied: redeploy, not verified yet\. It was slow at the start only\.$/
    );
    heart.later(1);
    const second = await heart.follow('failed');
    expect(await drawn(first)).toContain(
      'Auto-fix applied: redeploy did not fix it. Action required: the load test failed again after the redeploy.'
    );
    expect(await drawn(second)).not.toContain('Auto-fix');
  });

  it.each(['inconclusive', 'errored', 'missed'] as const)(
    'tells of a run that was %s, with its reason',
    async (verdict) => {
      const run = await heart.follow(verdict);
      expect(await drawn(run)).toContain(`: ${verdict}. p95 not measured, error rate not measured. it was ${verdict}.`);
      expect(dashboards.drawn(run)[0]?.tags).toContain('severity:warning');
      const second = await heart.follow(verdict);
      expect(await drawn(second)).toContain('Action required: two runs in a row gave no usable result');
    }
  );

  it('says that a person is needed because the message about the run was not delivered', async () => {
    const run = await heart.follow('inconclusive');
    expect(await drawn(run)).not.toContain('Action required');
    const reason = 'Slack, posting the message: channel_not_found';
    const refused = { kind: 'rejected' as const, code: 'channel_not_found', reason };
    const slack = { channel: null, send: () => Promise.resolve(refused), own: null };
    const worker = createEffectWorker({
      db: database(),
      kinds: [slackMessage({ ...heart.planning, db: database(), slack, breakers: createBreakers() })],
      random: () => 0,
      followUpFailed: () => Promise.resolve(),
      onSettled: () => Promise.resolve(),
    });
    await worker.workOnce();
    expect(await drawn(run)).toContain('Action required: the Slack alert was not delivered');
  });

  it('is not there for what nobody is told of: passed, stopped by a person, not counting; nothing is even planned', async () => {
    const runs = [
      await heart.report(measured.passed),
      await heart.report(measured.stopped),
      await heart.report(measured.failed, { counts: false }),
    ];
    for (const run of runs) {
      expect(await drawn(run)).toBeNull();
      expect(await dashboards.states(run)).toEqual([]);
    }
    expect(dashboards.calls()).toEqual([]);
  });

  describe('of a run that is judged again', () => {
    async function silent(): Promise<string> {
      const run = await heart.announce();
      await heart.silence(run);
      expect(await drawn(run)).toContain('the run was announced and never reported its end');
      return run;
    }
    async function late(run: string, what: (typeof measured)[keyof typeof measured]): Promise<void> {
      await heart.send(run, what);
      await heart.judge(run);
    }

    it('goes when the run has passed after all', async () => {
      const run = await silent();
      await late(run, measured.passed);
      expect(await drawn(run)).toBeNull();
    });

    it('goes when the run turns out not to count', async () => {
      const run = await silent();
      await heart.change(run, { counts: false, countsReason: 'another load profile' });
      await late(run, measured.failed);
      expect(await drawn(run)).toBeNull();
    });

    it('stays one, with the new verdict and time, when the run has failed', async () => {
      const run = await silent();
      const [before] = structuredClone(dashboards.drawn(run));
      await late(run, measured.failed);
      await heart.diagnose(run, 'autoFixable');
      expect(await drawn(run)).toContain(': failed. error rate 50 % (300 of 600; limit 0 %)');
      const [after] = dashboards.drawn(run);
      expect(after?.id).toBe(before?.id);
      expect(after?.timeEnd).toBeLessThan(before?.timeEnd ?? 0);
    });
  });

  it('has the virtual users when the store tells them later', async () => {
    const run = await heart.report(measured.failed);
    await heart.change(run, { virtualUsers: null, storeReadAfter: heart.now() });
    await drawn(run);
    await heart.readStoreLater(run);
    expect(await dashboards.states(run)).toEqual(['planned']);
  });

  describe('whatever happens on the way', () => {
    it.each(['POST', 'PATCH', 'DELETE'])('is right and once after the answer to a %s was lost', async (method) => {
      dashboards.grafana.script({ do: 'actThenDrop', on: { method } });
      const run = await heart.follow('failed');
      await dashboards.catchUp();
      await heart.diagnose(run, 'actionRequired');
      expect(await drawn(run)).toContain('Half of the requests');
      await heart.change(run, { counts: false });
      await database().transaction((tx) => planAnnotation(tx, run, heart.now()));
      expect(await drawn(run)).toBeNull();
      expect(dashboards.grafana.calls.filter(({ reply }) => reply === 'dropped')).toHaveLength(1);
    });

    it('is written again at the next change where somebody has deleted it', async () => {
      const run = await heart.follow('failed');
      await drawn(run);
      await dashboards.layer.remove(run);
      await heart.diagnose(run, 'actionRequired');
      expect(await drawn(run)).toContain('Half of the requests');
    });

    it('is planned once while it waits, however much changes, and then says it all at once', async () => {
      const run = await heart.follow('failed');
      await heart.diagnose(run, 'actionRequired');
      await heart.change(run, { actionRequiredReason: 'the last word' });
      await database().transaction((tx) => planAnnotation(tx, run, heart.now()));
      expect(await dashboards.states(run)).toEqual(['planned']);
      expect(await drawn(run)).toContain('the last word');
      expect(dashboards.calls()).toEqual(['GET', 'POST', 'GET']);
    });

    it('says the last word even where a sidecar wakes up in the middle of writing an older one', async () => {
      const run = await heart.follow('failed');
      await heart.diagnose(run, 'actionRequired');
      await drawn(run);
      const say = async (actionRequiredReason: string) => {
        await heart.change(run, { actionRequiredReason });
        await database().transaction((tx) => planAnnotation(tx, run, heart.now()));
      };
      await say('an older word');
      const held = dashboards.holdNext();
      const sleeping = dashboards.tryOnce();
      await held.begun;
      await say('the last word');
      await dashboards.endLeases();
      await dashboards.catchUp();
      expect(dashboards.drawn(run)).toMatchObject([{ text: expect.stringContaining('the last word') as unknown }]);
      held.letGo();
      await sleeping;
      expect(await drawn(run)).toContain('the last word');
      // Only the last look shows that nothing was left of the older one.
      expect(dashboards.grafana.calls.some(({ body }) => JSON.stringify(body ?? '').includes('an older word'))).toBe(
        true
      );
    });

    it('says what has changed while it was being written', async () => {
      const run = await heart.follow('failed');
      const held = dashboards.holdNext();
      const writing = dashboards.tryOnce();
      await held.begun;
      await heart.diagnose(run, 'actionRequired');
      // Another sidecar is at it as well: it leaves the run alone until the first one has ended.
      expect(await dashboards.tryOnce()).toBe(false);
      held.letGo();
      await writing;
      expect(await drawn(run)).toContain('Half of the requests');
      expect(dashboards.calls()).toEqual(['GET', 'POST', 'GET', 'GET', 'PATCH']);
    });
  });
});
