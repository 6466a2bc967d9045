import type { RealParts } from '../../backend/src/testing/real-parts';
import { provideChromium } from './chromium';
import { provideHadolint } from './hadolint';
import { provideInfluxdb, startInfluxdb } from './influxdb';
import { provideInfluxdb1, startInfluxdb1 } from './influxdb1';
import { provideK6, provideK6Major1 } from './k6';
import { provideNginx } from './nginx';
import type { Progress, Provided, Started } from './part';
import { providePostgres, startPostgres } from './postgres';
import { provideSchemathesis } from './schemathesis';

/** A part that tests run on. */
export interface TestPart {
  readonly name: string;
  /** What the tests need it for. */
  readonly purpose: string;
  /** The variables its tests find it by. */
  readonly variables: ReadonlyArray<keyof RealParts>;
  /** A server that already runs, as the variables tell, is used as it is; a program is looked at first. */
  readonly isServer: boolean;
  provide(progress: Progress): Promise<Provided>;
  start(path: string): Promise<Started>;
}

const k6: TestPart = {
  name: 'k6',
  purpose: 'k6 2, runs the load tests; every judged figure is compared with its own summary',
  variables: ['K6_BIN'],
  isServer: false,
  provide: provideK6,
  start: (file) => Promise.resolve(onlyPath({ K6_BIN: file })),
};

const k6Major1: TestPart = {
  name: 'k6-1',
  purpose: 'k6 1, the previous major that must also work',
  variables: ['K6_1_BIN'],
  isServer: false,
  provide: provideK6Major1,
  start: (file) => Promise.resolve(onlyPath({ K6_1_BIN: file })),
};

const influxdb: TestPart = {
  name: 'influxdb',
  purpose: 'InfluxDB 2.7, the metric store in production',
  variables: ['TEST_INFLUX_URL', 'TEST_INFLUX_TOKEN'],
  isServer: true,
  provide: provideInfluxdb,
  start: startInfluxdb,
};

const influxdb1: TestPart = {
  name: 'influxdb1',
  purpose: 'InfluxDB 1.13, the older release line that must also work',
  variables: ['TEST_INFLUX1_URL'],
  isServer: true,
  provide: provideInfluxdb1,
  start: startInfluxdb1,
};

const postgres: TestPart = {
  name: 'postgres',
  purpose: 'the record store for several replicas',
  variables: ['TEST_POSTGRES_URL'],
  isServer: true,
  provide: providePostgres,
  start: startPostgres,
};

const chromium: TestPart = {
  name: 'chromium',
  purpose: 'the browser that opens the built plugin',
  variables: ['CHROMIUM_BIN'],
  isServer: false,
  provide: provideChromium,
  start: (file) => Promise.resolve(onlyPath({ CHROMIUM_BIN: file })),
};

const schemathesis: TestPart = {
  name: 'schemathesis',
  purpose: 'asks the API whatever its OpenAPI document permits and forbids',
  variables: ['SCHEMATHESIS_BIN'],
  isServer: false,
  provide: provideSchemathesis,
  start: (file) => Promise.resolve(onlyPath({ SCHEMATHESIS_BIN: file })),
};

const hadolint: TestPart = {
  name: 'hadolint',
  purpose: 'reads the Dockerfiles for what is known to go wrong',
  variables: ['HADOLINT_BIN'],
  isServer: false,
  provide: provideHadolint,
  start: (file) => Promise.resolve(onlyPath({ HADOLINT_BIN: file })),
};

const nginx: TestPart = {
  name: 'nginx',
  purpose: 'a web server before an admin site, which passes the banner on',
  variables: ['NGINX_BIN'],
  isServer: false,
  provide: provideNginx,
  start: (file) => Promise.resolve(onlyPath({ NGINX_BIN: file })),
};

export const testParts: readonly TestPart[] = [
  k6,
  k6Major1,
  influxdb,
  influxdb1,
  postgres,
  chromium,
  schemathesis,
  hadolint,
  nginx,
];

/**
 * Finds or builds these parts. The two InfluxDB builds come one after the other, because they would compile the same
 * Rust library at once; the others go on beside them.
 */
export async function provideAll(
  parts: readonly TestPart[],
  tell: (part: TestPart, line: string) => void
): Promise<ReadonlyMap<TestPart, Provided>> {
  const provided = new Map<TestPart, Provided>();
  const provideLane = async (lane: readonly TestPart[]) => {
    for (const part of lane) {
      provided.set(part, await part.provide((line) => tell(part, line)));
    }
  };
  const influxdbs = parts.filter((part) => part === influxdb || part === influxdb1);
  const others = parts.filter((part) => !influxdbs.includes(part));
  await Promise.all([provideLane(influxdbs), provideLane(others)]);
  return provided;
}

/** A program that is no server: tests start it themselves. */
function onlyPath(env: Readonly<Record<string, string>>): Started {
  return { env, stop: () => Promise.resolve() };
}
