import { Histogram, type Registry } from 'prom-client';

const NAME = 'http_request_duration_seconds';
const HELP = 'Time from the arrival of a request to the end of its answer, in seconds';
const LABELS = ['method', 'route', 'status'] as const;
type Label = (typeof LABELS)[number];
const BUCKETS_SECONDS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

interface Series {
  /** Answers per bucket, not yet cumulated; the last one is +Inf. */
  readonly counts: number[];
  sum: number;
}

/**
 * The histogram of answer times by method, route template and status. It counts by itself and becomes a prom-client
 * metric only when it is scraped: prom-client's own `observe` sorts and joins the labels each time, which was a tenth of
 * the time of a short answer.
 */
export class ResponseTimes extends Histogram<Label> {
  readonly #routes = new Map<string, Map<string, Map<number, Series>>>();

  constructor(registry: Registry) {
    super({ name: NAME, help: HELP, labelNames: LABELS, buckets: BUCKETS_SECONDS, registers: [registry] });
  }

  record(method: string, route: string, status: number, seconds: number): void {
    const methods = getOrSet(this.#routes, route, () => new Map<string, Map<number, Series>>());
    const statuses = getOrSet(methods, method, () => new Map<number, Series>());
    const series = getOrSet(statuses, status, () => ({
      counts: new Array<number>(BUCKETS_SECONDS.length + 1).fill(0),
      sum: 0,
    }));
    let bucket = 0;
    while (seconds > (BUCKETS_SECONDS[bucket] ?? Infinity)) {
      bucket += 1;
    }
    series.counts[bucket] = (series.counts[bucket] ?? 0) + 1;
    series.sum += seconds;
  }

  /**
   * What prom-client 15 calls on histograms for the exposition, and `get` builds on. Its types do not show it; the test
   * of /metrics notices when a later version calls something else.
   */
  async getForPromString() {
    const values = [...this.#routes].flatMap(([route, methods]) =>
      [...methods].flatMap(([method, statuses]) =>
        [...statuses].flatMap(([status, series]) => samples({ method, route, status: String(status) }, series))
      )
    );
    return { name: NAME, help: HELP, type: 'histogram', aggregator: 'sum', values };
  }

  override reset(): void {
    super.reset();
    // The constructor of prom-client resets before the field of this class exists.
    if (#routes in this) {
      this.#routes.clear();
    }
  }
}

interface Sample {
  readonly metricName: string;
  readonly labels: Readonly<Record<string, string | number>>;
  readonly sharedLabels: Readonly<Record<string, never>>;
  readonly value: number;
}

/** The lines of one series in the exposition format: cumulated buckets, sum, count. */
function samples(labels: Record<Label, string>, series: Series): Sample[] {
  let count = 0;
  const sample = (suffix: string, own: Sample['labels'], value: number): Sample => ({
    metricName: `${NAME}_${suffix}`,
    labels: { ...own, ...labels },
    sharedLabels: {},
    value,
  });
  const buckets = series.counts.map((inBucket, index) => {
    count += inBucket;
    return sample('bucket', { le: BUCKETS_SECONDS[index] ?? '+Inf' }, count);
  });
  return [...buckets, sample('sum', {}, series.sum), sample('count', {}, count)];
}

function getOrSet<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}
