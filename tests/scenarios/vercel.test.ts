import type { RunDetail } from '../../src/api/request';
import type { ScriptStep } from '../../backend/src/testing/fakes/scripted-server';
import { waitUntil } from '../stack/wait-until';
import { slowStart } from './load';
import { liveDeploymentOf, projectOf, startWorld, type World } from './world';

/**
 * The model and the policy permit a redeploy, and Vercel (or what is in production by then) does not. Each time a person
 * is told why, the banner is on, and there is at most one deployment.
 */
interface Refusal {
  readonly test: string;
  readonly what: string;
  /** Happens after the run was started and judged, before the redeploy. */
  readonly meanwhile: (test: string) => void;
  readonly reason: RegExp;
  readonly deployments?: number;
}

const post = { method: 'POST', path: /deployments$/ };
const onPost = (step: ScriptStep) => () => world.vercel.script({ ...step, on: post });
const onRead = (step: ScriptStep) => (test: string) =>
  world.vercel.script({ ...step, on: { method: 'GET', path: new RegExp(`/projects/${projectOf(test)}$`) } });
const answer = (status: number, code: string): ScriptStep => ({
  do: 'answer',
  status,
  body: { error: { code, message: 'scripted' } },
});

const refusals: readonly Refusal[] = [
  { test: 'read-401', what: '401', meanwhile: onRead(answer(401, 'unauthorized')), reason: /token \(401\)/ },
  { test: 'read-404', what: '404', meanwhile: onRead(answer(404, 'not_found')), reason: /does not know it \(404\)/ },
  { test: 'post-401', what: '401 to the redeploy', meanwhile: onPost(answer(401, 'unauthorized')), reason: /\(401\)/ },
  { test: 'post-403', what: '403 to the redeploy', meanwhile: onPost(answer(403, 'forbidden')), reason: /\(403\)/ },
  { test: 'post-404', what: '404 to the redeploy', meanwhile: onPost(answer(404, 'not_found')), reason: /\(404\)/ },
  {
    test: 'changed',
    what: 'has another deployment in production by now',
    meanwhile: (test) => {
      const { id } = world.vercel.addDeployment({
        projectId: projectOf(test),
        target: 'production',
        readyState: 'READY',
        id: 'dpl_pushed',
      });
      world.vercel.setProduction(projectOf(test), id);
    },
    reason: /Production is now dpl_pushed, not dpl_changed_1 that the run tested/,
    deployments: 1,
  },
  {
    test: 'building',
    what: 'is building a newer one',
    meanwhile: (test) =>
      void world.vercel.addDeployment({
        projectId: projectOf(test),
        target: 'production',
        readyState: 'BUILDING',
        id: 'dpl_building',
      }),
    reason: /The production deployment dpl_building is BUILDING/,
    deployments: 1,
  },
];

const lostAnswers = [
  ['post-dropped', 'is lost', { do: 'actThenDrop' }],
  ['post-cut', 'breaks off', { do: 'actThenBreakOff' }],
] as const satisfies ReadonlyArray<readonly [string, string, ScriptStep]>;
const redeployable = [
  ...refusals.map(({ test }) => test),
  ...lostAnswers.map(([test]) => test),
  'post-500',
  'limited',
  'limited-once',
  'unrecorded',
];

let world: World;
/** These need their time, so they run beside the others. */
let limitedForGood: Promise<RunDetail>;
let neverFound: Promise<RunDetail>;
beforeAll(async () => {
  world = await startWorld({
    tests: [...redeployable, 'not-allowed'],
    env: {
      VERCEL_ALLOWED_PROJECT_IDS: redeployable.map(projectOf).join(','),
    },
    sidecar: { random: () => 0 },
  });
  limitedForGood = (
    await begun('limited', () => onRead({ do: 'rateLimit', retryAfterSeconds: 0, times: 9 })('limited'))
  )();
  const posted = () => world.vercel.calls.some(({ method, reply }) => method === 'POST' && reply === 500);
  neverFound = (await begun('post-500', onPost(answer(500, 'internal'))))();
  await waitUntil('The POST that is answered with a 500', () => Promise.resolve(posted() || undefined));
});
afterAll(async () => {
  await Promise.all([limitedForGood, neverFound]);
  await world.close();
});

/** A failed run that was diagnosed while this happened. @returns what comes of it. */
async function begun(test: string, meanwhile: () => void): Promise<() => Promise<RunDetail>> {
  world.whileDiagnosing(meanwhile);
  await world.k6.plan(test, slowStart());
  const id = await world.api().runNow(test);
  await world.api().waitForVerdict(id);
  const end = world.api().waitForSettled(id);
  return () => end;
}

