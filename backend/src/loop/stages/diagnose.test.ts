import type { DiagnosisInput } from '../../model/diagnosis';
import { detailsOf } from '../../runs';
import { describeOnEachDatabase } from '../../testing/databases';
import { diagnosisOf } from '../testing/diagnosis-of';
import { createHeart, type Heart, type HeartOptions } from '../testing/heart';

type Given = Parameters<Heart['follow']>[1];

describeOnEachDatabase('diagnosing', (database) => {
  /** A failed run, diagnosed as auto-fixable. */
  async function autoFixable(given: Given = {}, options: HeartOptions = {}) {
    const heart = createHeart(database(), options);
    const run = await heart.follow('failed', given);
    await heart.diagnose(run, 'autoFixable');
    return { heart, run };
  }

  describe('as auto-fixable', () => {
    it('plans one redeploy, and tells nobody before it was made', async () => {
      const { heart, run } = await autoFixable();
      expect(await heart.effects(run, 'vercelRedeploy')).toHaveLength(1);
      expect(await heart.alerts(run)).toEqual([]);
      expect(await heart.row(run)).toMatchObject({
        diagnosisState: 'done',
        diagnosis: { classification: 'autoFixable' },
        actionRequired: false,
        diagnoseAfter: null,
      });
      expect(await heart.standing()).toEqual({
        incident: {
          state: 'remediating',
          openedByRunId: run,
          lastRunId: run,
          reason: null,
          timeline: ['opened', 'diagnosed', 'redeployPlanned'],
        },
        banner: false,
      });
    });

    const refusals: ReadonlyArray<readonly [string, Given, HeartOptions, RegExp]> = [
      ['the mode is off', {}, { mode: 'off' }, /remediation is off/],
      ['the mode is dry run', {}, { mode: 'dry-run' }, /would have redeployed dpl_live/],
      ['a person has to approve', {}, { mode: 'approve' }, /waits for a person's approval/],
      ['the entry has no policy', { remediation: { vercel: null } }, {}, /no remediation\.vercel/],
      ['somebody else has started the run', { trigger: 'external' }, {}, /trigger "external"/],
      [
        'another project is meant',
        { remediation: { vercel: { projectId: 'prj_other', teamId: null, triggers: ['schedule'] } } },
        {},
        /prj_other is not in VERCEL_ALLOWED_PROJECT_IDS/,
      ],
      ['nobody knows what was in production', { productionDeployment: null }, {}, /was not recorded/],
      ['a late report has changed the verdict', { judgement: 2 }, {}, /second judgement never redeploys/],
      ['the run ended long ago', { endedAt: new Date('2026-11-23T11:45:00.000Z') }, {}, /more than 15 minutes ago/],
    ];
    it.each(refusals)('needs a person where %s', async (_why, given, options, reason) => {
      const { heart, run } = await autoFixable(given, options);
      expect(await heart.effects(run, 'vercelRedeploy')).toEqual([]);
      expect(await heart.alerts(run)).toEqual(['actionRequired']);
      expect(await heart.lastAlert(run)).toMatchObject({
        actionRequiredReason: expect.stringMatching(reason) as string,
        diagnosis: { text: 'It was slow at the start only.', madeBy: 'haiku' },
      });
      expect(await heart.standing()).toMatchObject({
        incident: { state: 'actionRequired', reason: expect.stringMatching(reason) as string },
        banner: true,
      });
    });

    it('needs a person where a newer run of the load test has begun', async () => {
      const heart = createHeart(database());
      const run = await heart.follow('failed');
      await heart.announce();
      await heart.diagnose(run, 'autoFixable');
      expect(await heart.effects(run, 'vercelRedeploy')).toEqual([]);
      expect(await heart.row(run)).toMatchObject({ actionRequiredReason: 'a newer run of this load test exists' });
    });

    it('needs a person where the incident has needed one before: it never goes back', async () => {
      const heart = createHeart(database());
      await heart.diagnose(await heart.follow('failed'), 'actionRequired');
      const second = await heart.follow('failed');
      await heart.diagnose(second, 'autoFixable');
      expect(await heart.effects(second, 'vercelRedeploy')).toEqual([]);
      expect(await heart.standing()).toMatchObject({ incident: { state: 'actionRequired' }, banner: true });
    });

    it('redeploys the project of the entry, expecting what the run has tested', async () => {
      const { heart, run } = await autoFixable();
      expect(await heart.payloads(run, 'vercelRedeploy')).toEqual([
        { projectId: heart.projectId, teamId: null, expectedDeploymentId: 'dpl_live', test: heart.test },
      ]);
    });
  });

  describe('as action required', () => {
    it('tells a person, with the diagnosis, and turns the banner on', async () => {
      const heart = createHeart(database());
      const run = await heart.follow('failed');
      await heart.diagnose(run, 'actionRequired');
      expect(await heart.alerts(run)).toEqual(['actionRequired']);
      expect(await heart.lastAlert(run)).toMatchObject({
        verdict: 'failed',
        actionRequiredReason: 'no rule permits a redeploy',
        diagnosis: { text: 'Half of the requests failed throughout.', madeBy: 'haiku', model: 'claude-haiku' },
      });
      expect(await heart.standing()).toMatchObject({ incident: { state: 'actionRequired' }, banner: true });
      expect(await heart.row(run)).toMatchObject({ actionRequired: true, diagnosisState: 'done' });
    });
  });

  it('writes the result point again and an annotation, and keeps the evidence', async () => {
    const { heart, run } = await autoFixable();
    expect(await heart.effects(run, 'resultPoint')).toEqual([`result-diagnosed-${run}`, `result-judged-${run}`]);
    expect(await heart.effects(run, 'grafanaAnnotation')).toHaveLength(1);
    expect(await detailsOf(heart.db, run)).toMatchObject({
      evidence: { facts: [{ id: 'E1', text: 'half of the requests failed' }] },
    });
  });

  it('is done once, whoever else was at it', async () => {
    const { heart, run } = await autoFixable();
    await heart.diagnose(run, 'actionRequired');
    expect(await heart.row(run)).toMatchObject({ diagnosis: { classification: 'autoFixable' } });
    expect(await heart.standing()).toMatchObject({ incident: { state: 'remediating' } });
    expect(await heart.alerts(run)).toEqual([]);
  });

  it('after a passed run was quicker: the failure is told all the same, and nothing is left to do', async () => {
    const heart = createHeart(database());
    const run = await heart.follow('failed');
    heart.later(1);
    await heart.follow('passed');
    await heart.diagnose(run, 'autoFixable');
    expect(await heart.alerts(run)).toEqual(['failedAndRecovered']);
    expect(await heart.effects(run, 'vercelRedeploy')).toEqual([]);
    expect(await heart.effects(run, 'grafanaAnnotation')).toHaveLength(1);
    expect(await heart.standing()).toMatchObject({ incident: { state: 'resolved' }, banner: false });
  });

  it('rests on the run, its details, and the earlier runs that count, newest first', async () => {
    const heart = createHeart(database());
    const passed = await heart.follow('passed', { p95ResponseTimeMs: 40 });
    await heart.follow('failed', { counts: false });
    const errored = await heart.follow('errored');
    const run = await heart.follow('failed', { requests: 600, failedRequests: 300, errorRate: 0.5 });
    await heart.follow('passed');
    const input: DiagnosisInput | undefined = await heart.diagnose(run, 'actionRequired');
    expect(input).toMatchObject({
      run: { id: run, test: heart.test, trigger: 'schedule', verdict: 'failed' },
      figures: { requests: 600, failedRequests: 300, errorRate: 0.5 },
      deployment: { id: 'dpl_live' },
      endpointSeries: null,
      history: [
        { runId: errored, verdict: 'errored' },
        { runId: passed, verdict: 'passed', p95ResponseTimeMs: 40, autoFixApplied: false },
      ],
    });
  });

  it('that comes while a newer failure escalates the incident does not redeploy any more', async () => {
    const heart = createHeart(database());
    const first = await heart.follow('failed');
    await heart.diagnoseWith(first, async () => {
      heart.later(1);
      await heart.diagnose(await heart.follow('failed'), 'actionRequired');
      return diagnosisOf('autoFixable', heart.now());
    });
    expect(await heart.effects(first, 'vercelRedeploy')).toEqual([]);
    expect(await heart.standing()).toMatchObject({ incident: { state: 'actionRequired' }, banner: true });
  });
});
