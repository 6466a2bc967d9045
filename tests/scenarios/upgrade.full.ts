import { hash } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { latestVersion, openEarlierEmbedded, storeRows } from '../../backend/src/testing/earlier-records';
import { earlierRows } from '../../backend/src/testing/earlier-rows';
import { earlierSummary } from '../../backend/src/testing/earlier-shapes';
import { scriptFolder } from '../stack/catalogue';
import { waitUntil } from '../stack/wait-until';
import { healthy } from './load';
import { startWorld, type World } from './world';

const situations = [
  'queued',
  'running',
  'awaiting',
  'judging',
  'undiagnosed',
  'late',
  'person',
  'resolved',
  'deployed',
  'redeploy-planned',
  'redeploy-sent',
  'redeploy-confirmed',
];
/** Nothing was streamed by the run that was under way, so its judge asks a store that a busy machine makes slow. */
const withinMs = 120_000;
/** The first, one in the middle, the last but one. */
const versions = ['first', 'middle', 'last'] as const;

describe('what a sidecar of an earlier version has left, carried on by this one', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({
      tests: versions.flatMap((version) => situations.map((situation) => `${version}-${situation}`)),
      sidecar: { haste: 20 },
    });
    await world.stop();
  }, 240_000);
  afterEach(() => world.stop());
  afterAll(() => world.close());

  async function leave(prefix: (typeof versions)[number]): Promise<void> {
    const latest = await latestVersion();
    const version = { first: 0, middle: Math.floor(latest / 2), last: latest - 1 }[prefix];
    await rm(join(world.dataDir, 'records'), { recursive: true, force: true });
    const records = await openEarlierEmbedded(world.dataDir);
    await records.migrateTo(version);
    await storeRows(records, earlierRows({ version, prefix, now: new Date() }));
    const script = await readFile(join(scriptFolder, 'passing.js'));
    await records.query(`UPDATE runs SET script_hash = $1 WHERE status = 'queued'`, [hash('sha256', script, 'hex')]);
    await records.close();
  }

  it.each(versions)(
    '%s',
    async (prefix) => {
      await leave(prefix);
      await world.k6.plan(`${prefix}-queued`, healthy());
      await world.restart();
      const settled = (situation: string) => world.api().waitForSettled(`${prefix}-${situation}-1`, withinMs);
      const incidentOf = async (situation: string) =>
        (await world.api().incidents({ test: `${prefix}-${situation}` }))[0];

      const sent = await world.api().sendPart(`${prefix}-awaiting-1`, { part: 'summary', summary: earlierSummary });
      expect(sent.status).toBe(202);
      expect(await settled('queued')).toMatchObject({
        reasons: [{ code: 'withinLimits' }],
        trigger: 'manual',
      });
      expect(await settled('running')).toMatchObject({
        verdict: 'errored',
        reasons: expect.arrayContaining([expect.objectContaining({ code: 'ownerLost' })]),
      });
      expect(await settled('awaiting')).toMatchObject({ verdict: 'passed' });
      expect(await settled('judging')).toMatchObject({ verdict: 'passed' });
      expect(await settled('undiagnosed')).toMatchObject({ diagnosis: { classification: 'actionRequired' } });
      expect(await settled('late')).toMatchObject({ diagnosis: { text: expect.any(String) }, actionRequired: true });
      await settled('person');
      expect(world.alerts(`${prefix}-person`)).toHaveLength(3);

      await settled('redeploy-planned');
      // It goes live, and is not verified: the script of its failed run is another one by now.
      const { timeline = [] } = (await incidentOf('redeploy-planned')) ?? {};
      expect(timeline.map(({ text }) => text).join('; ')).toContain('Vercel confirmed the redeploy');
      expect(world.newDeployments(`${prefix}-redeploy-planned`)).toHaveLength(1);
      await settled('redeploy-sent');
      expect(world.newDeployments(`${prefix}-redeploy-sent`)).toEqual([]);
      for (const situation of ['undiagnosed', 'redeploy-planned', 'redeploy-sent', 'redeploy-confirmed']) {
        await waitUntil(`a person to be asked about ${situation}`, async () =>
          (await incidentOf(situation))?.state === 'actionRequired' ? true : undefined
        );
      }
      const log = world.sidecar().logged();
      await world.stop();
      expect(log.split('\n').filter((line) => /"level":"(error|fatal)"/.test(line))).toEqual([]);

      const records = await openEarlierEmbedded(world.dataDir);
      const open = await records.query(`
        SELECT id FROM runs WHERE status <> 'judged' OR diagnosis_state IN ('pending', 'late')
        UNION SELECT deployment_id FROM deployment_events WHERE state = 'waiting'`);
      await records.close();
      expect(open).toEqual([]);
    },
    300_000
  );
});
