import type { RunDetail } from '../../src/api/request';
import {
  startFakeAnthropic,
  type AnthropicRequest,
  type FakeAnthropic,
} from '../../backend/src/testing/fakes/anthropic';
import { startFakeVercel, type FakeVercel } from '../../backend/src/testing/fakes/vercel';
import {
  type Behaviour,
  initialisesFor,
  leakingBetween,
  limitedTo,
  notReadyFor,
  poolOf,
  type ShapeTarget,
  slowAt,
  startShapeTarget,
} from '../fixtures/k6/shape-target';
import { type CatalogueFolder, writeCatalogue } from './catalogue';
import { describeOnEachStore, type StackMetricStore } from './metric-stores';
import { type StackSidecar, startSidecar } from './sidecar';

interface Shape {
  readonly name: string;
  readonly script: string;
  readonly target: () => Behaviour;
  readonly thresholds: { readonly p95ResponseTimeMs?: number; readonly avgResponseTimeMs?: number };
}

/** The longest ones first: four run side by side. */
const persistent: readonly Shape[] = [
  {
    name: 'pool-exhausted',
    script: 'shape-peak.js',
    target: () => poolOf(3, 49),
    thresholds: { p95ResponseTimeMs: 300 },
  },
  {
    name: 'rate-limited',
    script: 'shape-peak.js',
    target: () => limitedTo(66),
    thresholds: {},
  },
  {
    name: 'slow-checkout',
    script: 'shape-phase.js',
    target: () => slowAt('/checkout', 500),
    thresholds: { p95ResponseTimeMs: 300 },
  },
  {
    name: 'leak',
    script: 'shape-leak.js',
    target: () => leakingBetween(12, 20, 110),
    thresholds: { p95ResponseTimeMs: 400 },
  },
  {
    name: 'slow-login',
    script: 'shape-login.js',
    target: () => slowAt('/login', 2400),
    thresholds: { p95ResponseTimeMs: 500 },
  },
];
const cold: readonly Shape[] = [
  {
    name: 'cold-arrivals',
    script: 'shape-cold.js',
    target: () => initialisesFor(4.5),
    thresholds: { p95ResponseTimeMs: 2000 },
  },
  {
    name: 'cold-users',
    script: 'shape-cold-users.js',
    target: () => initialisesFor(4.5),
    thresholds: { avgResponseTimeMs: 180 },
  },
  {
    name: 'not-ready-at-first',
    script: 'shape-cold.js',
    target: () => notReadyFor(14),
    thresholds: {},
  },
];
const shapes = [...persistent, ...cold];

/** A model that calls everything auto-fixable and is sure of it: the rules alone hold it back. */
const alwaysAutoFixable = ({ facts }: AnthropicRequest) => ({
  kind: 'json' as const,
  value: {
    classification: 'autoFixable',
    confidence: 0.99,
    text: 'It was slow for a while and is good again.',
    evidenceIds: facts.slice(0, 1).map(({ id }) => id),
  },
});

describeOnEachStore('trouble of known shapes under a real k6', (prepare, k6Bin) => {
  const runs = new Map<string, Promise<RunDetail>>();
  const targets: ShapeTarget[] = [];
  let store: StackMetricStore;
  let anthropic: FakeAnthropic;
  let vercel: FakeVercel;
  let catalogue: CatalogueFolder;
  let sidecar: StackSidecar;

  beforeAll(async () => {
    store = await prepare();
    anthropic = await startFakeAnthropic({ reply: alwaysAutoFixable });
    vercel = await startFakeVercel({
      projects: shapes.map(({ name }) => ({ id: `prj_${name}`, name, teamId: 'team' })),
      readyAtOnce: true,
    });
    for (const { target } of shapes) {
      targets.push(await startShapeTarget(target()));
    }
    catalogue = await writeCatalogue(
      shapes.map(({ name, script, thresholds }, index) => ({
        name,
        script,
        thresholds,
        target: targets[index]?.url ?? '',
        remediation: { vercel: { projectId: `prj_${name}`, teamId: 'team' } },
      }))
    );
    sidecar = await startSidecar({
      catalogueFile: catalogue.file,
      k6Bin,
      env: {
        ...store.env,
        ANTHROPIC_API_KEY: 'no-real-anthropic-key',
        ANTHROPIC_BASE_URL: anthropic.url,
        VERCEL_TOKEN: vercel.token,
        VERCEL_API_URL: vercel.url,
        VERCEL_ALLOWED_PROJECT_IDS: shapes.map(({ name }) => `prj_${name}`).join(','),
      },
    });
    for (const { name } of shapes) {
      const run = sidecar.api.waitForSettled(await sidecar.api.runNow(name), 200_000);
      run.catch(() => undefined);
      runs.set(name, run);
    }
  }, 240_000);
  afterAll(async () => {
    await Promise.allSettled(runs.values());
    await sidecar.stop();
    await Promise.all([anthropic.close(), vercel.close(), catalogue.remove(), ...targets.map((each) => each.close())]);
    await store.dispose();
  }, 360_000);

  const redeploysOf = (name: string) =>
    vercel.deployments.filter(({ projectId, id }) => projectId === `prj_${name}` && id !== `dpl_${name}_1`).length;

  /** What was decided, which is printed with its reason and with what is known of the recovery. */
  async function decisionOn(name: string) {
    const run = await runs.get(name);
    const policy = run?.diagnosis?.policy;
    const { facts } = await sidecar.api.call('read', 'getRunEvidence', { path: { id: run?.id ?? '' } });
    const recovery = facts.map(({ text }) => text).filter((text) => /recover/i.test(text));
    console.info([`${name}: ${policy?.rule ?? 'no rule'}: ${policy?.reason ?? ''}`, ...recovery].join('\n  '));
    return { verdict: run?.verdict, proposed: run?.diagnosis?.proposed, redeploys: redeploysOf(name) };
  }

  it.each(persistent)(
    '$name is never redeployed',
    async ({ name }) => {
      expect(await decisionOn(name)).toEqual({ verdict: 'failed', proposed: 'autoFixable', redeploys: 0 });
    },
    360_000
  );

  it.each(cold)(
    '$name is redeployed once',
    async ({ name }) => {
      expect(await decisionOn(name)).toEqual({ verdict: 'failed', proposed: 'autoFixable', redeploys: 1 });
    },
    360_000
  );
});
