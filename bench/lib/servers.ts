import { provideInfluxdb, startInfluxdb } from '../../tests/parts/influxdb';
import { provideK6 } from '../../tests/parts/k6';
import type { Provided, Started } from '../../tests/parts/part';
import { providePostgres, startPostgres } from '../../tests/parts/postgres';
import { childOf } from './process-figures';

type Tell = (line: string) => void;

const resultsBucket = 'k6-results';

/** An InfluxDB of the benchmark's own. */
export interface BenchInfluxdb {
  readonly url: string;
  readonly token: string;
  readonly org: string;
  /** Its process; null where the system does not tell. */
  readonly pid: number | null;
  /** For a sidecar. */
  readonly env: Readonly<Record<string, string>>;
  write(body: string | Buffer): Promise<void>;
  /** @returns the answer as CSV. */
  ask(flux: string): Promise<string>;
  stop(): Promise<void>;
}

export async function startBenchInfluxdb(tell: Tell): Promise<BenchInfluxdb> {
  const program = pathOf(await provideInfluxdb(tell));
  const started = await startInfluxdb(program);
  const { TEST_INFLUX_URL: url = '', TEST_INFLUX_TOKEN: token = '' } = started.env;
  const org = 'loadtests';
  const bearer = { authorization: `Token ${token}` };
  const post = async (path: string, body: string | Buffer, headers: Readonly<Record<string, string>>) => {
    const answer = await fetch(`${url}/api/v2/${path}`, {
      method: 'POST',
      headers: { ...bearer, ...headers },
      body,
    });
    const text = await answer.text();
    if (!answer.ok) {
      throw new Error(`InfluxDB answered ${path} with ${answer.status}: ${text}`);
    }
    return text;
  };
  const { orgs } = (await (await fetch(`${url}/api/v2/orgs?org=${org}`, { headers: bearer })).json()) as {
    readonly orgs: ReadonlyArray<{ readonly id: string }>;
  };
  await post('buckets', JSON.stringify({ orgID: orgs[0]?.id, name: resultsBucket, retentionRules: [] }), {
    'content-type': 'application/json',
  });
  return {
    url,
    token,
    org,
    pid: await childOf(program),
    env: {
      INFLUX_URL: url,
      INFLUX_TOKEN: token,
      INFLUX_ORG: org,
      INFLUX_BUCKET: 'k6',
      INFLUX_RESULTS_BUCKET: resultsBucket,
    },
    write: async (body) => void (await post(`write?org=${org}&bucket=k6&precision=ns`, body, {})),
    ask: (flux) =>
      post(`query?org=${org}`, flux, { 'content-type': 'application/vnd.flux', accept: 'application/csv' }),
    stop: () => started.stop(),
  };
}

/** An empty Postgres; `env` names it for a sidecar. */
export async function startBenchPostgres(tell: Tell): Promise<Started> {
  const { env, stop } = await startPostgres(pathOf(await providePostgres(tell)));
  return { env: { DATABASE_URL: env.TEST_POSTGRES_URL ?? '' }, stop };
}

export async function pathOfK6(tell: Tell): Promise<string> {
  return pathOf(await provideK6(tell));
}

export function pathOf(provided: Provided): string {
  if ('missing' in provided) {
    throw new Error(provided.missing);
  }
  return provided.path;
}
