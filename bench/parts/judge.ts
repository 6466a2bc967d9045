import { setTimeout as sleep } from 'node:timers/promises';
import { createEmbeddedStore, createInfluxStore } from '../../backend/src/metrics';
import type { MetricsStore, RunSelection } from '../../backend/src/model/figures';
import { closingAll, measurePart, type Scale, whileBusy } from '../lib/part';
import { cpuMsOf } from '../lib/process-figures';
import { atMost, type Row } from '../lib/report';
import { medianRatio, medianTime, takeRounds, type Round, type Subject } from '../lib/rounds';
import { benchRun, linesOf, selectionOf, type BenchRun } from '../lib/samples';
import { startBenchInfluxdb, type BenchInfluxdb } from '../lib/servers';
import { benchFolder } from '../lib/sidecar';

const slowLimitsMs = [200];
const flux = 'one exact p95 in Flux';
const all = 'judge and diagnose';
const embedded = 'judge and diagnose, embedded';

/**
 * What judging and diagnosing a run costs in InfluxDB 2.7, against one exact p95 over the same samples in Flux: what a
 * dashboard asks for one figure. Then the same in the embedded store against InfluxDB.
 */
function judge(scale: Scale): Promise<readonly Row[]> {
  const requests = scale.pick(1_200_000, 60_000);
  const rounds = scale.pick(5, 1);
  // A real run writes for minutes, and InfluxDB compacts meanwhile. What is written here at once has to settle first:
  // before that, each of many short ranges costs about twice as much.
  const settleSeconds = scale.pick(75, 1);
  return closingAll(async (closing) => {
    const influxdb = await startBenchInfluxdb(scale.tell);
    closing(() => influxdb.stop());
    const folder = await benchFolder('judge');
    closing(() => folder.remove());
    const duckdb = await createEmbeddedStore({ directory: folder.path });
    closing(() => duckdb.close());
    const store = createInfluxStore({ ...influxdb, bucket: 'k6', resultsBucket: 'k6' });
    closing(() => store.close());

    const run = benchRun('generated', requests);
    scale.tell(`writing ${requests} requests to both stores`);
    for (const body of linesOf(run)) {
      await influxdb.write(body);
      await duckdb.ingest(Buffer.from(body), 'ns');
    }
    scale.tell(`waiting ${settleSeconds} s for InfluxDB to settle`);
    await sleep(settleSeconds * 1000);

    const subjects: readonly Subject[] = [
      { name: flux, work: () => oneP95(influxdb, selectionOf(run), run.runId) },
      { name: 'figures', work: () => store.figures(selectionOf(run)) },
      { name: 'series', work: () => store.series(selectionOf(run)) },
      { name: 'series per endpoint', work: () => store.endpointSeries(selectionOf(run), slowLimitsMs) },
      { name: all, work: () => judgeAndDiagnose(store, run) },
      { name: embedded, work: () => judgeAndDiagnose(duckdb, run) },
    ];
    const busySubjects = subjects.filter(({ name }) => name === flux || name === all);
    const { pid } = influxdb;
    scale.tell('judging on a quiet machine');
    const quiet = await takeRounds(subjects, rounds, pid === null ? null : () => cpuMsOf(pid));
    scale.tell('judging on a busy machine');
    const busy = await whileBusy(() => takeRounds(busySubjects, rounds));
    const of = count(requests);
    return [
      fluxRow(3, `judge ${of} in InfluxDB 2.7`, quiet, subjects),
      fluxRow(4, `judge ${of} in InfluxDB 2.7, every processor busy`, busy, busySubjects),
      ...(scale.isLarge ? [await tenTimes(scale, influxdb, store, run)] : []),
      atMost(0.4, {
        name: `embedded store: judge ${of}`,
        value: medianRatio(quiet, embedded, all),
        baseline: 'the same in InfluxDB 2.7',
        figures: { ms: medianTime(quiet, embedded), baselineMs: medianTime(quiet, all) },
      }),
    ];
  });
}

function fluxRow(limit: number, name: string, rounds: readonly Round[], subjects: readonly Subject[]): Row {
  const parts = subjects.filter((subject) => subject.name !== flux && subject.name !== embedded);
  return atMost(limit, {
    name,
    value: medianRatio(rounds, all, flux),
    baseline: flux,
    figures: {
      baselineMs: medianTime(rounds, flux),
      ...Object.fromEntries(parts.map((part) => [`${part.name}, ms`, medianTime(rounds, part.name)])),
      ...Object.fromEntries(parts.map((part) => [`${part.name}, ×`, medianRatio(rounds, part.name, flux)])),
      'processor time of InfluxDB, ×': medianRatio(rounds, all, flux, 'cpuMs'),
    },
  });
}

/** Ten times the requests in the same time must take hardly more than ten times as long. */
async function tenTimes(scale: Scale, influxdb: BenchInfluxdb, store: MetricsStore, run: BenchRun): Promise<Row> {
  const large = benchRun('large', run.requests * 10);
  scale.tell(`writing ${large.requests} requests`);
  for (const body of linesOf(large)) {
    await influxdb.write(body);
  }
  await sleep(scale.pick(120_000, 1000));
  scale.tell('judging them');
  const names = { small: count(run.requests), large: count(large.requests) };
  const rounds = await takeRounds(
    [
      { name: names.small, work: () => judgeAndDiagnose(store, run) },
      { name: names.large, work: () => judgeAndDiagnose(store, large) },
    ],
    scale.pick(3, 1)
  );
  return atMost(11, {
    name: `judge ${names.large} in InfluxDB 2.7`,
    value: medianRatio(rounds, names.large, names.small),
    baseline: names.small,
    figures: { ms: medianTime(rounds, names.large), baselineMs: medianTime(rounds, names.small) },
  });
}

/** What the loop asks of a store for a failed run. */
async function judgeAndDiagnose(store: MetricsStore, run: BenchRun): Promise<void> {
  const selection = selectionOf(run);
  const [figures] = await Promise.all([store.figures(selection), store.series(selection)]);
  await store.endpointSeries(selection, slowLimitsMs);
  if (figures.requests !== run.requests) {
    throw new Error(`the store has ${figures.requests} of ${run.requests} requests`);
  }
}

async function oneP95(influxdb: BenchInfluxdb, { from, to }: RunSelection, runId: string): Promise<void> {
  const answer = await influxdb.ask(`from(bucket: "k6")
    |> range(start: ${from.toISOString()}, stop: ${to.toISOString()})
    |> filter(fn: (r) => r["testid"] == "${runId}" and r["_field"] == "value")
    |> filter(fn: (r) => r["_measurement"] == "http_req_duration")
    |> group() |> quantile(q: 0.95, method: "exact_mean")`);
  if (!/,\d+\.\d+/.test(answer)) {
    throw new Error(`the baseline got no figure: ${answer}`);
  }
}

function count(requests: number): string {
  return `${requests >= 1_000_000 ? `${requests / 1_000_000} M` : requests} requests`;
}

measurePart(judge);
