import { storeFigures } from '../../evaluation/testing/inputs';
import { detailsOf } from '../../runs';
import { describeOnEachDatabase } from '../../testing/databases';
import { createHeart, type Heart, measured } from '../testing/heart';

const series = { stepSeconds: 1, points: [] };
const answer = {
  kind: 'answered',
  figures: storeFigures({ requests: 594, virtualUsers: 12, statusCodes: [{ code: 503, requests: 300 }] }),
  series,
  limited: [],
} as const;
const unreachable = { kind: 'unavailable', reason: 'the metric store did not answer', retryable: true } as const;

/** Judged as failed before the store had answered. */
async function judgedWithout(heart: Heart): Promise<string> {
  heart.storeAnswers(null);
  return heart.report(measured.failed);
}

describeOnEachDatabase('a store that answers after the verdict', (database) => {
  it('adds what it knows, and lets the diagnosis begin that has waited for it', async () => {
    const heart = createHeart(database());
    const id = await judgedWithout(heart);
    const before = await heart.row(id);
    heart.storeAnswers(answer);
    await heart.readStoreLater(id);
    const after = await heart.row(id);
    expect(after).toMatchObject({
      storeCheck: { kind: 'compared', summaryRequests: 600, storeRequests: 594, missingRequests: 6 },
      storeReadAfter: null,
    });
    expect(Number(after.diagnoseAfter)).toBeLessThan(Number(before.diagnoseAfter));
    expect(await detailsOf(heart.db, id)).toMatchObject({ statusCodes: [{ code: 503, requests: 300 }], series });
    expect(await heart.effects(id, 'resultPoint')).toContain(`result-storeRead-${id}`);
  });

  it("changes neither the verdict nor what k6 has told: those are k6's own", async () => {
    const heart = createHeart(database());
    const id = await judgedWithout(heart);
    heart.storeAnswers(answer);
    await heart.readStoreLater(id);
    expect(await heart.row(id)).toMatchObject({ verdict: 'failed', requests: 600, virtualUsers: 10, judgement: 1 });
  });

  it('fills in the users where k6 could not tell them', async () => {
    const heart = createHeart(database());
    const id = await judgedWithout(heart);
    await heart.change(id, { virtualUsers: null });
    heart.storeAnswers(answer);
    await heart.readStoreLater(id);
    expect(await heart.row(id)).toMatchObject({ virtualUsers: 12, virtualUsersSource: 'active' });
  });

  it('is asked again while it is silent, and given up after some tries', async () => {
    const heart = createHeart(database());
    const id = await judgedWithout(heart);
    heart.storeAnswers(unreachable);
    await heart.readStoreLater(id);
    const waiting = await heart.row(id);
    expect(waiting).toMatchObject({ storeCheck: { kind: 'pending' } });
    expect(waiting.storeReadAfter).not.toBeNull();
    await heart.change(id, { storeReadAttempts: 6 });
    await heart.readStoreLater(id);
    expect(await heart.row(id)).toMatchObject({
      storeCheck: { kind: 'unavailable', reason: 'the metric store did not answer' },
      storeReadAfter: null,
    });
    expect(await detailsOf(heart.db, id)).toBeNull();
  });

  it('is not asked again where it has refused', async () => {
    const heart = createHeart(database());
    const id = await judgedWithout(heart);
    heart.storeAnswers({ kind: 'unavailable', reason: 'the metric store refused the query', retryable: false });
    await heart.readStoreLater(id);
    expect(await heart.row(id)).toMatchObject({
      storeCheck: { kind: 'unavailable', reason: 'the metric store refused the query' },
      storeReadAfter: null,
    });
  });

  it('says nothing to a run that was judged again in the meantime', async () => {
    const heart = createHeart(database());
    const id = await judgedWithout(heart);
    const before = await heart.row(id);
    await heart.change(id, { judgement: 2 });
    heart.storeAnswers(answer);
    await heart.readStoreLaterAs(before);
    expect(await heart.row(id)).toMatchObject({ storeCheck: { kind: 'pending' } });
    expect(await detailsOf(heart.db, id)).toBeNull();
  });

  it('writes no point for a run that does not count', async () => {
    const heart = createHeart(database());
    heart.storeAnswers(null);
    const id = await heart.report(measured.passed, { counts: false });
    heart.storeAnswers(answer);
    await heart.readStoreLater(id);
    expect(await heart.row(id)).toMatchObject({ storeCheck: { kind: 'compared' } });
    expect(await heart.effects(id, 'resultPoint')).toEqual([]);
  });
});
