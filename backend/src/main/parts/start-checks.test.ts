import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../../config';
import { createK6Check, tellWhatIsMissing } from './start-checks';

const nothing = () => Promise.resolve();
const told = async (env: Record<string, string>, check: () => Promise<void> = nothing, beat = nothing) => {
  const lines: string[] = [];
  const logger = {
    info: (line: string) => void lines.push(line),
    warn: (line: string) => void lines.push(`WARN ${line}`),
  };
  await tellWhatIsMissing({ config: loadConfig(env), store: { check }, beat, logger });
  return lines;
};
const everything = {
  K6_BIN: '/nowhere/k6',
  SLACK_WEBHOOK_URL: 'https://hooks.slack.com/services/x',
  ANTHROPIC_API_KEY: 'sk-ant',
  VERCEL_TOKEN: 'token',
  VERCEL_PROJECT_ID: 'prj_1',
};

it('says of each part that is missing what it means and what would be right', async () => {
  expect(await told({ K6_BIN: '/nowhere/k6' })).toEqual([
    expect.stringMatching(/^WARN no load test can be run here\. K6_BIN is \/nowhere\/k6: there is no such program\./),
    expect.stringMatching(/^WARN Slack is not configured: nobody is told of a failure\. Set SLACK_WEBHOOK_URL/),
    expect.stringMatching(/^no model is configured: .* Set ANTHROPIC_API_KEY$/),
    expect.stringMatching(/^Vercel is not configured: nothing is redeployed\. Set VERCEL_TOKEN/),
  ]);
});

it('says nothing of what is configured, and names the variables of an InfluxDB that refuses', async () => {
  const env = { ...everything, INFLUX_URL: 'http://influxdb:8086', INFLUX_TOKEN: 'wrong' };
  const refusing = async (reason: string) => (await told(env, () => Promise.reject(new Error(reason)))).slice(1);
  expect(await refusing('InfluxDB did not answer')).toEqual([
    expect.stringMatching(
      /^WARN samples cannot be read.*: InfluxDB did not answer\. Check INFLUX_URL, INFLUX_TOKEN, INFLUX_ORG and INFLUX_BUCKET$/
    ),
  ]);
  expect(await refusing('InfluxDB answered 401. Check INFLUX_TOKEN and INFLUX_ORG.')).toEqual([
    expect.stringMatching(/: InfluxDB answered 401\. Check INFLUX_TOKEN and INFLUX_ORG$/),
  ]);
});

it('says where results cannot be written, of an InfluxDB that can be read', async () => {
  const refuse = () => Promise.reject(new Error('the heartbeat: bucket "x" not found. Check INFLUX_RESULTS_BUCKET.'));
  const env = { ...everything, INFLUX_URL: 'http://influxdb:8086', INFLUX_TOKEN: 'token' };
  expect((await told(env, nothing, refuse)).slice(1)).toEqual([
    'WARN verdicts cannot be written, so that Grafana shows none: the heartbeat: bucket "x" not found. Check INFLUX_RESULTS_BUCKET',
  ]);
  expect((await told(everything, nothing, refuse)).slice(1)).toEqual([]);
});

it('asks a k6 that is missing again at once, and one that was found every 10 minutes', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'k6-check-'));
  try {
    const k6 = join(folder, 'k6');
    let now = 0;
    const check = createK6Check(k6, () => now);
    await expect(check()).rejects.toThrow(/there is no such program/);
    writeFileSync(k6, `#!/bin/sh\necho asked >> ${folder}/asked\necho k6 v2.2.0\n`, { mode: 0o755 });
    await check();
    now += 9 * 60_000;
    await check();
    expect(readFileSync(join(folder, 'asked'), 'utf8')).toBe('asked\n');
    now += 2 * 60_000;
    rmSync(k6);
    await expect(check()).rejects.toThrow(/there is no such program/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
