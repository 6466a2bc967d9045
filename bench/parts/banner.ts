import type { BareRoute } from '../children/bare-route';
import type { HttpLoad, HttpLoadResult } from '../children/http-load';
import { startChild } from '../lib/child';
import { closingAll, measurePart, type Scale } from '../lib/part';
import { cpuMsOf } from '../lib/process-figures';
import { benchCatalogue } from '../lib/reported-run';
import { atLeast, atMost, type Row } from '../lib/report';
import { median } from '../lib/rounds';
import { benchRun, linesOf, writeTo } from '../lib/samples';
import { benchFolder, startBenchSidecar, type BenchSidecar } from '../lib/sidecar';

const path = '/api/v1/banner';
const connections = 50;

interface Round {
  readonly mine: HttpLoadResult;
  readonly baseline: HttpLoadResult;
  /** Processor time of the server per request. */
  readonly cpuRatio: number | null;
}

/**
 * `GET /api/v1/banner` on fifty connections, against a bare Fastify that sends the same bytes: with and without an ETag
 * that is known, and while the sidecar reads a run of 1.2 million requests over and over, as judging it would.
 */
function banner(scale: Scale): Promise<readonly Row[]> {
  return closingAll(async (closing) => {
    const folder = await benchFolder('banner');
    closing(() => folder.remove());
    const catalogue = await benchCatalogue(folder.path);
    closing(() => catalogue.remove());
    const sidecar = await startBenchSidecar({ catalogueFile: catalogue.file, dataDir: `${folder.path}/data` });
    closing(() => sidecar.stop());
    const bare = startChild<BareRoute, string>('bare-route');
    closing(() => bare.stop());
    const client = startChild<HttpLoad, HttpLoadResult>('http-load');
    closing(() => client.stop());

    const authorization = { authorization: `Bearer ${sidecar.keys.banner}` };
    const answer = await fetch(`${sidecar.url}${path}`, { headers: authorization });
    const etag = answer.headers.get('etag') ?? '';
    const bareUrl = await bare.ask({ path, body: await answer.text(), headers: ownHeaders(answer.headers), etag });

    const load = async (url: string, pid: number, known: boolean) => {
      const before = await cpuMsOf(pid);
      const result = await client.ask({
        url: `${url}${path}`,
        headers: { ...authorization, ...(known && { 'if-none-match': etag }) },
        connections,
        warmUpMs: scale.pick(1000, 300),
        durationMs: scale.pick(5000, 1000),
        expectedStatus: known ? 304 : 200,
      });
      const after = await cpuMsOf(pid);
      const cpu = before === null || after === null ? null : (after - before) / result.requestsPerSecond;
      return { result, cpu };
    };
    const rounds = async (what: string, known: boolean, count = scale.pick(7, 1)): Promise<readonly Round[]> => {
      const taken: Round[] = [];
      for (let round = 0; round < count; round += 1) {
        scale.tell(`${what}, round ${round + 1}`);
        const baseline = await load(bareUrl, bare.pid, known);
        const mine = await load(sidecar.url, sidecar.pid, known);
        const cpuRatio = mine.cpu === null || baseline.cpu === null ? null : mine.cpu / baseline.cpu;
        taken.push({ mine: mine.result, baseline: baseline.result, cpuRatio });
      }
      return taken;
    };

    await rounds('warming up', false, 1);
    const ok = await rounds('200', false);
    const unchanged = await rounds('304', true);
    const requests = scale.pick(1_200_000, 60_000);
    const run = await openRun(sidecar, requests, scale);
    const reading = readAgainAndAgain(sidecar, run);
    const busy = await rounds('200 while a run is read', false).finally(() => reading.stop());
    const reads = await reading.count;
    return [
      ...rowsOf('200', ok, cpuOf(ok)),
      ...rowsOf('304', unchanged, cpuOf(unchanged)),
      ...rowsOf(`200 while ${requests} requests are judged`, busy, {
        reads,
        'quiet baseline, requests/s': median(ok.map(({ baseline }) => baseline.requestsPerSecond)),
        'quiet baseline, p99 in ms': median(ok.map(({ baseline }) => baseline.p99Ms)),
      }),
    ];
  });
}

/** What the server itself adds to every answer is not told to the bare one. */
function ownHeaders(headers: Headers): Readonly<Record<string, string>> {
  const ofTheServer = ['connection', 'keep-alive', 'date', 'content-length'];
  return Object.fromEntries([...headers].filter(([name]) => !ofTheServer.includes(name)));
}

/** A run whose samples are in the store and which is not judged: its series comes from the samples each time. */
async function openRun(sidecar: BenchSidecar, requests: number, scale: Scale): Promise<string> {
  scale.tell(`writing ${requests} requests`);
  const run = benchRun('open', requests);
  for (const body of linesOf(run)) {
    await writeTo(sidecar.url, sidecar.keys.ingest, body);
  }
  const { status } = await sidecar.api.announce({
    id: run.runId,
    test: 'bench',
    target: 'http://127.0.0.1:9',
    reporter: 'cli',
    startedAt: run.startedAt.toISOString(),
  });
  if (status !== 201) {
    throw new Error(`the run was not taken (${status})`);
  }
  return run.runId;
}

/** Two at once, as judging reads figures and series. */
function readAgainAndAgain({ api }: BenchSidecar, id: string) {
  let isStopped = false;
  let reads = 0;
  const one = async () => {
    while (!isStopped) {
      await api.call('read', 'getRunSeries', { path: { id } });
      reads += 1;
    }
  };
  return { stop: () => void (isStopped = true), count: Promise.all([one(), one()]).then(() => reads) };
}

/** Not while a run is read, which the same process does. */
function cpuOf(rounds: readonly Round[]): Readonly<Record<string, number | null>> {
  return { 'processor time per request, ×': median(rounds.map(({ cpuRatio }) => cpuRatio)) };
}

function rowsOf(what: string, rounds: readonly Round[], more: Readonly<Record<string, number | null>> = {}): Row[] {
  const of = (figure: (round: Round) => number | null) => median(rounds.map(figure));
  const baseline = 'a bare Fastify route, same bytes';
  return [
    atLeast(0.8, {
      name: `GET ${path}, ${what}: requests per second`,
      value: of(({ mine, baseline }) => mine.requestsPerSecond / baseline.requestsPerSecond),
      baseline,
      figures: {
        'requests/s': of(({ mine }) => mine.requestsPerSecond),
        'baseline, requests/s': of(({ baseline }) => baseline.requestsPerSecond),
        ...more,
      },
    }),
    atMost(2, {
      name: `GET ${path}, ${what}: p99`,
      value: of(({ mine, baseline }) => mine.p99Ms / baseline.p99Ms),
      baseline,
      figures: { ms: of(({ mine }) => mine.p99Ms), baselineMs: of(({ baseline }) => baseline.p99Ms), ...more },
    }),
  ];
}

measurePart(banner);
