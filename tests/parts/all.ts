import type { RealParts } from '../../backend/src/testing/real-parts';
import { provideActionlint } from './actionlint';
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

/** A program that is no server: tests start it themselves. */
function program(name: string, variable: keyof RealParts, purpose: string, provide: TestPart['provide']): TestPart {
  return {
    name,
    purpose,
    variables: [variable],
    isServer: false,
    provide,
    start: (file) => Promise.resolve({ env: { [variable]: file }, stop: () => Promise.resolve() }),
  };
}

const k6 = program(
  'k6',
  'K6_BIN',
  'k6 2, runs the load tests; every judged figure is compared with its own summary',
  provideK6
);

const k6Major1 = program('k6-1', 'K6_1_BIN', 'k6 1, the previous major that must also work', provideK6Major1);

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

const chromium = program('chromium', 'CHROMIUM_BIN', 'the browser that opens the built plugin', provideChromium);

const schemathesis = program(
  'schemathesis',
  'SCHEMATHESIS_BIN',
  'asks the API whatever its OpenAPI document permits and forbids',
  provideSchemathesis
);

const hadolint = program(
  'hadolint',
  'HADOLINT_BIN',
  'reads the Dockerfiles for what is known to go wrong',
  provideHadolint
);

const actionlint = program(
  'actionlint',
  'ACTIONLINT_BIN',
  'reads the workflows of GitHub Actions for what is known to go wrong',
  provideActionlint
);

const nginx = program(
  'nginx',
  'NGINX_BIN',
  'a web server before an admin site, which passes the banner on',
  provideNginx
);

export const testParts: readonly TestPart[] = [
  k6,
  k6Major1,
  influxdb,
  influxdb1,
  postgres,
  chromium,
  schemathesis,
  hadolint,
  actionlint,
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
