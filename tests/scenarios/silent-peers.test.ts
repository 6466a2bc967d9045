import { waitUntil } from '../stack/wait-until';
import { endpointDown, slowStart } from './load';
import { startSilentServer, type SilentServer } from './silent-server';
import { startWorld, type World } from './world';

/** One after the other until the model is not asked; more than four where a busy machine takes longer than its first pause, of 5 s. */
const modelTests = Array.from({ length: 9 }, (_, index) => `model-${index + 1}`);

/** Each peer in turn takes connections and requests and never answers: what goes to the others is not held up. */
let silent: SilentServer;
let world: World;
beforeAll(async () => {
  silent = await startSilentServer();
  world = await startWorld({
    tests: ['slack', 'vercel', 'vercel-other', 'grafana', ...modelTests],
    sidecar: { modelTimeouts: { tryTimeoutMs: 200, overallTimeoutMs: 400 } },
  });
});
afterAll(async () => {
  await silent.close();
  await world.close();
});
/** What hangs in a call would otherwise hold up the end of the sidecar until its time-out. */
async function restartWith(env: Readonly<Record<string, string>>): Promise<void> {
  silent.drop();
  await world.restart(env);
}

/** Below the time-out of any client: nobody has waited for it. */
const soon = { withinMs: 9_500 };

async function planned(test: string) {
  await world.k6.plan(test, slowStart());
  return world.api().runNow(test);
}
const effectsOf = async (id: string) =>
  Object.fromEntries((await world.api().run(id)).effects.map(({ kind, state }) => [kind, state]));

it('Slack: the redeploy, the annotation and the result point are made all the same', async () => {
  await restartWith({ SLACK_API_URL: `${silent.url}/api` });
  const id = await planned('slack');
  await world.api().waitForVerdict(id);
  await waitUntil(
    'the other effects',
    async () => {
      const { vercelRedeploy, grafanaAnnotation, resultPoint } = await effectsOf(id);
      return [vercelRedeploy, grafanaAnnotation, resultPoint].every((state) => state === 'confirmed') || undefined;
    },
    soon
  );
  await waitUntil('the message on its way to Slack', () => (silent.connections() > 0 ? true : undefined), soon);
  expect(await world.api().run(id)).toMatchObject({ autoFixApplied: { outcome: 'pending' } });
  expect(await effectsOf(id)).toMatchObject({ slackMessage: expect.stringMatching(/planned|claimed|sent/) });
});

it('Vercel: other failures are told, and a failure that cannot be redeployed too', async () => {
  await restartWith({ VERCEL_API_URL: silent.url });
  const [blind, id] = await Promise.all([planned('vercel'), world.reportOnly('vercel-other', endpointDown())]);
  await waitUntil(
    'the alert about the other load test',
    () => (world.alerts('vercel-other').includes(`actionRequired ${id}`) ? true : undefined),
    soon
  );
  // Nobody could record what is in production; Vercel is waited for once, for as long as its client does.
  await world.api().waitForSettled(blind, 40_000);
  expect(world.newDeployments('vercel')).toEqual([]);
  expect(world.alerts('vercel')).toEqual([`actionRequired ${blind}`]);
}, 180_000);

it('Grafana: Slack is told and the redeploy is made', async () => {
  await restartWith({ GRAFANA_URL: silent.url });
  const id = await planned('grafana');
  await waitUntil(
    'the message',
    () => (world.alerts('grafana').includes(`autoFixApplied ${id}`) ? true : undefined),
    soon
  );
  expect(await effectsOf(id)).toMatchObject({ vercelRedeploy: 'confirmed' });
});

it('the model: after three silences in a row it is not waited for, and the rules speak at once', async () => {
  await restartWith({ ANTHROPIC_BASE_URL: silent.url });
  const details: string[] = [];
  const isNotAsked = (detail = '') =>
    /^The model has not answered for a while; it is asked again in \d+ s$/.test(detail);
  for (const test of modelTests) {
    const run = await world.report(test, endpointDown());
    expect(run).toMatchObject({ actionRequired: true, diagnosis: { classification: 'actionRequired' } });
    expect(world.alerts(test)).toEqual([`actionRequired ${run.id}`]);
    const maker = run.diagnosis?.madeBy;
    details.push(maker?.kind === 'rules' ? maker.detail : 'not by rules');
    if (isNotAsked(details.at(-1))) {
      break;
    }
  }
  expect(details.slice(0, 3)).toEqual([1, 2, 3].map(() => expect.stringMatching(/^No reply/)));
  expect(details.at(-1)).toMatch(/^The model has not answered for a while/);
  expect(await metrics()).toContain('loadtest_peer_paused{peer="anthropic"} 1');
});

async function metrics(): Promise<string> {
  return (await fetch(`${world.sidecar().url}/metrics`)).text();
}
