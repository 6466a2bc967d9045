import { endpointDown, slowStart } from './load';
import { liveDeploymentOf, projectOf, startWorld, type World } from './world';

/** One folder and one sidecar after the other on it: making new records takes longer than opening them again. */
let world: World;
beforeAll(async () => {
  world = await startWorld({
    tests: ['dry-run', 'approve', 'off', 'no-keys', 'no-vercel', 'no-rules', 'no-slack'],
    env: { REMEDIATION_MODE: 'dry-run' },
  });
});
afterAll(() => world.close());

const bannerOf = async (test: string) => (await world.api().banner()).incidents.filter((each) => each.test === test);

it.each([
  ['dry-run', `dry run: would have redeployed ${liveDeploymentOf('dry-run')} of project ${projectOf('dry-run')}`],
  ['approve', `a redeploy of project ${projectOf('approve')} waits for a person's approval`],
])('REMEDIATION_MODE=%s: an auto-fixable failure needs a person, and the message says why', async (mode, reason) => {
  await world.restart({ REMEDIATION_MODE: mode });
  const run = await world.run(mode, slowStart());
  expect(run).toMatchObject({
    diagnosis: { classification: 'autoFixable' },
    actionRequired: true,
    actionRequiredReason: reason,
    autoFixApplied: null,
  });
  expect(world.vercel.redeploys).toEqual([]);
  expect(world.alerts(mode)).toEqual([`actionRequired ${run.id}`]);
  expect(JSON.stringify(world.messages(mode)[0]?.blocks)).toContain(reason);
  expect(await bannerOf(mode)).toEqual([expect.objectContaining({ runId: run.id, reason })]);
});

it('REMEDIATION_MODE=off, and Slack by webhook: the same message, and its address is nowhere to be read', async () => {
  await world.restart({
    REMEDIATION_MODE: 'off',
    SLACK_BOT_TOKEN: '',
    SLACK_CHANNEL: '',
    SLACK_WEBHOOK_URL: world.slack.webhookUrl,
  });
  const run = await world.run('off', slowStart());
  expect(run).toMatchObject({
    actionRequired: true,
    actionRequiredReason: 'automatic remediation is off (REMEDIATION_MODE)',
    autoFixApplied: null,
  });
  expect(world.vercel.redeploys).toEqual([]);
  expect(world.messages('off')).toEqual([
    expect.objectContaining({ via: 'webhook', text: expect.stringMatching(/^Action required: off failed/) }),
  ]);
  expect(JSON.stringify(run)).not.toContain('/services/');
  expect(world.sidecar().logged()).not.toContain('/services/');
});

it('without any key: rules alone say what is wrong, nothing is called, and every reason is on record', async () => {
  const keys = ['ANTHROPIC_API_KEY', 'ANTHROPIC_BASE_URL', 'VERCEL_TOKEN', 'SLACK_BOT_TOKEN', 'SLACK_CHANNEL'];
  const grafana = ['GRAFANA_URL', 'GRAFANA_TOKEN', 'GRAFANA_PUBLIC_URL'];
  const calls = () => [world.slack, world.vercel, world.anthropic, world.grafana].map((fake) => fake.calls.length);
  const before = calls();
  await world.restart(Object.fromEntries([...keys, ...grafana].map((name) => [name, ''])));
  const run = await world.run('no-keys', slowStart());
  expect(run).toMatchObject({
    verdict: 'failed',
    actionRequired: true,
    runUrl: `${world.sidecar().url}/runs/${run.id}`,
    diagnosis: {
      classification: 'actionRequired',
      proposed: null,
      madeBy: { kind: 'rules', because: 'notConfigured' },
      policy: { permitsRedeploy: false, rule: 'rulesAlone' },
    },
  });
  const page = await (await fetch(run.runUrl ?? '', { headers: { accept: 'text/html' } })).text();
  expect(page).toContain(`<h1 id="run">no-keys</h1>`);
  expect(page).toContain('no model is configured');
  const effect = (kind: string) => run.effects.find((each) => each.kind === kind);
  expect(effect('slackMessage')).toMatchObject({
    state: 'skipped',
    code: 'notConfigured',
    reason: 'Slack is not configured (SLACK_BOT_TOKEN or SLACK_WEBHOOK_URL)',
  });
  expect(effect('grafanaAnnotation')).toMatchObject({ state: 'skipped', code: 'notConfigured' });
  expect(effect('vercelRedeploy')).toBeUndefined();
  expect(calls()).toEqual(before);
  expect(await bannerOf('no-keys')).toEqual([
    expect.objectContaining({ diagnosis: run.diagnosis?.text, runUrl: run.runUrl }),
  ]);
});

it("without Vercel, and with RUN_ALERTS=grafana and Grafana's rules: a person is needed, and Slack hears nothing from the sidecar", async () => {
  const before = world.slack.calls.length;
  world.grafana.alertRules.push({ title: 'A run has failed', labels: { loadtest_monitoring: 'runs' } });
  await world.restart({ VERCEL_TOKEN: '', RUN_ALERTS: 'grafana' });
  const run = await world.run('no-vercel', slowStart());
  expect(run).toMatchObject({
    diagnosis: { classification: 'autoFixable' },
    actionRequired: true,
    actionRequiredReason: 'Vercel is not configured (VERCEL_TOKEN)',
    productionDeployment: null,
  });
  expect(new Set(run.effects.map(({ kind }) => kind))).toEqual(new Set(['grafanaAnnotation', 'resultPoint']));
  expect(world.slack.calls).toHaveLength(before);
  expect(world.vercel.redeploys).toEqual([]);
  expect(await bannerOf('no-vercel')).toHaveLength(1);
});

it("with RUN_ALERTS=grafana, and without Grafana's rules: the sidecar stays in service, says so, and tells by itself", async () => {
  world.grafana.alertRules.length = 0;
  await world.restart({ RUN_ALERTS: 'grafana' });
  const answer = await fetch(`${world.sidecar().url}/health/ready`);
  expect([answer.status, await answer.json()]).toEqual([
    200,
    {
      status: 'degraded',
      checks: expect.arrayContaining([{ name: 'grafanaAlertRules', status: 'down', required: false }]) as unknown,
      notConfigured: [],
    },
  ]);
  expect(world.sidecar().logged()).toContain('the sidecar tells about runs by itself');
  const run = await world.run('no-rules', endpointDown());
  expect(run).toMatchObject({ verdict: 'failed', actionRequired: true });
  expect(world.alerts('no-rules')).toEqual([`actionRequired ${run.id}`]);
});

it('without Slack a redeploy is made, and the banner tells of it: nobody else would', async () => {
  await world.restart({ SLACK_BOT_TOKEN: '', SLACK_CHANNEL: '' });
  const run = await world.run('no-slack', slowStart());
  const reason = expect.stringContaining('Slack is not configured (SLACK_BOT_TOKEN or SLACK_WEBHOOK_URL)') as string;
  expect(run).toMatchObject({
    autoFixApplied: { action: 'redeploy' },
    actionRequired: true,
    actionRequiredReason: reason,
  });
  expect(await bannerOf('no-slack')).toEqual([expect.objectContaining({ runId: run.id, reason })]);
});