async function expectPerson(run: RunDetail, reason: RegExp): Promise<void> {
  expect(run).toMatchObject({
    verdict: 'failed',
    diagnosis: { classification: 'autoFixable' },
    autoFixApplied: null,
    actionRequired: true,
    actionRequiredReason: expect.stringMatching(reason),
  });
  expect(world.alerts(run.test)).toEqual([`actionRequired ${run.id}`]);
  expect(JSON.stringify(world.messages(run.test)[0]?.blocks)).toContain('*A person is needed:*');
  expect((await world.api().banner()).incidents).toContainEqual(
    expect.objectContaining({ test: run.test, reason: run.actionRequiredReason })
  );
  expect((await world.api().incidents({ test: run.test, open: true }))[0]).toMatchObject({ state: 'actionRequired' });
}

it.each(refusals)('needs a person when Vercel answers $what', async ({ test, meanwhile, reason, deployments = 0 }) => {
  world.whileDiagnosing(() => meanwhile(test));
  const run = await world.run(test, slowStart());
  await expectPerson(run, reason);
  expect(world.newDeployments(test)).toHaveLength(deployments);
  expect(run.productionDeployment?.id).toBe(liveDeploymentOf(test));
});

it('needs a person for a project that is not on the list of allowed ones, without a word to Vercel', async () => {
  const run = await world.run('not-allowed', slowStart());
  await expectPerson(run, /project prj_not-allowed is not in VERCEL_ALLOWED_PROJECT_IDS/);
  expect(world.newDeployments('not-allowed')).toEqual([]);
});

it('needs a person when nobody knows what was in production during the run', async () => {
  onRead({ ...answer(500, 'internal'), times: Infinity })('unrecorded');
  const run = await world.run('unrecorded', slowStart());
  await expectPerson(run, /the production deployment at the time of the run was not recorded/);
  expect(world.newDeployments('unrecorded')).toEqual([]);
});

it('tries again after a 429, no earlier than Vercel asks, and redeploys once', async () => {
  world.whileDiagnosing(onPost({ do: 'rateLimit', retryAfterSeconds: 1 }));
  const from = world.vercel.calls.length;
  const run = await world.run('limited-once', slowStart());
  expect(run).toMatchObject({ actionRequired: false, autoFixApplied: { outcome: 'pending' } });
  expect(world.alerts('limited-once')).toEqual([`autoFixApplied ${run.id}`]);
  expect(world.newDeployments('limited-once')).toHaveLength(1);
  const calls = world.vercel.calls
    .slice(from)
    .filter(({ query, body }) => JSON.stringify([query, body]).includes(`redeploy-${run.incidentId ?? ''}`));
  expect(calls.map(({ method, reply }) => `${method} ${reply}`)).toEqual(['POST 429', 'POST 200']);
  expect((calls[1]?.at.getTime() ?? 0) - (calls[0]?.at.getTime() ?? 0)).toBeGreaterThanOrEqual(990);
});

it.each(lostAnswers)('looks up a redeploy whose answer %s (%s), and adopts it', async (test, _what, step) => {
  world.whileDiagnosing(onPost(step));
  const run = await world.run(test, slowStart());
  const [made, ...further] = world.newDeployments(test);
  expect(further).toEqual([]);
  expect(run).toMatchObject({ actionRequired: false, autoFixApplied: { deploymentId: made?.id, outcome: 'pending' } });
  expect(world.alerts(test)).toEqual([`autoFixApplied ${run.id}`]);
});

it('needs a person when Vercel answers 500 to the redeploy and lists none: nobody knows', async () => {
  await expectPerson(await neverFound, /nobody knows whether the redeploy was made: .*lists no deployment of it/);
  expect(world.newDeployments('post-500')).toEqual([]);
});

it('gives up after four tries when Vercel goes on answering 429', async () => {
  const run = await limitedForGood;
  await expectPerson(run, /the redeploy was refused: given up after 4 tries: .*too many requests \(429\)/);
  expect(world.newDeployments('limited')).toEqual([]);
});

it('has made no more than one deployment per load test in all of this', () => {
  const made = world.vercel.redeploys.filter((body) => JSON.stringify(body).includes('loadTestEffectId'));
  const effects = made.map((body) => (body as { meta: Record<string, string> }).meta['loadTestEffectId']);
  const byVercel = world.vercel.deployments.flatMap(({ meta }) => meta['loadTestEffectId'] ?? []);
  expect(new Set(byVercel).size).toBe(byVercel.length);
  expect(effects.length).toBeGreaterThan(0);
});
