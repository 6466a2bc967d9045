import { storeFigures } from '../../evaluation/testing/inputs';
import { detailsOf } from '../../runs';
import { describeOnEachDatabase } from '../../testing/databases';
import { createHeart, measured } from '../testing/heart';

const series = { stepSeconds: 1, points: [] };
const answered = (requests: number, changes: Parameters<typeof storeFigures>[0] = {}) => ({
  kind: 'answered' as const,
  figures: storeFigures({ requests, failedRequests: 0, errorRateSamples: requests, ...changes }),
  series,
  limited: [],
});
const unreachable = { kind: 'unavailable', reason: 'the metric store did not answer', retryable: true } as const;

describeOnEachDatabase('judging', (database) => {
  describe('of a run', () => {
    it.each([
      ['passed', measured.passed, 'withinLimits'],
      ['failed', measured.failed, 'errorRateBreach'],
      ['failed', measured.tooSlow, 'p95Breach'],
      ['inconclusive', measured.inconclusive, 'tooFewRequests'],
      ['errored', measured.errored, 'scriptError'],
      ['errored', measured.stopped, 'stoppedByPerson'],
    ])('writes %s with its reason and what follows from it', async (verdict, what, code) => {
      const heart = createHeart(database());
      const run = await heart.row(await heart.report(what));
      expect(run).toMatchObject({
        status: 'judged',
        verdict,
        judgement: 1,
        requests: what.requests,
        failedRequests: what.failedRequests,
        p95ResponseTimeMs: what.p95ResponseTimeMs,
        durationSeconds: 60,
        correctedFrom: null,
        diagnosisState: verdict === 'failed' ? 'pending' : 'notNeeded',
      });
      expect(run.reasons?.map((reason) => reason.code)).toContain(code);
      expect(run.resultAt).toEqual(run.endedAt);
      expect(await heart.effects(run.id, 'resultPoint')).toEqual([`result-judged-${run.id}`]);
      expect(run.incidentId !== null).toBe(verdict === 'failed');
    });

    it.each(['passed', 'failed', 'inconclusive', 'errored'] as const)(
      'gives a run that does not count its verdict (%s) and nothing more',
      async (verdict) => {
        const heart = createHeart(database());
        const open = await heart.report(measured.failed);
        await heart.diagnose(open, 'actionRequired');
        const before = await heart.standing();
        heart.later(10);
        const id = await heart.report(measured[verdict], { counts: false, countsReason: 'another target' });
        expect(await heart.row(id)).toMatchObject({ verdict, incidentId: null, diagnosisState: 'notNeeded' });
        expect(await heart.alerts(id)).toEqual([]);
        expect(await heart.effects(id, 'resultPoint')).toEqual([]);
        expect(await heart.standing()).toEqual(before);
      }
    );

    it('is left to another sidecar that has taken the run over', async () => {
      const heart = createHeart(database());
      const id = await heart.announce();
      await heart.send(id, measured.failed);
      const run = await heart.row(id);
      expect(await heart.judgeAs({ ...run, judgeAttempts: run.judgeAttempts + 1 })).toBe(true);
      expect(await heart.row(id)).toMatchObject({ status: 'judging', verdict: null });
      expect(await heart.effects(id, 'resultPoint')).toEqual([]);
    });

    it('is done once, however often it is tried', async () => {
      const heart = createHeart(database());
      const id = await heart.announce();
      await heart.send(id, measured.inconclusive);
      const run = await heart.row(id);
      await heart.judgeAs(run);
      await heart.judgeAs(run);
      expect(await heart.row(id)).toMatchObject({ judgement: 1 });
      expect(await heart.alerts(id)).toEqual(['inconclusive']);
    });
  });

  describe('the metric store beside the judge', () => {
    it('is compared with what k6 itself reports, and its gap does not change the verdict of one process', async () => {
      const heart = createHeart(database());
      heart.storeAnswers(answered(570));
      const id = await heart.report(measured.passed);
      expect(await heart.row(id)).toMatchObject({
        verdict: 'passed',
        requests: 600,
        storeCheck: { kind: 'compared', summaryRequests: 600, storeRequests: 570, missingRequests: 30 },
        storeReadAfter: null,
      });
    });

    it('gives the details of the run, which are kept', async () => {
      const heart = createHeart(database());
      heart.storeAnswers(answered(600, { statusCodes: [{ code: 503, requests: 300 }] }));
      const id = await heart.report(measured.failed);
      expect(await detailsOf(heart.db, id)).toMatchObject({ statusCodes: [{ code: 503, requests: 300 }], series });
    });

    it('is not waited for where one process has told all: the verdict stands, and the store is read later', async () => {
      const heart = createHeart(database());
      heart.storeAnswers(null);
      const id = await heart.report(measured.failed);
      const run = await heart.row(id);
      expect(run).toMatchObject({ verdict: 'failed', storeCheck: { kind: 'pending' } });
      expect(run.storeReadAfter).not.toBeNull();
      // The diagnosis waits for it: not yet due when the store is.
      expect(Number(run.diagnoseAfter)).toBeGreaterThan(Number(run.storeReadAfter));
    });

    it('is waited for where p95 can come from nowhere else, and then with what the instances say', async () => {
      const heart = createHeart(database());
      heart.storeAnswers(unreachable);
      const id = await heart.announce({ expectedInstances: 2 });
      await heart.send(id, measured.passed, 'a');
      await heart.send(id, measured.tooSlow, 'b');
      expect(await heart.judge(id)).toBe(false);
      expect(await heart.row(id)).toMatchObject({ status: 'judging', verdict: null });
      expect(await heart.alerts(id)).toEqual([]);
      heart.storeAnswers(answered(1200, { p95ResponseTimeMs: 700 }));
      expect(await heart.judge(id)).toBe(true);
      expect(await heart.row(id)).toMatchObject({ verdict: 'failed', requests: 1200, p95ResponseTimeMs: 700 });
    });

    it('is given up after some tries: never passed without it', async () => {
      const heart = createHeart(database());
      heart.storeAnswers(unreachable);
      const id = await heart.announce({ expectedInstances: 2 });
      await heart.send(id, measured.passed, 'a');
      await heart.send(id, measured.passed, 'b');
      const run = { ...(await heart.row(id)), judgeAttempts: 6 };
      await heart.change(id, { judgeAttempts: run.judgeAttempts });
      expect(await heart.judgeAs(run)).toBe(true);
      expect(await heart.row(id)).toMatchObject({
        verdict: 'inconclusive',
        storeCheck: { kind: 'unavailable', reason: 'the metric store did not answer' },
      });
    });

    it('alone never makes a run passed that was closed for silence', async () => {
      const heart = createHeart(database());
      heart.storeAnswers(answered(600));
      const id = await heart.announce();
      await heart.silence(id);
      expect(await heart.row(id)).toMatchObject({
        verdict: 'errored',
        closedAtDeadline: true,
        requests: 600,
        storeCheck: { kind: 'storeOnly', storeRequests: 600 },
      });
      expect(await heart.alerts(id)).toEqual(['errored']);
    });

    it('alone makes it failed: what failed has failed, whoever is silent', async () => {
      const heart = createHeart(database());
      heart.storeAnswers(answered(600, { failedRequests: 6, errorRate: 0.01 }));
      const id = await heart.announce();
      await heart.silence(id);
      expect(await heart.row(id)).toMatchObject({ verdict: 'failed', errorRate: 0.01, diagnosisState: 'pending' });
    });
  });

  describe('judging that throws', () => {
    it('is tried again, and at the fifth time a person is told', async () => {
      const heart = createHeart(database());
      const id = await heart.announce();
      await heart.send(id, measured.passed);
      for (let failures = 1; failures < 5; failures += 1) {
        await heart.judgingThrew(id);
        expect(await heart.row(id)).toMatchObject({ status: 'judging', verdict: null, judgeFailures: failures });
      }
      await heart.judgingThrew(id);
      const run = await heart.row(id);
      expect(run).toMatchObject({ status: 'judged', verdict: 'errored', judgement: 1 });
      expect(run.reasons?.[0]?.code).toBe('notJudgeable');
      expect(await heart.alerts(id)).toEqual(['errored']);
    });

    it('over a late report leaves what was said before', async () => {
      const heart = createHeart(database());
      const id = await heart.announce();
      await heart.silence(id);
      await heart.send(id, measured.passed);
      await heart.change(id, { judgeFailures: 4 });
      await heart.judgingThrew(id);
      expect(await heart.row(id)).toMatchObject({ status: 'judged', verdict: 'errored', judgement: 1 });
      expect(await heart.alerts(id)).toEqual(['errored']);
    });
  });
});
