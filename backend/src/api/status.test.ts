import { loadConfig } from '../config';
import { createBreakers, type Breakers } from '../lib/outbound/breaker';
import { MetricsStoreError } from '../model/figures';
import { bearer, testHttp } from '../testing/http-app';
import { integrationsOf } from './integrations';
import { statusRoutes, type StatusRoutesOptions } from './status';

const secrets = {
  ANTHROPIC_API_KEY: 'CANARY-anthropic',
  SLACK_BOT_TOKEN: 'CANARY-slack',
  VERCEL_TOKEN: 'CANARY-vercel',
  GRAFANA_TOKEN: 'CANARY-grafana',
};
const everything = {
  ...secrets,
  ANTHROPIC_MODEL: 'claude-haiku-5-5',
  SLACK_CHANNEL: '#load-tests',
  VERCEL_PROJECT_ID: 'prj_shop',
  GRAFANA_URL: 'http://grafana:3000',
};

async function ask(given: Partial<StatusRoutesOptions> = {}, scope = 'read') {
  const { app } = await testHttp();
  await app.register(statusRoutes, {
    version: '1.2.3',
    records: 'embedded',
    config: loadConfig({}),
    store: { kind: 'embedded', check: () => Promise.resolve() },
    breakers: createBreakers(),
    teller: { current: () => ({ kind: 'sidecar', reason: null }) },
    storeWarning: () => null,
    runner: () => ({ running: 1, queued: 2 }),
    ...given,
  });
  const reply = await app.inject({ url: '/api/v1/status', headers: bearer(scope) });
  await app.close();
  return reply;
}

async function pausedSlack(): Promise<Breakers> {
  const breakers = createBreakers({ now: () => 0 });
  for (let silence = 0; silence < 3; silence += 1) {
    await breakers.slack.call(
      () => Promise.resolve(null),
      () => true
    );
  }
  return breakers;
}

describe('GET /api/v1/status', () => {
  it('warns of what will go wrong in the metric store', async () => {
    const warning = 'k6\'s tag "name" has 60,000 values in the metric store';
    expect((await ask({ storeWarning: () => warning })).json().metricStore).toMatchObject({ reachable: true, warning });
  });

  it('tells what the sidecar is made of', async () => {
    const reply = await ask({ records: 'postgres' });
    expect(reply.headers['cache-control']).toBe('no-store');
    expect(reply.json()).toMatchObject({
      version: '1.2.3',
      apiVersion: 'v1',
      records: 'postgres',
      metricStore: { kind: 'embedded', reachable: true, reason: null, warning: null },
      integrations: { slack: { on: false, detail: expect.stringContaining('SLACK_WEBHOOK_URL') } },
      remediationMode: 'off',
      runAlerts: 'sidecar',
      runAlertsReason: null,
      runner: { running: 1, queued: 2 },
    });
  });

  it('is read with the scope read, and with no less', async () => {
    expect((await ask({}, 'banner')).statusCode).toBe(403);
  });

  it.each<[string, () => Promise<void>, string]>([
    [
      'refuses',
      () => Promise.reject(new MetricsStoreError('InfluxDB answered 401. Check INFLUX_TOKEN.', false)),
      'InfluxDB answered 401. Check INFLUX_TOKEN.',
    ],
    ['hangs', () => new Promise(() => undefined), 'It has not answered within 0.01 s.'],
    ['breaks', () => Promise.reject(new Error('CANARY')), 'It could not be asked; the log of the sidecar says why.'],
  ])('says why the metric store is away when it %s', async (_, check, reason) => {
    const reply = await ask({ store: { kind: 'influxdb', check }, storeTimeoutMs: 10 });
    expect(reply.json().metricStore).toEqual({ kind: 'influxdb', reachable: false, reason, warning: null });
  });

  it('says who tells about runs, and why it is not who was asked to', async () => {
    const reason = 'Grafana has no rule';
    expect((await ask({ teller: { current: () => ({ kind: 'sidecar', reason }) } })).json()).toMatchObject({
      runAlerts: 'sidecar',
      runAlertsReason: reason,
    });
    expect((await ask({ teller: { current: () => ({ kind: 'grafana' }) } })).json()).toMatchObject({
      runAlerts: 'grafana',
      runAlertsReason: null,
    });
  });

  it('never shows a secret', async () => {
    expect((await ask({ config: loadConfig(everything) })).body).not.toContain('CANARY');
    const webhook = { SLACK_WEBHOOK_URL: 'https://hooks.slack.com/services/CANARY' };
    expect((await ask({ config: loadConfig(webhook) })).body).not.toContain('CANARY');
  });
});

describe('what is said of the integrations', () => {
  const said = (env: Readonly<Record<string, string>>) => integrationsOf(loadConfig(env), createBreakers());

  it('names the variable that would turn each of them on', () => {
    expect(said({})).toEqual({
      model: { on: false, detail: expect.stringContaining('ANTHROPIC_API_KEY') },
      slack: { on: false, detail: expect.stringContaining('SLACK_BOT_TOKEN with SLACK_CHANNEL') },
      vercel: { on: false, detail: expect.stringContaining('VERCEL_TOKEN') },
      annotations: { on: false, detail: expect.stringContaining('GRAFANA_URL and GRAFANA_TOKEN') },
    });
  });

  it('tells how each is set up', () => {
    expect(said(everything)).toEqual({
      model: { on: true, detail: 'Diagnoses are written by claude-haiku-5-5.' },
      slack: { on: true, detail: 'A bot writes to #load-tests.' },
      vercel: { on: true, detail: 'What the rules permit is redeployed, in these projects only: prj_shop.' },
      annotations: { on: true, detail: 'Failures become annotations in http://grafana:3000.' },
    });
    expect(said({ SLACK_WEBHOOK_URL: 'https://hooks.slack.com/services/x' }).slack).toEqual({
      on: true,
      detail: 'An incoming webhook writes to its channel.',
    });
  });

  it.each([
    [{ VERCEL_PROJECT_ID: 'prj_shop', REMEDIATION_MODE: 'dry-run' }, /REMEDIATION_MODE=dry-run/],
    [{ VERCEL_PROJECT_ID: 'prj_shop', REMEDIATION_MODE: 'off' }, /nothing is redeployed \(REMEDIATION_MODE=off\)/],
    [{}, /refused until VERCEL_ALLOWED_PROJECT_IDS is set/],
  ])('does not promise a redeploy that will not come: %j', (env, detail) => {
    expect(said({ VERCEL_TOKEN: 'a-token', ...env }).vercel).toEqual({
      on: true,
      detail: expect.stringMatching(detail),
    });
  });

  it('says of one that does not answer when it is asked again', async () => {
    expect(integrationsOf(loadConfig(everything), await pausedSlack()).slack).toEqual({
      on: true,
      detail: 'A bot writes to #load-tests. It has not answered several times in a row and is asked again in 5 s.',
    });
  });
});
