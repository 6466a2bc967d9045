import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { provideProgram } from './find';
import { fluxToolchain } from './flux';
import { goInstall } from './go';
import { builtInfluxd, influxdProgram } from './influxd-program';
import type { Progress, Provided, Started } from './part';
import { freePort, startServer, temporaryFolder } from './server';

const builtVersion = 'v1.13.2';

/** InfluxDB 1.13 from `INFLUXD1_BIN`, PATH or `.cache/bin`; else built from source (about four minutes, once). */
export function provideInfluxdb1(progress: Progress): Promise<Provided> {
  return provideProgram(influxdProgram('1.13', 'INFLUXD1_BIN'), progress, async () => {
    progress(`building ${builtVersion} from source with Go and Rust, usually 3 to 6 minutes, once`);
    const problem = await build(progress);
    return problem === null
      ? null
      : `${problem}. Put influxd 1.13 on PATH (https://docs.influxdata.com/influxdb/v1/) or set INFLUXD1_BIN`;
  });
}

async function build(progress: Progress): Promise<string | null> {
  const toolchain = await fluxToolchain(progress);
  return 'missing' in toolchain
    ? toolchain.missing
    : goInstall(
        {
          package: 'github.com/influxdata/influxdb/cmd/influxd',
          version: builtVersion,
          binary: builtInfluxd('1.13'),
          minutes: 25,
          linkerFlags: `-X main.version=${builtVersion}`,
          env: toolchain.env,
        },
        progress
      );
}

/** An empty InfluxDB 1.13 with Flux on and no authentication; all its ports are free ones on loopback. */
export async function startInfluxdb1(file: string): Promise<Started> {
  const folder = await temporaryFolder('influxdb1');
  const url = `http://127.0.0.1:${await freePort()}`;
  const configuration = path.join(folder, 'influxdb.conf');
  // https://docs.influxdata.com/influxdb/v1/administration/config/; the first bind-address is the backup service's.
  await writeFile(
    configuration,
    `reporting-disabled = true
bind-address = "127.0.0.1:${await freePort()}"
[meta]
  dir = ${JSON.stringify(path.join(folder, 'meta'))}
[data]
  dir = ${JSON.stringify(path.join(folder, 'data'))}
  wal-dir = ${JSON.stringify(path.join(folder, 'wal'))}
[http]
  bind-address = ${JSON.stringify(new URL(url).host)}
  flux-enabled = true
  log-enabled = false
`
  );
  const stop = await startServer({
    name: 'InfluxDB 1.13',
    command: file,
    args: ['run', '-config', configuration],
    folder,
    env: { PATH: process.env.PATH ?? '', HOME: folder },
    stopSignal: 'SIGTERM',
    isReady: async () => (await fetch(`${url}/ping`)).ok,
  });
  return { env: { TEST_INFLUX1_URL: url }, stop };
}
