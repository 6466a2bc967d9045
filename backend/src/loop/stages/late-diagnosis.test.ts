import { describeOnEachDatabase } from '../../testing/databases';
import { createHeart, diagnosisDeadlineSeconds } from '../testing/heart';

const reason = `the diagnosis did not come within ${diagnosisDeadlineSeconds} s`;

describeOnEachDatabase('a diagnosis that does not come', (database) => {
  it('is waited for until its deadline, in silence', async () => {
    const heart = createHeart(database());
    const run = await heart.follow('failed');
    heart.later(0.9);
    await heart.alertLateDiagnoses();
    expect(await heart.alerts(run)).toEqual([]);
    expect(await heart.standing()).toMatchObject({ incident: { state: 'diagnosing' }, banner: false });
  });

  it('is then told without: a person is needed and the banner is on, once', async () => {
    const heart = createHeart(database());
    const run = await heart.follow('failed');
    heart.later(1.1);
    await heart.alertLateDiagnoses();
    await heart.alertLateDiagnoses();
    expect(await heart.alerts(run)).toEqual(['actionRequired']);
    expect(await heart.lastAlert(run)).toMatchObject({ actionRequiredReason: reason, diagnosis: null });
    expect(await heart.standing()).toMatchObject({
      incident: { state: 'actionRequired', reason, timeline: ['opened', 'actionRequired'] },
      banner: true,
    });
    expect(await heart.row(run)).toMatchObject({ diagnosisState: 'late' });
  });

  it('is added when it comes after all: no second message, and no redeploy', async () => {
    const heart = createHeart(database());
    const run = await heart.follow('failed');
    heart.later(1.1);
    await heart.alertLateDiagnoses();
    await heart.diagnose(run, 'autoFixable');
    expect(await heart.row(run)).toMatchObject({
      diagnosisState: 'done',
      diagnosis: { classification: 'autoFixable' },
      actionRequired: true,
      actionRequiredReason: reason,
    });
    expect(await heart.alerts(run)).toEqual(['actionRequired']);
    expect(await heart.effects(run, 'vercelRedeploy')).toEqual([]);
    expect(await heart.effects(run, 'grafanaAnnotation')).toHaveLength(1);
  });

  it('needs nobody where a passed run was quicker; the failure is told all the same', async () => {
    const heart = createHeart(database());
    const run = await heart.follow('failed');
    heart.later(0.1);
    await heart.follow('passed');
    heart.later(1);
    await heart.alertLateDiagnoses();
    expect(await heart.alerts(run)).toEqual(['failedAndRecovered']);
    expect(await heart.standing()).toMatchObject({ incident: { state: 'resolved' }, banner: false });
  });

  it('because it throws is tried five times; then a person is told without it', async () => {
    const heart = createHeart(database());
    const run = await heart.follow('failed');
    for (let failures = 1; failures < 5; failures += 1) {
      await heart.diagnosisThrew(run);
      expect(await heart.alerts(run)).toEqual([]);
      expect(await heart.row(run)).toMatchObject({ diagnosisState: 'pending', diagnosisFailures: failures });
    }
    await heart.diagnosisThrew(run);
    expect(await heart.alerts(run)).toEqual(['actionRequired']);
    expect(await heart.row(run)).toMatchObject({ diagnosisState: 'done', diagnoseAfter: null, actionRequired: true });
    expect(await heart.standing()).toMatchObject({ incident: { state: 'actionRequired' }, banner: true });
  });
});
