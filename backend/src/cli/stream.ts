import { userOutputs, type InfluxOutput } from '../k6';

export interface StreamQuestion {
  /** False: `--no-stream`. */
  readonly wanted: boolean;
  readonly k6Args: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly sidecarUrl: string;
  readonly key: string | null;
  /** Where the sidecar reads samples from; null when it could not be asked. */
  readonly store: 'embedded' | 'influxdb' | null;
  readonly influxToken: string | null;
}

export interface StreamDecision {
  readonly output: InfluxOutput | null;
  /** One line for the person. */
  readonly text: string;
}

const judgedBySummary = "the run is judged by k6's own summary alone";

/**
 * Where k6 is to stream its samples: to the output that the user chose, else into the sidecar when it keeps them itself,
 * else into the InfluxDB that the environment names. Pure.
 */
export function decideStream(question: StreamQuestion): StreamDecision {
  const { environment, sidecarUrl, key, store } = question;
  const own = userOutputs(question.k6Args, environment).filter((output) => /^(?:xk6-)?influxdb(?:=|$)/.test(output));
  if (own.length > 0) {
    return { output: null, text: 'samples go where your own influxdb output says' };
  }
  if (!question.wanted) {
    return { output: null, text: `no samples are streamed (--no-stream); ${judgedBySummary}` };
  }
  if (store === 'embedded') {
    const { origin, pathname } = new URL(sidecarUrl);
    // k6 takes the whole path of the URL for the database's name.
    return pathname === '/'
      ? {
          output: { url: `${origin}/k6`, username: 'loadtests', password: key },
          text: `samples go to the monitor at ${origin}`,
        }
      : {
          output: null,
          text: `no samples are streamed: k6 cannot write below a path (${sidecarUrl}); ${judgedBySummary}`,
        };
  }
  if (environment.INFLUX_URL) {
    const { origin } = new URL(environment.INFLUX_URL);
    const bucket = environment.INFLUX_BUCKET || 'k6';
    const credentials =
      question.influxToken === null
        ? { username: environment.K6_INFLUXDB_USERNAME ?? null, password: environment.K6_INFLUXDB_PASSWORD ?? null }
        : // InfluxDB 2's v1 interface takes the token as the password and ignores the name.
          { username: 'loadtests', password: question.influxToken };
    return {
      output: { url: `${origin}/${encodeURIComponent(bucket)}`, ...credentials },
      text: `samples go to InfluxDB at ${origin}, bucket ${bucket}`,
    };
  }
  const what = store === 'influxdb' ? 'the monitor reads an InfluxDB' : 'where the monitor keeps samples is not known';
  return { output: null, text: `no samples are streamed: ${what} and INFLUX_URL is not set; ${judgedBySummary}` };
}
