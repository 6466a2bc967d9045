import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createEmbeddedStore, createInfluxStore } from '../../backend/src/metrics';
import { generatedRun } from '../../backend/src/metrics/testing/generated-run';
import type { MetricsStore } from '../../backend/src/model/figures';
import { startTarget } from '../../tests/fixtures/k6/target';
import { runK6 } from '../../tests/monitor/k6-process';
import { writeCatalogue } from '../../tests/stack/catalogue';
import { closingAll, measurePart, type Scale } from '../lib/part';
import { atLeast, atMost, type Row } from '../lib/report';
import { median, quantile } from '../lib/rounds';
import { writeTo } from '../lib/samples';
import { pathOfK6, startBenchInfluxdb } from '../lib/servers';
import { benchFolder, startBenchSidecar } from '../lib/sidecar';

/** What takes k6's samples over HTTP. */
interface Taker {
  readonly name: string;
  readonly url: string;
  readonly key: string;
}

/** Points of a body: what a busy k6 sends at once. */
const requestsPerBody = 1000;

/** Points a second that the embedded store takes over HTTP, against InfluxDB 2.7, and whether a k6 ever waits for it. */
function ingest(scale: Scale): Promise<readonly Row[]> {
  return closingAll(async (closing) => {
    const influxdb = await startBenchInfluxdb(scale.tell);
    closing(() => influxdb.stop());
    const folder = await benchFolder('ingest');
    closing(() => folder.remove());
    const catalogue = await writeCatalogue([]);
    closing(() => catalogue.remove());
    const dataDir = join(folder.path, 'data');
    const sidecar = await startBenchSidecar({ catalogueFile: catalogue.file, dataDir });
    let isStopped = false;
    const stopSidecar = async () => {
      isStopped = true;
      await sidecar.stop();
    };
    closing(() => (isStopped ? Promise.resolve() : stopSidecar()));

    const ours: Taker = { name: 'embedded', url: sidecar.url, key: sidecar.keys.ingest };
    const theirs: Taker = { name: 'InfluxDB 2.7', url: influxdb.url, key: influxdb.token };
    const written = new Map<string, number>();
    const rates = [await rateRow(scale, 1, ours, theirs, written), await rateRow(scale, 4, ours, theirs, written)];
    const k6 = await fullLoad(scale, folder.path, ours, theirs);

    await stopSidecar();
    const store = await createEmbeddedStore({ directory: join(dataDir, 'metrics') });
    closing(() => store.close());
    const influxStore = createInfluxStore({ ...influxdb, bucket: 'k6', resultsBucket: 'k6' });
    closing(() => influxStore.close());
    const missing = await missingOf(store, new Map([...written, ...k6.requests.ours]));
    return [
      ...rates,
      ...k6.rows,
      atMost(0, {
        name: 'embedded: requests lost of all that was written',
        value: missing,
        unit: 'points',
        figures: { InfluxDB: await missingOf(influxStore, new Map([...written, ...k6.requests.theirs])) },
      }),
    ];
  });
}

async function rateRow(scale: Scale, writers: number, ours: Taker, theirs: Taker, written: Map<string, number>) {
  const requests = scale.pick(100_000, 10_000);
  const rates: Array<{ readonly mine: number; readonly baseline: number }> = [];
  const rounds = scale.pick(5, 1);
  for (let round = 0; round <= rounds; round += 1) {
    scale.tell(`${writers} writing at once, round ${round} of ${rounds}`);
    const runs = Array.from({ length: writers }, (_, writer) => `ingest-${writers}-${round}-${writer}`);
    const bodies = runs.map((runId) => bodiesOf(runId, requests / writers));
    runs.forEach((runId) => written.set(runId, requests / writers));
    // Who comes first has a cooler machine, so they take turns.
    const inTurn = round % 2 === 0 ? [ours, theirs] : [theirs, ours];
    const taken = new Map<string, number>();
    for (const taker of inTurn) {
      taken.set(taker.name, await pointsPerSecond(taker, bodies));
    }
    if (round > 0) {
      rates.push({ mine: taken.get(ours.name) ?? NaN, baseline: taken.get(theirs.name) ?? NaN });
    }
  }
  return atLeast(1.5, {
    name: `embedded: points per second, ${writers === 1 ? 'one run' : `${writers} runs at once`}`,
    value: median(rates.map(({ mine, baseline }) => mine / baseline)),
    baseline: theirs.name,
    figures: {
      'points/s': median(rates.map(({ mine }) => mine)),
      'baseline, points/s': median(rates.map(({ baseline }) => baseline)),
      leastRatio: quantile(
        rates.map(({ mine, baseline }) => mine / baseline),
        0
      ),
    },
  });
}

