/**
 * Real parts that a test needs and that `npm test` has started or found (tests/run.ts sets the variables). In the quick
 * loop (`npm run test:unit`) they are absent and the tests on them are left out.
 */
export interface RealParts {
  /** Path of a k6 2 binary. */
  readonly K6_BIN: string;
  /** Path of a k6 1 binary. */
  readonly K6_1_BIN: string;
  /** A Postgres superuser URL; a test makes a database of its own in it. */
  readonly TEST_POSTGRES_URL: string;
  /** InfluxDB 2.7: base URL; token and org `loadtests` may create buckets. */
  readonly TEST_INFLUX_URL: string;
  readonly TEST_INFLUX_TOKEN: string;
  /** InfluxDB 1.13 with Flux on, no auth. */
  readonly TEST_INFLUX1_URL: string;
  /** Path of a Chromium binary. */
  readonly CHROMIUM_BIN: string;
  /** Path of Schemathesis 4. */
  readonly SCHEMATHESIS_BIN: string;
  /** Path of hadolint 2. */
  readonly HADOLINT_BIN: string;
  /** Path of actionlint 1. */
  readonly ACTIONLINT_BIN: string;
  /** Path of nginx with its auth_request module. */
  readonly NGINX_BIN: string;
}

/** The variable's value; undefined where this part is not at hand. */
export function realPart(name: keyof RealParts): string | undefined {
  const value = process.env[name];
  return value === undefined || value === '' ? undefined : value;
}

/** `describe` where every named part is at hand, else a skipped `describe` that names what is missing. */
export function describeWith(parts: ReadonlyArray<keyof RealParts>, title: string, body: () => void): void {
  const missing = parts.filter((name) => realPart(name) === undefined);
  if (missing.length === 0) {
    describe(title, body);
  } else {
    describe.skip(`${title} (needs ${missing.join(', ')})`, body);
  }
}

/** A `describe` for each major of k6 that must work: what touches k6's own behaviour is tested on both. */
export function describeEachK6(title: string, body: (k6Bin: string, major: 1 | 2) => void): void {
  describeWith(['K6_BIN'], `${title} (k6 2)`, () => body(realPart('K6_BIN') ?? '', 2));
  describeWith(['K6_1_BIN'], `${title} (k6 1)`, () => body(realPart('K6_1_BIN') ?? '', 1));
}
