import type { Database } from '../db';
import { createHeart, measured } from '../loop/testing/heart';
import { describeOnEachDatabase } from '../testing/databases';
import { createTimetable, scheduledTest } from './testing/timetable';

const threeDaysLater = '2026-11-26T12:02:00Z';

describeOnEachDatabase('three days without a sidecar, on a schedule of every five minutes', (database) => {
  let db: Database;
  beforeAll(() => (db = database()));

  async function afterThreeDays() {
    const loadTest = scheduledTest();
    const time = createTimetable(db, '2026-11-23T12:00:00Z');
    const heart = createHeart(db, { loadTest });
    const turn = (to: string) => {
      time.set(to);
      heart.set(new Date(to));
    };
    await time.sidecar([loadTest]).look();
    turn('2026-11-23T12:01:00Z');
    await heart.report(measured.passed, { test: loadTest.name });
    turn(threeDaysLater);
    const before = await heart.bannerState();
    const sidecars = [time.sidecar([loadTest]), time.sidecar([loadTest])];
    await Promise.all(sidecars.map((each) => each.look()));
    const [, missed] = await time.runsOf(loadTest);
    await heart.judge(missed?.id ?? '');
    return { heart, time, turn, loadTest, before, missed: await heart.row(missed?.id ?? ''), sidecars };
  }

  it('are one run of the verdict missed, which one message tells of, with the number of ticks', async () => {
    const { heart, missed } = await afterThreeDays();
    expect(missed).toMatchObject({ verdict: 'missed', trigger: 'schedule', counts: true, incidentId: null });
    expect(missed.reasons).toEqual([
      { code: 'missed', text: expect.stringMatching(/^864 ticks from 2026-11-23 12:05 UTC/) },
    ]);
    expect(await heart.alerts(missed.id)).toEqual(['missed']);
    expect(await heart.effects(missed.id, 'vercelRedeploy')).toEqual([]);
    expect((await heart.standing()).incident).toBeNull();
  });

  it('turn the banner unknown, and it comes back with a pass', async () => {
    const { heart, turn, loadTest, before } = await afterThreeDays();
    expect(before).toMatchObject({
      state: 'unknown',
      unknownReason: `${loadTest.name}: no result since 2026-11-23 12:02 UTC, expected by 2026-11-23 12:25 UTC`,
    });
    const then = await heart.bannerState();
    expect(then.unknownReason).toContain(`${loadTest.name}: 864 ticks from`);
    expect(then.etag).not.toBe(before.etag);
    turn('2026-11-26T12:05:00Z');
    await heart.report(measured.passed, { test: loadTest.name });
    expect(await heart.bannerState()).toMatchObject({ state: 'ok', unknownReason: null });
  });

  it('need a person when the next ones are missed too', async () => {
    const { heart, time, turn, loadTest } = await afterThreeDays();
    turn('2026-11-26T13:02:00Z');
    await time.sidecar([loadTest]).look();
    const again = (await time.runsOf(loadTest)).at(-1);
    await heart.judge(again?.id ?? '');
    expect((await heart.standing()).incident).toMatchObject({
      state: 'actionRequired',
      reason: 'two runs in a row gave no usable result (missed, then missed)',
    });
  });
});
