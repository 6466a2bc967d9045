import { loadProfileHash, readScenarios } from '../../backend/src/k6/load-profile';
import { plannedLoad } from '../../backend/src/k6/planned-load';
import { mean, quantileR7 } from '../../backend/src/metrics/testing/expected-figures';

/** One request of a load that never took place. */
export interface LoadedRequest {
  readonly durationMs: number;
  readonly status: number;
}

/** What a k6 would have streamed and reported, with figures that are known to the last digit. */
export interface Load {
  /** Line protocol as k6's influxdb output writes it. */
  lines(runId: string): string;
  /** As `--summary-export` writes it. */
  readonly summary: Record<string, unknown>;
  readonly exitCode: number;
  readonly startedAt: Date;
  readonly endedAt: Date;
  readonly figures: {
    readonly virtualUsers: number;
    readonly requests: number;
    readonly failedRequests: number;
    readonly errorRate: number;
    readonly avgResponseTimeMs: number;
    readonly p95ResponseTimeMs: number;
    readonly durationSeconds: number;
  };
}

/** What the catalogue of every scenario limits p95 to, in ms. */
export const p95LimitMs = 500;
export const virtualUsers = 10;
export const plannedSeconds = 60;

const scenarios = readScenarios({
  default: { executor: 'constant-vus', vus: virtualUsers, duration: plannedSeconds * 1000 },
});
/** What a reporter announces of every load: the hash of its profile, and what was planned. */
export const announcedLoad = { loadProfileHash: loadProfileHash(scenarios), planned: plannedLoad(scenarios) };

/** Exit code and summary, as a reporter sends them. */
export const partsOf = ({ startedAt, endedAt, exitCode, summary }: Load) =>
  [
    {
      part: 'exitCode',
      exitCode,
      startedAt: startedAt.toISOString(),
      endedAt: endedAt.toISOString(),
      log: { uncaughtExceptions: 0, failedWrites: 0, lateFlushes: 0, tail: [] as string[] },
    },
    { part: 'summary', summary },
  ] as const;

const requestsPerSecond = 10;
const endpoints = ['front page', 'checkout'];

export interface LoadOptions {
  readonly seconds?: number;
  readonly endedAt?: Date;
  readonly exitCode?: number;
  /** k6's `name` tags, asked in turn. */
  readonly endpoints?: readonly string[];
  readonly request: (second: number, endpoint: number) => LoadedRequest;
}

/** Ten requests a second by ten users, for the planned minute unless told otherwise. */
export function load(options: LoadOptions): Load {
  const { seconds = plannedSeconds, endedAt = new Date(), exitCode = 0, endpoints: names = endpoints } = options;
  const startedAt = new Date(endedAt.getTime() - seconds * 1000);
  const requests = Array.from({ length: seconds * requestsPerSecond }, (_, index) => {
    const second = Math.floor(index / requestsPerSecond);
    const endpoint = index % names.length;
    // Two requests of one endpoint never have one instant: a store may take them for one sample.
    const at = startedAt.getTime() + (index * 1000) / requestsPerSecond;
    return { at, name: names[endpoint] ?? '', ...options.request(second, endpoint) };
  });
  const durations = requests.map(({ durationMs }) => durationMs);
  const failedRequests = requests.filter(isFailed).length;
  const figures = {
    virtualUsers,
    requests: requests.length,
    failedRequests,
    errorRate: failedRequests / requests.length,
    avgResponseTimeMs: mean(durations) ?? 0,
    p95ResponseTimeMs: quantileR7(durations, 0.95) ?? 0,
    durationSeconds: seconds,
  };
  return {
    exitCode,
    startedAt,
    endedAt,
    figures,
    lines: (runId) =>
      [
        ...Array.from({ length: seconds }, (_, second) => gauges(runId, startedAt.getTime() + second * 1000)),
        ...requests.flatMap((request) => requestLines(runId, request)),
      ].join('\n') + '\n',
    summary: {
      root_group: { name: '', path: '', id: 'd41d8cd98f00b204e9800998ecf8427e', groups: {}, checks: {} },
      metrics: {
        http_reqs: { count: requests.length, rate: requests.length / seconds },
        http_req_failed: {
          passes: failedRequests,
          fails: requests.length - failedRequests,
          value: figures.errorRate,
        },
        http_req_duration: { avg: figures.avgResponseTimeMs, 'p(95)': figures.p95ResponseTimeMs },
        iterations: { count: requests.length, rate: requests.length / seconds },
        vus: { value: virtualUsers, min: virtualUsers, max: virtualUsers },
        vus_max: { value: virtualUsers, min: virtualUsers, max: virtualUsers },
      },
    },
  };
}

const fine: LoadedRequest = { durationMs: 50, status: 200 };

export const healthy = (options: Partial<LoadOptions> = {}) => load({ request: () => fine, ...options });

/** Slow for the first six of sixty seconds, fast from then on, under the same load. */
export const slowStart = (options: Partial<LoadOptions> = {}) =>
  load({ request: (second) => (second < 6 ? { ...fine, durationMs: 2000 } : fine), ...options });

/** Every other request, those of one endpoint, answers 500. */
export const endpointDown = (options: Partial<LoadOptions> = {}) =>
  load({ request: (_, endpoint) => (endpoint === 1 ? { ...fine, status: 500 } : fine), ...options });

/** Twenty requests in two seconds: fewer than the minimum. */
export const tooFewRequests = (options: Partial<LoadOptions> = {}) => healthy({ seconds: 2, ...options });

function isFailed({ status }: LoadedRequest): boolean {
  return status >= 400;
}

function gauges(runId: string, at: number): string {
  const tags = `instance=0,testid=${runId}`;
  return `vus,${tags} value=${virtualUsers} ${at}000000\nvus_max,${tags} value=${virtualUsers} ${at}000000`;
}

function requestLines(runId: string, request: LoadedRequest & { at: number; name: string }): string[] {
  const failed = isFailed(request);
  const name = request.name.replace(/[,= ]/g, '\\$&');
  const tags =
    `${failed ? `error_code=1${request.status},` : ''}expected_response=${!failed},instance=0,method=GET,name=${name},` +
    `proto=HTTP/1.1,scenario=default,status=${request.status},testid=${runId}`;
  const line = (metric: string, value: number) => `${metric},${tags} value=${value} ${request.at}000000`;
  return [line('http_reqs', 1), line('http_req_duration', request.durationMs), line('http_req_failed', failed ? 1 : 0)];
}