function bodiesOf(runId: string, requests: number): readonly Buffer[] {
  const startedAt = new Date(Date.now() - 120_000);
  const options = { runId, requests, startedAt, durationSeconds: 60, requestsPerBody, points: 'all' } as const;
  return [...generatedRun(options)].map((body) => Buffer.from(body));
}

async function pointsPerSecond(taker: Taker, writers: ReadonlyArray<readonly Buffer[]>): Promise<number> {
  const began = performance.now();
  await Promise.all(
    writers.map(async (bodies) => {
      for (const body of bodies) {
        await writeTo(taker.url, taker.key, body);
      }
    })
  );
  const seconds = (performance.now() - began) / 1000;
  return writers.flat().reduce((sum, body) => sum + pointsOf(body), 0) / seconds;
}

function pointsOf(body: Buffer): number {
  let points = 0;
  for (let at = body.indexOf(10); at >= 0; at = body.indexOf(10, at + 1)) {
    points += 1;
  }
  return points;
}

/** Of the requests of these runs. */
async function missingOf(store: MetricsStore, written: ReadonlyMap<string, number>): Promise<number> {
  let missing = 0;
  const window = { from: new Date(Date.now() - 7_200_000), to: new Date(Date.now() + 3_600_000) };
  for (const [runId, requests] of written) {
    missing += requests - (await store.figures({ runId, ...window })).requests;
  }
  return missing;
}

const script = `
import http from 'k6/http';
export const options = { vus: 20, duration: __ENV.DURATION, discardResponseBodies: true };
export default function () {
  http.get(__ENV.TARGET + '/fast');
}
`;

/** A k6 without pauses on the same machine: more samples than that it cannot make. */
async function fullLoad(scale: Scale, folder: string, ours: Taker, theirs: Taker) {
  const file = join(folder, 'full-load.js');
  await writeFile(file, script);
  const k6 = await pathOfK6(scale.tell);
  const run = async (taker: Taker) => {
    scale.tell(`k6 at full load, ${taker.name}`);
    const target = await startTarget();
    try {
      const runId = `full-load-${taker.name.replace(/\W/g, '')}`;
      const summaryFile = join(folder, `${runId}.json`);
      const { stderr, exitCode } = await runK6(
        k6,
        ['--tag', `testid=${runId}`, '--out', `influxdb=${taker.url}/k6`, '--summary-export', summaryFile, file],
        {
          TARGET: target.url,
          DURATION: scale.pick('30s', '4s'),
          K6_INFLUXDB_USERNAME: 'k6',
          K6_INFLUXDB_PASSWORD: taker.key,
        }
      );
      if (exitCode !== 0) {
        throw new Error(`k6 ended with ${String(exitCode)}: ${stderr.slice(-500)}`);
      }
      const summary = JSON.parse(await readFile(summaryFile, 'utf8')) as {
        readonly metrics: { readonly http_reqs: { readonly count: number; readonly rate: number } };
      };
      return {
        runId,
        requests: summary.metrics.http_reqs.count,
        requestsPerSecond: summary.metrics.http_reqs.rate,
        lateFlushes: stderr.match(/flush operation took higher than the expected/gi)?.length ?? 0,
        failedWrites: stderr.match(/Couldn't (?:write stats|send metrics|create batch)/g)?.length ?? 0,
      };
    } finally {
      await target.close();
    }
  };
  const [mine, baseline] = [await run(ours), await run(theirs)];
  const figures = {
    'requests/s of k6': mine.requestsPerSecond,
    'baseline, requests/s of k6': baseline.requestsPerSecond,
    'baseline, flushes': baseline.lateFlushes,
    failedWrites: mine.failedWrites,
  };
  const row = atMost(0, {
    name: 'embedded: flushes of a k6 at full load that took longer than a second',
    value: mine.lateFlushes + mine.failedWrites,
    unit: 'flushes',
    baseline: theirs.name,
    figures,
  });
  return {
    rows: [row],
    requests: {
      ours: new Map([[mine.runId, mine.requests]]),
      theirs: new Map([[baseline.runId, baseline.requests]]),
    },
  };
}

measurePart(ingest);
