import { provideInfluxdb, startInfluxdb } from '../tests/parts/influxdb';
import type { Progress } from '../tests/parts/part';

/** A real InfluxDB 2.7 for `--influx`, with the bucket for results. */
export async function startDemoInflux(
  progress: Progress
): Promise<{ readonly env: Readonly<Record<string, string>>; readonly stop: () => Promise<void> }> {
  const provided = await provideInfluxdb((text) => progress(`InfluxDB: ${text}`));
  if ('missing' in provided) {
    throw new Error(`--influx needs InfluxDB 2.7: ${provided.missing}`);
  }
  const { env, stop } = await startInfluxdb(provided.path);
  const url = env.TEST_INFLUX_URL ?? '';
  const token = env.TEST_INFLUX_TOKEN ?? '';
  const headers = { authorization: `Token ${token}`, 'content-type': 'application/json' };
  const orgs = (await (await fetch(`${url}/api/v2/orgs?org=loadtests`, { headers })).json()) as {
    orgs: ReadonlyArray<{ id: string }>;
  };
  const created = await fetch(`${url}/api/v2/buckets`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ orgID: orgs.orgs[0]?.id, name: 'loadtest_results', retentionRules: [] }),
  });
  if (!created.ok) {
    await stop();
    throw new Error(`the results bucket could not be made: ${await created.text()}`);
  }
  return { env: { INFLUX_URL: url, INFLUX_TOKEN: token }, stop };
}
