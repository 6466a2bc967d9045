import { runs } from './tables';
import { describeOnEachDatabase } from '../testing/databases';
import { aLoadTest } from '../testing/load-test';
import { announceRun } from './announce';
import { announcementSchema } from '../model/protocol';
import { changeRun, findRun } from './repository';

const entry = aLoadTest({ env: { ITEMS: '20' } });
const planned = {
  virtualUsers: 1,
  iterations: null,
  durationSeconds: 1,
  userSeconds: 1,
  earlyUserStops: 0,
  arrivals: null,
};
const profile = {
  kind: 'known' as const,
  loadProfileHash: 'b'.repeat(64),
  planned,
  k6Version: '2.2.0',
  thresholds: [],
  measuredOptions: {},
};

describeOnEachDatabase('the same announcement again', (db) => {
  beforeEach(async () => void (await db().delete(runs)));

  const announce = (measurement: Record<string, unknown> | null, changes: Record<string, unknown> = {}) =>
    announceRun(
      {
        db: db(),
        now: () => new Date(),
        catalogue: () => ({ file: '/catalogue/loadtests.yaml', tests: new Map([[entry.name, entry]]) }),
        profileOf: () => Promise.resolve(profile),
      },
      announcementSchema.parse({
        id: 'run-1',
        test: 'checkout',
        target: entry.target,
        reporter: 'cli',
        scriptHash: entry.scriptHash,
        loadProfileHash: profile.loadProfileHash,
        measurement,
        ...changes,
      }),
      'ci'
    );
  const counted = async () => {
    const run = await findRun(db(), 'run-1');
    return [run?.counts, run?.countsReason];
  };

  it('leaves a run counted whose variables are the catalogue’s', async () => {
    expect((await announce({})).isNew).toBe(true);
    expect(await announce({ env: { ITEMS: '20' } })).toMatchObject({ isNew: false, run: { counts: true } });
    expect(await counted()).toEqual([true, null]);
  });

  it('un-counts a run whose variables are not, answers so, and stores no value', async () => {
    await announce({});
    const countsReason = "the variable ITEMS is not the catalogue's";
    expect(await announce({ env: { ITEMS: 'secret-1' } })).toMatchObject({
      isNew: false,
      run: { counts: false, countsReason },
    });
    expect(await counted()).toEqual([false, countsReason]);
    expect(JSON.stringify(await findRun(db(), 'run-1'))).not.toContain('secret-1');
    // What one k6 of the run has shown, no other one takes back.
    await announce({ env: { ITEMS: '20' } });
    expect(await counted()).toEqual([false, countsReason]);
  });

  it('un-counts for what another k6 of the run measures, whatever start it states', async () => {
    await announce({ env: { ITEMS: '20' } });
    const again = { startedAt: '2026-11-25T09:00:00.000Z' };
    expect(await announce({ switches: ['--no-thresholds'] }, again)).toMatchObject({ run: { counts: false } });
    expect(await counted()).toEqual([false, '--no-thresholds changes what is measured']);
  });

  it.each(['judging', 'judged'] as const)('comes too late for a run that is %s', async (status) => {
    await announce({});
    await changeRun(db(), 'run-1', { status });
    expect(await announce({ env: { ITEMS: '1' } })).toMatchObject({ isNew: false, run: { counts: true } });
    expect(await counted()).toEqual([true, null]);
  });

  it('says nothing where it brings no measurement', async () => {
    await announce({});
    expect(await announce(null)).toMatchObject({ isNew: false, run: { counts: true } });
  });
});

describeOnEachDatabase('a run that is announced before its k6 starts', (db) => {
  beforeEach(async () => void (await db().delete(runs)));

  const early = {
    id: 'run-1',
    test: 'checkout',
    target: entry.target,
    reporter: 'handleSummary',
    expectedInstances: 3,
  };
  const byK6 = { ...early, scriptHash: entry.scriptHash, loadProfileHash: profile.loadProfileHash, planned };
  const announce = (body: Record<string, unknown>) =>
    announceRun(
      {
        db: db(),
        now: () => new Date(),
        catalogue: () => ({ file: '/catalogue/loadtests.yaml', tests: new Map([[entry.name, entry]]) }),
        profileOf: () => Promise.resolve(profile),
      },
      announcementSchema.parse(body),
      'ci'
    );

  it('counts by what the k6 of it announce, in whichever order they come', async () => {
    expect(await announce(early)).toMatchObject({
      isNew: true,
      run: { counts: false, countsReason: 'the hash of the script was not reported' },
    });
    expect(await announce(byK6)).toMatchObject({ isNew: false, run: { counts: true, countsReason: null, planned } });
    expect(await announce(byK6)).toMatchObject({ isNew: false, run: { counts: true } });
    // A step that is done once more.
    expect(await announce(early)).toMatchObject({ isNew: false, run: { counts: true, planned } });
  });

  it('takes it late as well, and what contradicts it never', async () => {
    await announce(byK6);
    expect(await announce(early)).toMatchObject({ isNew: false, run: { counts: true } });
    for (const other of [{ expectedInstances: 2 }, { target: 'https://other.example.com' }, { reporter: 'other' }]) {
      await expect(announce({ ...early, ...other })).rejects.toThrow('was announced before with other content');
      await expect(announce({ ...byK6, ...other })).rejects.toThrow('was announced before with other content');
    }
    await expect(announce({ ...byK6, scriptHash: 'c'.repeat(64) })).rejects.toThrow('announced before');
  });

  it('counts by what it was measured with', async () => {
    await announce(early);
    const measurement = { env: { ITEMS: '21' } };
    const countsReason = "the variable ITEMS is not the catalogue's";
    expect(await announce({ ...byK6, measurement })).toMatchObject({ run: { counts: false, countsReason } });
  });

  it('stays as it was judged', async () => {
    await announce(early);
    await changeRun(db(), 'run-1', { status: 'judged' });
    expect(await announce(byK6)).toMatchObject({ isNew: false, run: { counts: false } });
  });
});
