import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { lastLine, runCommand, withHeartbeat } from './command';
import { provideProgram } from './find';
import { fluxToolchain } from './flux';
import { goBuild } from './go';
import { builtInfluxd, influxdProgram } from './influxd-program';
import { buildFolder, type Progress, type Provided, type Started } from './part';
import { freePort, startServer, temporaryFolder } from './server';

const builtVersion = 'v2.7.12';
const influxdPackage = 'github.com/influxdata/influxdb/v2/cmd/influxd';

/** Go takes over no `replace` of a dependency, and InfluxDB needs this one of its own. */
const goMod = `module tools

go 1.26

replace github.com/nats-io/nats-streaming-server v0.11.2 => github.com/influxdata/nats-streaming-server v0.11.3-0.20201112040610-c277f7560803
`;

/** InfluxDB 2.7 from `INFLUXD_BIN`, PATH or `.cache/bin`; else built from source (about five minutes, once). */
export function provideInfluxdb(progress: Progress): Promise<Provided> {
  return provideProgram(influxdProgram('2.7', 'INFLUXD_BIN'), progress, async () => {
    progress(`building ${builtVersion} from source with Go and Rust, usually 4 to 8 minutes, once`);
    const problem = await build(progress);
    return problem === null
      ? null
      : `${problem}. Put influxd 2.7 on PATH (https://docs.influxdata.com/influxdb/v2/install/) or set INFLUXD_BIN`;
  });
}

async function build(progress: Progress): Promise<string | null> {
  const toolchain = await fluxToolchain(progress);
  if ('missing' in toolchain) {
    return toolchain.missing;
  }
  const folder = await buildFolder(`influxdb-2.7-${process.pid}`);
  await writeFile(path.join(folder, 'go.mod'), goMod);
  const get = ['get', '-tool', `${influxdPackage}@${builtVersion}`];
  const fetched = await withHeartbeat(progress, 'fetching sources', () =>
    runCommand('go', get, { cwd: folder, env: toolchain.env, timeoutSeconds: 600 })
  );
  if (fetched.exitCode !== 0) {
    return `"go get" failed: ${lastLine(fetched.output)}`;
  }
  const output = path.join(folder, 'influxd');
  const flags = ['-tags', 'sqlite_foreign_keys,sqlite_json', '-ldflags', `-X main.version=${builtVersion}`];
  return goBuild(
    {
      args: ['build', ...flags, '-o', output, influxdPackage],
      folder,
      env: toolchain.env,
      output,
      binary: builtInfluxd('2.7'),
      minutes: 25,
    },
    progress
  );
}

/**
 * An empty InfluxDB 2.7 on a free loopback port, with organisation `loadtests`, bucket `k6` and a random operator token.
 */
export async function startInfluxdb(file: string): Promise<Started> {
  const folder = await temporaryFolder('influxdb');
  const url = `http://127.0.0.1:${await freePort()}`;
  const stop = await startServer({
    name: 'InfluxDB 2.7',
    command: file,
    args: [
      ...['--bolt-path', path.join(folder, 'influxd.bolt'), '--sqlite-path', path.join(folder, 'influxd.sqlite')],
      ...['--engine-path', path.join(folder, 'engine'), '--http-bind-address', new URL(url).host],
      ...['--reporting-disabled', '--log-level', 'warn'],
    ],
    folder,
    env: { PATH: process.env.PATH ?? '', HOME: folder },
    stopSignal: 'SIGTERM',
    isReady: async () => (await fetch(`${url}/health`)).ok,
  });
  try {
    const token = randomBytes(32).toString('hex');
    await setUp(url, token);
    return { env: { TEST_INFLUX_URL: url, TEST_INFLUX_TOKEN: token }, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The first start of an InfluxDB: https://docs.influxdata.com/influxdb/v2/api/#operation/PostSetup */
async function setUp(url: string, token: string): Promise<void> {
  const response = await fetch(`${url}/api/v2/setup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      username: 'admin',
      password: randomBytes(16).toString('hex'),
      org: 'loadtests',
      bucket: 'k6',
      token,
    }),
  });
  if (response.status !== 201) {
    throw new Error(`InfluxDB 2.7 refused its first setup with ${response.status}: ${await response.text()}`);
  }
}
