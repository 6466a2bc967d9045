import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createOwnDatabase, type OwnDatabase } from '../../backend/src/testing/databases';
import { describeWith } from '../../backend/src/testing/real-parts';
import { prepareInfluxdb } from '../stack/metric-stores';
import { startSidecarProcess, type SidecarProcess } from '../stack/sidecar-process';
import { slowStart } from './load';
import { startWorld, type World } from './world';

/** Each with two load tests of its own. */
const projects = ['shop', 'billing', 'search', 'mail'] as const;
const testsOf = (project: string) => [`${project}-one`, `${project}-two`] as const;

describeWith(
  ['TEST_POSTGRES_URL', 'TEST_INFLUX_URL', 'TEST_INFLUX_TOKEN'],
  'two sidecar processes on one Postgres, each with a load test of one project that fails',
  () => {
    let database: OwnDatabase;
    let store: Awaited<ReturnType<typeof prepareInfluxdb>>;
    let world: World;
    let other: SidecarProcess;
    let dataDirOfOther = '';
    beforeAll(async () => {
      [database, store] = await Promise.all([createOwnDatabase(), prepareInfluxdb()]);
      world = await startWorld({
        tests: projects.flatMap(testsOf),
        projectNameOf: (test) => test.split('-')[0] ?? test,
        env: { ...store.env, DATABASE_URL: database.url.toString() },
      });
      dataDirOfOther = await mkdtemp(join(tmpdir(), 'other-'));
      const { env, keys } = world.sidecar();
      other = await startSidecarProcess({ ...env, DATA_DIR: dataDirOfOther }, { keys });
    });
    afterAll(async () => {
      await other.end();
      await rm(dataDirOfOther, { recursive: true, force: true });
      await world.close();
      await Promise.all([database.drop(), store.dispose()]);
    });

    it.each(projects)('redeploy it once, and say so for both: %s', async (project) => {
      const [one, two] = testsOf(project);
      await Promise.all([world.k6.plan(one, slowStart()), world.k6.plan(two, slowStart())]);
      const ids = await Promise.all([world.api().runNow(one), other.api.runNow(two)]);
      const runs = await Promise.all(ids.map((id) => world.decided(id)));
      // Another diagnosis is shown whole: it says why.
      const said = runs.map(({ diagnosis }) => `${diagnosis?.classification}: ${JSON.stringify(diagnosis)}`);
      expect(said).toEqual([expect.stringMatching(/^autoFixable: /), expect.stringMatching(/^autoFixable: /)]);
      expect(world.newDeployments(project)).toHaveLength(1);
      // The later one shares it or, where its run ended after it was sent, is for a person.
      expect(runs.filter(({ autoFixApplied }) => autoFixApplied !== null).length).toBeGreaterThanOrEqual(1);
      for (const { test, autoFixApplied, actionRequired } of runs) {
        expect(actionRequired).toBe(autoFixApplied === null);
        expect(world.alerts(test)).toHaveLength(1);
      }
    });
  }
);
