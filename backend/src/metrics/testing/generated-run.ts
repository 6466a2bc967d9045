import { seededRandom } from '../../lib/seeded-random';
/**
 * Line protocol of a run that never took place, shaped like what k6 1.x writes (`--out influxdb`), for contract tests and
 * benchmarks. The same options always give the same bytes. Shape and tags: grafana/k6 internal/output/influxdb/output.go.
 */
export interface GeneratedRun {
  readonly runId: string;
  readonly requests: number;
  /** Different `name` tags. */
  readonly endpoints: number;
  readonly durationSeconds: number;
  readonly startedAt: Date;
  /** k6 processes; each writes its own `instance` tag and its own gauges. */
  readonly instances: number;
  readonly virtualUsersPerInstance: number;
  /** Every n-th request fails with status 500; 0: none does. */
  readonly failEvery: number;
  /** `needed`: only what the figures are made of; `all`: all 9 points of a request and the 4 of an iteration. */
  readonly points: 'needed' | 'all';
  /** Requests that go into one body. */
  readonly requestsPerBody: number;
  readonly seed: number;
}

const defaults: GeneratedRun = {
  runId: 'generated',
  requests: 1_000,
  endpoints: 8,
  durationSeconds: 60,
  startedAt: new Date('2026-01-05T10:00:00.000Z'),
  instances: 1,
  virtualUsersPerInstance: 10,
  failEvery: 0,
  points: 'needed',
  requestsPerBody: 1_000,
  seed: 1,
};

const requestsPerIteration = 5;
const timings = ['blocked', 'connecting', 'tls_handshaking', 'sending', 'waiting', 'receiving'] as const;

/** Bodies of the run in the order of time; points of the `vus` gauges come with the first body of their second. */
export function* generatedRun(options: Partial<GeneratedRun>): Generator<string> {
  const run: GeneratedRun = { ...defaults, ...options };
  const random = seededRandom(run.seed);
  const startNs = BigInt(run.startedAt.getTime()) * 1_000_000n;
  const stepNs = (run.durationSeconds * 1e9) / Math.max(run.requests, 1);
  let lines: string[] = [];
  let nextGaugeSecond = 0;

  for (let request = 0; request < run.requests; request += 1) {
    const elapsedNs = Math.floor(stepNs * request);
    const at = startNs + BigInt(elapsedNs);
    while (nextGaugeSecond * 1e9 <= elapsedNs) {
      lines.push(...gaugeLines(run, startNs + BigInt(nextGaugeSecond) * 1_000_000_000n));
      nextGaugeSecond += 1;
    }
    const responseTimeMs = Math.round((5 + 40 * Math.exp(1.2 * normal(random))) * 1e6) / 1e6;
    lines.push(...requestLines(run, request, at, responseTimeMs));
    if ((request + 1) % run.requestsPerBody === 0) {
      yield lines.join('\n') + '\n';
      lines = [];
    }
  }
  if (lines.length > 0) {
    yield lines.join('\n') + '\n';
  }
}

function gaugeLines(run: GeneratedRun, at: bigint): string[] {
  const lines: string[] = [];
  for (let instance = 0; instance < run.instances; instance += 1) {
    const tags = `instance=k6-${instance},testid=${run.runId}`;
    lines.push(`vus,${tags} value=${run.virtualUsersPerInstance} ${at}`);
    lines.push(`vus_max,${tags} value=${run.virtualUsersPerInstance} ${at}`);
  }
  return lines;
}

function requestLines(run: GeneratedRun, request: number, at: bigint, responseTimeMs: number): string[] {
  const failed = run.failEvery > 0 && (request + 1) % run.failEvery === 0;
  const url = `http://shop.example/api/endpoint-${request % run.endpoints}`;
  const instance = `k6-${request % run.instances}`;
  const tags =
    `${failed ? 'error_code=1500,' : ''}expected_response=${!failed},instance=${instance},method=GET,name=${url},` +
    `proto=HTTP/1.1,scenario=default,status=${failed ? 500 : 200},testid=${run.runId}`;
  const line = (measurement: string, value: number) => `${measurement},${tags} url="${url}",value=${value} ${at}`;
  const lines = [line('http_reqs', 1), line('http_req_duration', responseTimeMs)];
  if (run.points === 'all') {
    for (const timing of timings) {
      lines.push(line(`http_req_${timing}`, timing === 'waiting' ? responseTimeMs : 0));
    }
  }
  lines.push(line('http_req_failed', failed ? 1 : 0));
  if ((request + 1) % requestsPerIteration === 0) {
    const iteration = `instance=${instance},scenario=default,testid=${run.runId}`;
    lines.push(`iterations,${iteration} value=1 ${at}`);
    if (run.points === 'all') {
      lines.push(`data_sent,${iteration} value=512 ${at}`, `data_received,${iteration} value=2048 ${at}`);
      lines.push(`iteration_duration,${iteration} value=${responseTimeMs * requestsPerIteration} ${at}`);
    }
  }
  return lines;
}

/** Box-Muller. */
function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
