import { readFile, readlink, realpath } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { createInfluxStore } from '../backend/src/metrics';
import { generatedRun } from '../backend/src/metrics/testing/generated-run';
import { provideInfluxdb, startInfluxdb } from '../tests/parts/influxdb';
import { measureRounds, type Subject } from './rounds';
import { report } from './report';

/**
 * What judging and diagnosing a run costs in InfluxDB 2.7, against one exact p95 over the same samples in Flux: what a
 * dashboard asks for one figure.
 *
 * A real run writes for minutes, and InfluxDB compacts meanwhile. What is written here at once has to settle first: before
 * that, each of many short ranges costs about twice as much.
 *
 * Arguments: `--requests=1200000`, `--rounds=5`, `--settleSeconds=75`.
 */
const flag = (name: string, usual: number): number =>
  Number(process.argv.find((arg) => arg.startsWith(`--${name}=`))?.split('=')[1] ?? usual);
const requests = flag('requests', 1_200_000);
const rounds = flag('rounds', 5);
const settleSeconds = flag('settleSeconds', 75);
const durationSeconds = 600;
const startedAt = new Date('2026-01-05T10:00:00.000Z');
const run = {
  runId: 'generated',
  from: startedAt,
  to: new Date(startedAt.getTime() + (durationSeconds + 10) * 1000),
};
const slowLimitsMs = [200];

async function main(): Promise<void> {
  const provided = await provideInfluxdb((line) => console.error(line));
  if ('missing' in provided) {
    throw new Error(provided.missing);
  }
  const influxd = await startInfluxdb(provided.path);
  try {
    const { TEST_INFLUX_URL: url = '', TEST_INFLUX_TOKEN: token = '' } = influxd.env;
    const org = 'loadtests';
    await fill(url, token, org);
    console.error(`waiting ${settleSeconds} s for InfluxDB to settle`);
    await sleep(settleSeconds * 1000);
    const store = createInfluxStore({ url, token, org, bucket: 'k6', resultsBucket: 'k6' });
    const baseline = `from(bucket: "k6")
      |> range(start: ${run.from.toISOString()}, stop: ${run.to.toISOString()})
      |> filter(fn: (r) => r["testid"] == "${run.runId}" and r["_field"] == "value")
      |> filter(fn: (r) => r["_measurement"] == "http_req_duration")
      |> group() |> quantile(q: 0.95, method: "exact_mean")`;
    const judge = () => Promise.all([store.figures(run), store.series(run)]);
    const subjects: readonly Subject[] = [
      { name: 'one exact p95 in Flux', work: () => ask(url, token, org, baseline) },
      { name: 'figures', work: () => store.figures(run) },
      { name: 'series', work: () => store.series(run) },
      { name: 'series per endpoint', work: () => store.endpointSeries(run, slowLimitsMs) },
      { name: 'judge: figures and series', work: judge },
      {
        name: 'judge and diagnose: with the series per endpoint',
        work: async () => {
          await judge();
          await store.endpointSeries(run, slowLimitsMs);
        },
      },
    ];
    const cpuMs = await cpuOf(provided.path);
    await report('influxdb-judge', { requests, rounds, settleSeconds }, await measureRounds(subjects, rounds, cpuMs));
    await store.close();
  } finally {
    await influxd.stop();
  }
}

async function ask(url: string, token: string, org: string, query: string): Promise<void> {
  const answer = await fetch(`${url}/api/v2/query?org=${org}`, {
    method: 'POST',
    headers: { authorization: `Token ${token}`, 'content-type': 'application/vnd.flux', accept: 'application/csv' },
    body: query,
  });
  const text = await answer.text();
  if (!answer.ok || !/,\d+\.\d+/.test(text)) {
    throw new Error(`the baseline got no figure (${answer.status}): ${text}`);
  }
}

async function fill(url: string, token: string, org: string): Promise<void> {
  console.error(`writing ${requests} requests`);
  for (const body of generatedRun({
    ...run,
    requests,
    startedAt,
    durationSeconds,
    endpoints: 8,
    failEvery: 1000,
    virtualUsersPerInstance: 50,
    requestsPerBody: 5000,
  })) {
    const answer = await fetch(`${url}/api/v2/write?org=${org}&bucket=k6&precision=ns`, {
      method: 'POST',
      headers: { authorization: `Token ${token}` },
      body,
    });
    if (!answer.ok) {
      throw new Error(`the samples were refused (${answer.status}): ${await answer.text()}`);
    }
  }
}

/** USER_HZ of proc(5): 100 on every architecture that Node runs on. */
const ticksPerSecond = 100;

/** Processor time that InfluxDB has taken so far, in ms; on Linux alone, else null. */
async function cpuOf(influxd: string): Promise<(() => Promise<number | null>) | null> {
  const children = await readFile(`/proc/self/task/${process.pid}/children`, 'utf8').catch(() => '');
  const file = await realpath(influxd);
  for (const pid of children.split(' ').filter((each) => each !== '')) {
    if ((await readlink(`/proc/${pid}/exe`).catch(() => '')) === file) {
      return async () => {
        // Fields 14 and 15 of proc(5), counted after the command's name, which may hold spaces.
        const fields = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1]?.split(' ') ?? [];
        return ((Number(fields[11]) + Number(fields[12])) / ticksPerSecond) * 1000;
      };
    }
  }
  return null;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
