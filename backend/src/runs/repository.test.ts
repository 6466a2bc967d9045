import { sql } from 'drizzle-orm';
import { runs } from './tables';
import { describeOnEachDatabase } from '../testing/databases';
import { decodeCursor, encodeCursor } from '../api/cursor';
import {
  changeRun,
  claimRunToDiagnose,
  claimRunToJudge,
  closeOverdueRuns,
  earlierCountingRuns,
  findRun,
  isDue,
  isNewestRun,
  listQuery,
  listRuns,
  lockRun,
  runsWithLateDiagnosis,
  secondsFromNow,
  type RunFilter,
} from './repository';
import { storeRun } from '../testing/run-rows';

const noon = Date.parse('2025-11-23T12:00:00.000Z');
const minute = (minutes: number) => new Date(noon + minutes * 60_000);

describeOnEachDatabase('the records of runs', (db, kind) => {
  beforeEach(async () => void (await db().delete(runs)));

  it('keep counts of any whole number that k6 may report', async () => {
    const counts = { requests: 5_000_000_000, failedRequests: 3_000_000_000, errorRateSamples: 5_000_000_000 };
    const id = await storeRun(db(), counts);
    expect(await findRun(db(), id)).toMatchObject(counts);
  });

  async function pages(
    limit: number,
    filter: RunFilter = {},
    between: () => Promise<unknown> = () => Promise.resolve()
  ) {
    const ids: string[] = [];
    let cursor: string | null = null;
    do {
      const after = cursor === null ? null : decodeCursor(cursor);
      const { rows, next } = await listRuns(db(), filter, after, limit);
      expect(rows.length).toBeLessThanOrEqual(limit);
      ids.push(...rows.map(({ id }) => id));
      cursor = next === null ? null : encodeCursor(next);
      await between();
    } while (cursor !== null);
    return ids;
  }

  describe('paging', () => {
    it('gives every run once, newest first, also where several were announced in one instant', async () => {
      for (let index = 0; index < 23; index += 1) {
        // Ids out of order, seven runs to an instant.
        await storeRun(db(), { id: `run-${(index * 7) % 23}`, announcedAt: minute(Math.floor(index / 7)) });
      }
      const all = (await listRuns(db(), {}, null, 100)).rows;
      expect(all).toHaveLength(23);
      const ids = all.map(({ id }) => id);
      expect(all.map(({ announcedAt }) => announcedAt.getTime())).toEqual(
        all.map(({ announcedAt }) => announcedAt.getTime()).sort((a, b) => b - a)
      );
      for (const limit of [1, 4, 7, 23]) {
        expect(await pages(limit)).toEqual(ids);
      }
    });

    it('neither repeats nor loses a run when new ones come in between two pages', async () => {
      const before: string[] = [];
      for (let index = 0; index < 9; index += 1) {
        before.unshift(await storeRun(db(), { id: `old-${index}`, announcedAt: minute(index) }));
      }
      let newer = 0;
      const ids = await pages(2, {}, () => {
        newer += 1;
        return storeRun(db(), { id: `new-${newer}`, announcedAt: minute(100 + newer) });
      });
      expect(ids).toEqual(before);
    });

    it('says that nothing follows when a page ends with the last run', async () => {
      await storeRun(db());
      expect((await listRuns(db(), {}, null, 1)).next).toBeNull();
    });
  });

  it('filters', async () => {
    const judged = { status: 'judged' as const, judgedAt: minute(9) };
    await storeRun(db(), { id: 'a', announcedAt: minute(1), ...judged, verdict: 'passed' });
    await storeRun(db(), { id: 'b', announcedAt: minute(2), ...judged, verdict: 'failed', actionRequired: true });
    await storeRun(db(), { id: 'c', announcedAt: minute(3), trigger: 'manual', test: 'browse' });
    await storeRun(db(), { id: 'd', announcedAt: minute(4), counts: false, environment: 'staging' });
    const cases: ReadonlyArray<readonly [RunFilter, string]> = [
      [{}, 'dcba'],
      [{ tests: ['browse'] }, 'c'],
      [{ tests: ['browse', 'checkout'] }, 'dcba'],
      [{ verdicts: ['failed', 'missed'] }, 'b'],
      [{ triggers: ['manual'] }, 'c'],
      [{ environment: 'staging' }, 'd'],
      [{ counts: true }, 'cba'],
      [{ actionRequired: true }, 'b'],
      [{ actionRequired: false, counts: false }, 'd'],
      [{ judged: true }, 'ba'],
      [{ from: minute(2), to: minute(4) }, 'cb'],
      [{ tests: ['nobody-knows-it'] }, ''],
    ];
    for (const [filter, expected] of cases) {
      expect({ filter, found: (await pages(2, filter)).join('') }).toEqual({ filter, found: expected });
    }
  });

  it.each<[index: string, filter: RunFilter]>([
    ['runs_by_date', {}],
    ['runs_by_test', { tests: ['shop'] }],
    ['runs_by_verdict', { verdicts: ['failed'] }],
    ['runs_by_trigger', { triggers: ['schedule'] }],
    ['runs_by_environment', { environment: 'staging' }],
    ['runs_not_counting', { counts: false }],
    ['runs_needing_person', { actionRequired: true }],
  ])('are listed in the order of %s, so that no page sorts all there are', async (index, filter) => {
    const explained = await db().transaction(async (tx) => {
      // What few rows are there would else be sorted in no time.
      await tx.execute(sql`SET LOCAL enable_sort = off`);
      await tx.execute(sql`SET LOCAL enable_seqscan = off`);
      await tx.execute(sql`SET LOCAL enable_bitmapscan = off`);
      return JSON.stringify(await tx.execute(sql`EXPLAIN (FORMAT JSON) ${listQuery(tx, filter, null, 50)}`));
    });
    expect(explained).toContain(index);
    expect(explained).not.toMatch(/\bSort\b/);
  });

  it.each([
    ['runs_open', 'judge'],
    ['runs_to_diagnose', 'diagnose'],
    ['runs_store_to_read', 'readStore'],
  ] as const)('are looked for every second by %s (to %s), which holds what is open alone', async (index, what) => {
    const explained = await db().transaction(async (tx) => {
      await tx.execute(sql`SET LOCAL enable_seqscan = off`);
      return JSON.stringify(await tx.execute(sql`EXPLAIN (FORMAT JSON) SELECT id FROM runs WHERE ${isDue[what]}`));
    });
    expect(explained).toContain(index);
  });

  describe('claiming', () => {
    const ready = () => storeRun(db(), { status: 'judging', judgeAfter: new Date(Date.now() - 1000) });

    it('gives each run to one claimer, however many there are', async () => {
      const waiting = await Promise.all([ready(), ready(), ready(), ready(), ready()]);
      const claims = await Promise.all(Array.from({ length: 8 }, () => claimRunToJudge(db())));
      const claimed = claims.flatMap((run) => run?.id ?? []);
      expect(claimed.sort()).toEqual(waiting.sort());
      expect(await claimRunToJudge(db())).toBeNull();
    });

    it('gives a run back when the lease of its holder is over, and counts the attempt', async () => {
      const id = await ready();
      expect(await claimRunToJudge(db())).toMatchObject({ id, judgeAttempts: 1 });
      await changeRun(db(), id, { leaseUntil: secondsFromNow(1) });
      expect(await claimRunToJudge(db())).toBeNull();
      await changeRun(db(), id, { leaseUntil: secondsFromNow(-1) });
      expect(await claimRunToJudge(db())).toMatchObject({ id, judgeAttempts: 2 });
    });

    it('waits until a run is to be judged, and takes the one that has waited longest', async () => {
      await storeRun(db(), { status: 'judging', judgeAfter: new Date(Date.now() + 60_000) });
      await storeRun(db(), { status: 'running' });
      expect(await claimRunToJudge(db())).toBeNull();
      await storeRun(db(), { id: 'second', status: 'judging', judgeAfter: new Date(Date.now() - 1000) });
      await storeRun(db(), { id: 'first', status: 'judging', judgeAfter: new Date(Date.now() - 2000) });
      expect((await claimRunToJudge(db()))?.id).toBe('first');
    });

    it('takes failed runs to be diagnosed, late ones too', async () => {
      const diagnoseAfter = new Date(Date.now() - 1000);
      const judged = { status: 'judged' as const, diagnoseAfter, verdict: 'failed' as const };
      await storeRun(db(), { ...judged, diagnosisState: 'done', judgedAt: minute(1) });
      await storeRun(db(), { ...judged, diagnosisState: 'notNeeded', judgedAt: minute(1) });
      await storeRun(db(), { ...judged, id: 'pending', diagnosisState: 'pending', judgedAt: minute(3) });
      await storeRun(db(), { ...judged, id: 'late', diagnosisState: 'late', judgedAt: minute(2) });
      expect((await claimRunToDiagnose(db()))?.id).toBe('late');
      expect((await claimRunToDiagnose(db()))?.id).toBe('pending');
      expect(await claimRunToDiagnose(db())).toBeNull();
    });

    if (kind === 'server') {
      it('passes over a run that somebody else has locked', async () => {
        await storeRun(db(), { id: 'locked', status: 'judging', judgeAfter: new Date(Date.now() - 2000) });
        await storeRun(db(), { id: 'free', status: 'judging', judgeAfter: new Date(Date.now() - 1000) });
        await db().transaction(async (tx) => {
          await lockRun(tx, 'locked');
          expect((await claimRunToJudge(db()))?.id).toBe('free');
          expect(await claimRunToJudge(db())).toBeNull();
        });
        expect((await claimRunToJudge(db()))?.id).toBe('locked');
      });
    }
  });

  it('closes what is past its deadline, once', async () => {
    await storeRun(db(), { id: 'over', status: 'awaitingParts', deadlineAt: minute(1) });
    await storeRun(db(), { id: 'queued', status: 'queued', deadlineAt: minute(2) });
    await storeRun(db(), { id: 'in-time', deadlineAt: minute(3) });
    await storeRun(db(), { id: 'judged', status: 'judged', deadlineAt: minute(1) });
    expect((await closeOverdueRuns(db(), minute(2), true)).sort()).toEqual(['over', 'queued']);
    expect(await closeOverdueRuns(db(), minute(2), true)).toEqual([]);
    expect(await findRun(db(), 'over')).toMatchObject({ status: 'judging', closedAtDeadline: true });
    expect((await claimRunToJudge(db()))?.closedAtDeadline).toBe(true);
  });

  it('closes nothing before its deadline by the clock of the database, however far ahead that of the sidecar is', async () => {
    const inAnHour = new Date(Date.now() + 3_600_000);
    await storeRun(db(), { id: 'waits', status: 'running', deadlineAt: inAnHour });
    const ahead = new Date(inAnHour.getTime() + 3_600_000);
    expect(await closeOverdueRuns(db(), ahead, true)).toEqual([]);
    // Embedded records have no clock of their own.
    expect(await closeOverdueRuns(db(), ahead, false)).toEqual(['waits']);
  });

  it('finds what still has no diagnosis', async () => {
    const failed = { status: 'judged' as const, verdict: 'failed' as const };
    await storeRun(db(), { ...failed, id: 'late', diagnosisState: 'pending', judgedAt: minute(1) });
    await storeRun(db(), { ...failed, id: 'in-time', diagnosisState: 'pending', judgedAt: minute(2) });
    await storeRun(db(), { ...failed, id: 'told', diagnosisState: 'late', judgedAt: minute(1) });
    expect((await runsWithLateDiagnosis(db(), minute(2))).map(({ id }) => id)).toEqual(['late']);
  });

  it('knows the earlier runs that count, and which one is the newest', async () => {
    const judged = { status: 'judged' as const, verdict: 'passed' as const };
    await storeRun(db(), { ...judged, id: 'first', announcedAt: minute(1) });
    await storeRun(db(), { ...judged, id: 'local', announcedAt: minute(2), counts: false });
    await storeRun(db(), { ...judged, id: 'other', announcedAt: minute(2), test: 'browse' });
    await storeRun(db(), { ...judged, id: 'second', announcedAt: minute(3) });
    await storeRun(db(), { id: 'running', announcedAt: minute(4) });
    await storeRun(db(), { ...judged, id: 'later', announcedAt: minute(5), counts: false });
    const running = await found('running');
    expect((await earlierCountingRuns(db(), running, 10)).map(({ id }) => id)).toEqual(['second', 'first']);
    expect((await earlierCountingRuns(db(), running, 1)).map(({ id }) => id)).toEqual(['second']);
    expect(await isNewestRun(db(), running)).toBe(true);
    expect(await isNewestRun(db(), await found('second'))).toBe(false);
  });

  it('stores instants to the millisecond and gives them back as they were', async () => {
    const announcedAt = new Date('2026-03-29T01:59:59.999Z');
    const id = await storeRun(db(), { announcedAt });
    expect((await findRun(db(), id))?.announcedAt).toEqual(announcedAt);
    const rows = await db().execute(
      sql`SELECT announced_at = '2026-03-29T01:59:59.999Z'::timestamptz AS same FROM runs`
    );
    expect(rows).toMatchObject({ rows: [{ same: true }] });
  });

  async function found(id: string) {
    const run = await findRun(db(), id);
    if (run === null) {
      throw new Error(`there is no run ${id}`);
    }
    return run;
  }
});

it.each([
  '',
  'nonsense',
  Buffer.from('["yesterday","id"]').toString('base64url'),
  Buffer.from('{}').toString('base64url'),
])('takes nothing for a cursor that it has not made: %p', (token) => {
  expect(decodeCursor(token)).toBeNull();
});
