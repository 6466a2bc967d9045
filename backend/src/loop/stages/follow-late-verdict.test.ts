import { describeOnEachDatabase } from '../../testing/databases';
import { createHeart, type Heart, measured } from '../testing/heart';

/** Its reporter sends at last what it has measured, and the run is judged again. */
async function late(heart: Heart, id: string, what: (typeof measured)[keyof typeof measured]): Promise<void> {
  heart.later(1);
  await heart.send(id, what);
  await heart.judge(id);
}

/** Announced, and closed for silence. */
async function silent(heart: Heart): Promise<string> {
  const id = await heart.announce();
  await heart.silence(id);
  heart.later(10);
  return id;
}

describeOnEachDatabase('the second judgement', (database) => {
  describe('for a report that comes after its run was closed for silence', () => {
    it('is a second judgement, told in one message; its point stays at the time of the first', async () => {
      const heart = createHeart(database());
      const id = await silent(heart);
      const { resultAt } = await heart.row(id);
      await late(heart, id, measured.passed);
      const run = await heart.row(id);
      expect(run).toMatchObject({
        verdict: 'passed',
        judgement: 2,
        resultAt,
        correctedFrom: { verdict: 'errored', reason: 'the run was announced and never reported its end' },
      });
      // It ended when its reporter says so, not when that was heard.
      expect(run.endedAt).toEqual(new Date(run.announcedAt.getTime() + 60_000));
      expect(await heart.alerts(id)).toEqual(['errored', 'corrected']);
      expect(await heart.lastAlert(id)).toMatchObject({ verdict: 'passed', correction: { verdict: 'errored' } });
      expect(await heart.effects(id, 'resultPoint')).toEqual([`result-judged-${id}`, `result-judged-${id}-judgement2`]);
    });

    it('says nothing where the verdict stays what it was', async () => {
      const heart = createHeart(database());
      const id = await silent(heart);
      await late(heart, id, measured.errored);
      expect(await heart.row(id)).toMatchObject({ verdict: 'errored', judgement: 2, correctedFrom: null });
      expect(await heart.alerts(id)).toEqual(['errored']);
    });

    it('passed, after two silences had opened an incident: takes it back', async () => {
      const heart = createHeart(database());
      await silent(heart);
      const id = await silent(heart);
      expect(await heart.standing()).toMatchObject({ incident: { state: 'actionRequired' }, banner: true });
      await late(heart, id, measured.passed);
      expect(await heart.standing()).toMatchObject({
        incident: { state: 'resolved', timeline: expect.arrayContaining(['takenBack', 'resolved']) as unknown },
        banner: false,
      });
      expect(await heart.row(id)).toMatchObject({ actionRequired: false, actionRequiredReason: null });
      expect(await heart.lastAlert(id)).toMatchObject({ kind: 'corrected', correction: { incident: 'takenBack' } });
    });

    it('passed, the first of the two silent ones: takes it back as well, since one alone opens nothing', async () => {
      const heart = createHeart(database());
      const first = await silent(heart);
      await silent(heart);
      await late(heart, first, measured.passed);
      expect(await heart.standing()).toMatchObject({ incident: { state: 'resolved' }, banner: false });
    });

    it('passed, while a failure carries the incident: it stays, without this run', async () => {
      const heart = createHeart(database());
      const waiting = await heart.announce();
      const failed = await heart.report(measured.failed);
      await heart.diagnose(failed, 'actionRequired');
      await heart.silence(waiting);
      expect((await heart.row(waiting)).incidentId).toBe((await heart.row(failed)).incidentId);
      await late(heart, waiting, measured.passed);
      expect((await heart.row(waiting)).incidentId).toBeNull();
      expect(await heart.standing()).toMatchObject({
        incident: { state: 'actionRequired', lastRunId: failed },
        banner: true,
      });
      expect(await heart.lastAlert(waiting)).toMatchObject({ correction: { incident: 'stays' } });
    });

    it('passed, started after the failure that carries the incident had ended: resolves it', async () => {
      const heart = createHeart(database());
      const failed = await heart.report(measured.failed);
      await heart.diagnose(failed, 'actionRequired');
      heart.later(10);
      const id = await silent(heart);
      expect(await heart.standing()).toMatchObject({ incident: { state: 'actionRequired' } });
      await late(heart, id, measured.passed);
      expect(await heart.standing()).toMatchObject({ incident: { state: 'resolved' }, banner: false });
      expect(await heart.lastAlert(id)).toMatchObject({ correction: { incident: 'resolved' } });
    });

    it('failed, with nothing newer: opens an incident, and is never redeployed', async () => {
      const heart = createHeart(database());
      const id = await silent(heart);
      await late(heart, id, measured.failed);
      expect(await heart.row(id)).toMatchObject({ verdict: 'failed', diagnosisState: 'pending' });
      await heart.diagnose(id, 'autoFixable');
      expect(await heart.effects(id, 'vercelRedeploy')).toEqual([]);
      expect(await heart.alerts(id)).toEqual(['errored', 'actionRequired']);
      expect(await heart.lastAlert(id)).toMatchObject({ correction: { verdict: 'errored' } });
      expect(await heart.standing()).toMatchObject({
        incident: { state: 'actionRequired', openedByRunId: id },
        banner: true,
      });
    });

    it('failed, older than a newer passed run: told, and opens nothing', async () => {
      const heart = createHeart(database());
      const id = await silent(heart);
      await heart.report(measured.passed);
      await late(heart, id, measured.failed);
      await heart.diagnose(id, 'actionRequired');
      expect(await heart.alerts(id)).toEqual(['errored', 'failedAndRecovered']);
      expect(await heart.standing()).toEqual({ incident: null, banner: false });
      expect(await heart.row(id)).toMatchObject({ incidentId: null, actionRequired: false });
    });

    it('failed, older than a newer failure: one more of its incident, which goes on showing the newer one', async () => {
      const heart = createHeart(database());
      const id = await silent(heart);
      const newer = await heart.report(measured.failed);
      await heart.diagnose(newer, 'actionRequired');
      await late(heart, id, measured.failed);
      expect(await heart.row(id)).toMatchObject({
        incidentId: (await heart.row(newer)).incidentId,
        diagnosisState: 'notNeeded',
      });
      expect(await heart.alerts(id)).toEqual(['errored', 'corrected']);
      expect((await heart.standing()).incident).toMatchObject({ lastRunId: newer, openedByRunId: newer });
    });

    it('failed, started before the redeploy that another failure has led to: does not end the waiting for it', async () => {
      const heart = createHeart(database());
      const waiting = await heart.announce();
      heart.later(1);
      const failed = await heart.report(measured.failed);
      await heart.diagnose(failed, 'autoFixable');
      await heart.redeployed(failed);
      await heart.silence(waiting);
      await late(heart, waiting, measured.failed);
      expect((await heart.row(failed)).autoFixApplied).toMatchObject({ outcome: 'pending' });
      expect((await heart.standing()).incident).toMatchObject({ state: 'remediating', lastRunId: failed });
      expect(await heart.alerts(waiting)).toEqual(['errored', 'corrected']);
    });

    it('inconclusive instead of errored: told, and the incident that it is part of stays', async () => {
      const heart = createHeart(database());
      await silent(heart);
      const id = await silent(heart);
      await late(heart, id, measured.inconclusive);
      expect(await heart.lastAlert(id)).toMatchObject({ kind: 'corrected', correction: { incident: 'stays' } });
      expect(await heart.standing()).toMatchObject({ incident: { state: 'actionRequired' }, banner: true });
    });
  });

  describe('a late report of a run that turns out not to count', () => {
    const uncounted = { counts: false, countsReason: 'another load profile' };

    it('takes back what its silence did, and says so once', async () => {
      const heart = createHeart(database());
      await silent(heart);
      const id = await silent(heart);
      await heart.change(id, uncounted);
      await late(heart, id, measured.failed);
      expect(await heart.standing()).toMatchObject({ incident: { state: 'resolved' }, banner: false });
      expect(await heart.row(id)).toMatchObject({
        actionRequired: false,
        diagnosisState: 'notNeeded',
      });
      expect(await heart.alerts(id)).toEqual(['actionRequired', 'corrected']);
      expect(await heart.lastAlert(id)).toMatchObject({
        correction: { verdict: 'errored', incident: 'takenBack', notCounted: 'another load profile' },
      });
      expect(await heart.effects(id, 'resultPoint')).toContain(`result-uncounted-${id}-judgement2`);
    });

    it('resolves nothing by having passed', async () => {
      const heart = createHeart(database());
      const failed = await heart.report(measured.failed);
      await heart.diagnose(failed, 'actionRequired');
      heart.later(10);
      const id = await silent(heart);
      await heart.change(id, uncounted);
      await late(heart, id, measured.passed);
      expect(await heart.standing()).toMatchObject({ incident: { state: 'actionRequired', lastRunId: failed } });
      expect(await heart.lastAlert(id)).toMatchObject({ correction: { incident: 'stays' } });
    });

    it('does nothing where it had not counted before either', async () => {
      const heart = createHeart(database());
      const id = await heart.announce(uncounted);
      await heart.silence(id);
      await late(heart, id, measured.passed);
      expect(await heart.row(id)).toMatchObject({ verdict: 'passed', judgement: 2 });
      expect(await heart.alerts(id)).toEqual([]);
      expect(await heart.effects(id, 'resultPoint')).toEqual([]);
    });
  });
});
