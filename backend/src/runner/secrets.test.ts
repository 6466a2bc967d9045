import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LoadTest } from '../model/load-test';
import { createRunner, type RunnerOptions } from './runner';
import { readSecrets } from './secrets';
import { createFakeK6, untilIdle, type FakeScript } from './testing/fake-k6';
import { fakeLoadTest } from './testing/load-test';

const fake = createFakeK6();
afterAll(fake.remove);

const value = 'CANARY-shop-token';
const secrets: LoadTest['secrets'] = { SHOP_TOKEN: { env: 'STAGE_TOKEN' } };
const file = join(fake.directory, 'token.txt');
writeFileSync(file, 'first line of it\nsecond line of it\n');

/** Runs the script to its end. @returns what k6 was given, and all that was reported and logged. */
async function run(content: FakeScript, change: Partial<LoadTest>, environment: Record<string, string> = {}) {
  const said: unknown[] = [];
  const say = async (...what: readonly unknown[]) => void said.push(what);
  const workDirectory = join(fake.directory, `work-${Math.random().toString(36).slice(2)}`);
  const options: RunnerOptions = {
    k6Bin: fake.k6Bin,
    output: { url: 'http://127.0.0.1:8086/k6', username: 'any', password: 'influx-token' },
    report: { mayStart: async () => 'yes', started: say, part: say, couldNotStart: say },
    logger: {
      info: (...what) => void say(what),
      warn: (...what) => void say(what),
      error: (...what) => void say(what),
    },
    workDirectory,
    environment: { PATH: process.env.PATH, HTTP_PROXY: 'http://user:pw@proxy', OTHER: 'x', ...environment },
  };
  const runner = createRunner(options);
  const test = fakeLoadTest(fake, `script-${Math.random().toString(36).slice(2)}`, content, change);
  runner.enqueue({ runId: 'run-1', test });
  await untilIdle(runner);
  await runner.drain(1000);
  expect(existsSync(workDirectory) ? readdirSync(workDirectory) : []).toEqual([]);
  return { call: fake.runsOf(test.script)[0], said: JSON.stringify(said) };
}

describe('the secrets of a run', () => {
  it('are in the environment of k6, never among its arguments', async () => {
    const { call } = await run({}, { secrets }, { STAGE_TOKEN: value });
    expect(call?.environment.SHOP_TOKEN).toBe(value);
    expect(call?.environment).not.toHaveProperty('STAGE_TOKEN');
    expect(call?.environment).not.toHaveProperty('OTHER');
    expect(call?.args.join(' ')).not.toContain(value);
  });

  it("leave the script nothing else of k6's environment: not the store's credentials, not a proxy's", async () => {
    const { call } = await run({}, { secrets }, { STAGE_TOKEN: value });
    expect(Object.keys(call?.environment ?? {}).filter((name) => name.startsWith('K6_INFLUXDB'))).toEqual([]);
    expect(call?.args).toEqual(expect.arrayContaining(['--include-system-env-vars=true', 'HTTP_PROXY=', 'PATH=']));
    expect(call?.args).not.toContain('SHOP_TOKEN=');
    expect(call?.args.join(' ')).not.toContain('influx-token');
    expect(call?.args).toContain('--config');
  });

  it('change nothing for a load test without any', async () => {
    const { call } = await run({}, {}, { STAGE_TOKEN: value });
    expect(call?.args).toContain('--include-system-env-vars=false');
    expect(call?.args).not.toContain('--config');
    expect(call?.environment.K6_INFLUXDB_PASSWORD).toBe('influx-token');
  });

  it('are masked in what is kept of the log and of the summary, also line by line', async () => {
    const summary = {
      metrics: { [`checks{token:${value}}`]: { value: 1 } },
      root_group: { name: value, list: [value] },
    };
    const log = `level=info msg="${value}"\nlevel=info msg="second line of it"\n`;
    const both = { ...secrets, KEY: { file } };
    const { call, said } = await run({ log, summary }, { secrets: both }, { STAGE_TOKEN: value });
    expect(call?.environment.KEY).toBe('first line of it\nsecond line of it');
    expect(said).toContain('checks{token:[redacted]}');
    expect(said).not.toContain(value);
    expect(said).not.toContain('second line of it');
  });

  it('that are missing are named, and k6 is not started', async () => {
    const { call, said } = await run({}, { secrets });
    expect(call).toBeUndefined();
    expect(said).toContain('the secret SHOP_TOKEN is missing: the environment variable STAGE_TOKEN is not set');
  });

  it.each([
    [{ env: 'EMPTY' }, 'the environment variable EMPTY is not set'],
    [{ env: 'ZERO' }, 'the environment variable ZERO holds no text of at most 100000 bytes'],
    [{ file: join(fake.directory, 'none') }, `the file ${join(fake.directory, 'none')} cannot be read (ENOENT)`],
    [{ file: '/dev/null' }, 'the file /dev/null is empty'],
  ])('cannot be had: %j', async (reference, problem) => {
    expect(await readSecrets({ secrets: { X: reference } }, { EMPTY: '', ZERO: 'CANARY\0' })).toEqual({
      kind: 'missing',
      problem: `the secret X is missing: ${problem}`,
    });
  });
});
