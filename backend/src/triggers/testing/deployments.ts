import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import pino from 'pino';
import type { Database } from '../../db';
import type { Deployment } from '../../model/deployment';
import type { LoadTest } from '../../model/load-test';
import { createVercelClient } from '../../remediation';
import { type RunRow, runs } from '../../runs';
import { deploymentEvents } from '../../runs/tables';
import { startFakeVercel, type FakeVercel } from '../../testing/fakes/vercel';
import { aLoadTest } from '../../testing/load-test';
import { createDeploymentStarter, type DeploymentStarter } from '../deployment-starter';
import type { Probe } from '../../runner';
import { takeDeployment } from '../take-deployment';

export const commits = { first: 'a'.repeat(40), second: 'b'.repeat(40) } as const;

/** An entry that deployments of a project of its own start. */
export function deployedTest(changes: Partial<LoadTest> = {}): LoadTest {
  const name = `checkout-${randomUUID().slice(0, 8)}`;
  return aLoadTest({
    name,
    target: `https://${name}.example/`,
    triggers: ['deployment', 'manual'],
    deployments: { ...aLoadTest().deployments, projectId: `prj_${name}` },
    ...changes,
  });
}

/** Vercel, a target, a clock that goes on when it is told to, and sidecars on one database that go by it. */
export async function createDeployments(db: Database, test: LoadTest, start = '2026-11-24T12:00:00Z') {
  let at = Date.parse(start);
  const now = () => new Date(at);
  const projectId = test.deployments.projectId ?? '';
  const vercel: FakeVercel = await startFakeVercel({
    projects: [{ id: projectId, name: test.name, productionDeployment: { id: 'dpl_before', sha: '0'.repeat(40) } }],
    now,
  });
  const client = createVercelClient({ token: vercel.token, apiUrl: vercel.url, now });
  let handed: RunRow[] = [];
  /** What the target answers with from now on. */
  let answers: Awaited<ReturnType<Probe>> | 'hangs' = { status: 200, ms: 20 };
  let catalogue = [test];

  const sidecar = (): DeploymentStarter =>
    createDeploymentStarter({
      db,
      now,
      owner: randomUUID(),
      profileOf: () => Promise.resolve({ kind: 'unknown', problem: 'there is no k6' }),
      enqueue: (run) => void handed.push(run),
      testOf: (name) => catalogue.find((each) => each.name === name),
      vercel: client,
      probe: () => (answers === 'hangs' ? new Promise(() => undefined) : Promise.resolve(answers)),
      onChange: () => Promise.resolve(),
      logger: pino({ level: 'silent' }),
    });
  let current = sidecar();

  const world = {
    db,
    now,
    vercel,
    projectId,
    sidecar,
    later: (seconds: number) => void (at += seconds * 1000),
    targetAnswers: (answer: typeof answers) => void (answers = answer),
    setCatalogue: (tests: LoadTest[]) => void (catalogue = tests),
    /** Another process on the same records. */
    restart: () => void (current = sidecar()),

    /** Vercel builds a commit for production. */
    build(id: string, commit: string, isLive = true): void {
      vercel.addDeployment({
        id,
        projectId,
        target: 'production',
        readyState: 'BUILDING',
        meta: { githubCommitSha: commit },
      });
      if (isLive) {
        vercel.setState(id, 'READY');
      }
    },
    /** An event comes, by default Vercel's of a deployment that is ready. */
    async event(id: string, changes: Partial<Deployment> & { readonly promoted?: boolean } = {}) {
      const { promoted = false, ...more } = changes;
      const deployment: Deployment = {
        id,
        source: 'vercel',
        target: 'production',
        environment: null,
        projectId,
        teamId: null,
        url: null,
        commit: { id: commits.first, message: null, branch: 'main', tag: null },
        labels: [],
        redeployEffectId: null,
        deployedAt: now().toISOString(),
        ...more,
      };
      return takeDeployment(
        { db, now, catalogue: () => ({ file: '', tests: new Map(catalogue.map((each) => [each.name, each])) }) },
        deployment,
        promoted
      );
    },
    /** Looks at everything that is due. @returns ids of the runs that were handed to a runner meanwhile. */
    async look(starter = current): Promise<string[]> {
      while (await starter.look()) {
        // the next one
      }
      const ids = handed.map(({ id }) => id);
      handed = [];
      return ids;
    },
    /** A second after the other, for so long. */
    async lookFor(seconds: number): Promise<string[]> {
      const ids: string[] = [];
      for (let second = 0; second < seconds; second += 1) {
        world.later(1);
        ids.push(...(await world.look()));
      }
      return ids;
    },
    async eventRow(id: string) {
      const rows = await db.select().from(deploymentEvents).where(eq(deploymentEvents.test, test.name));
      return rows.find(({ deploymentId }) => deploymentId === id);
    },
    runs: () => db.select().from(runs).where(eq(runs.test, test.name)).orderBy(runs.announcedAt),
  };
  return world;
}
