import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os, { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeEachK6 } from '../testing/real-parts';
import { inspectScript, type InspectRequest } from './inspect';
import { untriedMajor } from './removed-in-k6-2';

describeEachK6('inspectScript with real k6', (k6Bin, major) => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'inspect-test-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const inspect = (script: string, more: Partial<InspectRequest> = {}) => {
    writeFileSync(join(folder, 'script.js'), script);
    const env = { PATH: process.env.PATH, HOME: folder, TMPDIR: folder, ...more.env };
    const request = { k6Bin, script: 'script.js', args: [], cwd: folder };
    return inspectScript({ ...request, ...more, env });
  };
  const planned = async (script: string, more: Partial<InspectRequest> = {}) => {
    const result = await inspect(script, more);
    return result.ok ? result.planned : result.failure;
  };
  const failed = async (script: string, more: Partial<InspectRequest> = {}) => {
    const result = await inspect(script, more);
    return result.ok ? null : result.failure;
  };
  const nothing = 'export default function () {}';

  it('says what the script plans, its tags and statistics, and which k6 this is', async () => {
    const result = await inspect(
      `export const options = {
         scenarios: { a: { executor: 'constant-vus', vus: 3, duration: '90s', exec: 'buy' } },
         tags: { team: 'shop' }, summaryTrendStats: ['avg', 'p(99)'],
       };
       export function buy() {}`
    );
    expect(result).toMatchObject({
      ok: true,
      scenarios: { a: { executor: 'constant-vus', vus: 3, durationMs: 90_000, exec: 'buy', startTimeMs: 0 } },
      planned: { virtualUsers: 3, iterations: null, durationSeconds: 90 },
      tags: { team: 'shop' },
      summaryTrendStats: ['avg', 'p(99)'],
      k6Version: expect.stringMatching(/^\d+\.\d+\.\d+$/) as string,
    });
  });

  it('says which thresholds the script resolves to, with what aborts the run', async () => {
    const result = await inspect(
      `export const options = { thresholds: {
         'http_req_duration{ name:x }': ['p(95)<500', { threshold: 'max<9', abortOnFail: true, delayAbortEval: '10s' }],
         checks: [{ threshold: __ENV.CHECKS, abortOnFail: false }],
       } };
       ${nothing}`,
      { args: ['-e', 'CHECKS=rate>0.9'] }
    );
    expect(result).toMatchObject({ ok: true });
    expect(result.ok ? [...result.thresholds].sort((a, b) => (a.expression < b.expression ? -1 : 1)) : null).toEqual([
      { metric: 'http_req_duration{ name:x }', expression: 'max<9', abortOnFail: true, delayAbortEval: '10s' },
      { metric: 'http_req_duration{ name:x }', expression: 'p(95)<500', abortOnFail: false, delayAbortEval: null },
      { metric: 'checks', expression: 'rate>0.9', abortOnFail: false, delayAbortEval: null },
    ]);
  });

  it('follows the arguments that shape the load, in every form they are written in', async () => {
    const options = `export const options = { vus: 1, duration: '1s' };\n${nothing}`;
    expect(await planned(options, { args: ['--vus', '4', '-d', '9s'] })).toMatchObject({
      virtualUsers: 4,
      durationSeconds: 9,
    });
    expect(await planned(options, { args: ['-u4', '--duration=9s'] })).toMatchObject({
      virtualUsers: 4,
      durationSeconds: 9,
    });
    expect(await planned(options, { args: ['-i', '7', '--tag', 'a=b', '--out', 'json=x'] })).toMatchObject({
      iterations: 7,
    });
    expect(await planned(options, { args: ['-s', '3s:2', '--stage', '4s:6,2s:6'] })).toMatchObject({
      virtualUsers: 6,
      durationSeconds: 9,
    });
  });

  it('follows K6_* variables, below the arguments', async () => {
    const env = { K6_VUS: '4', K6_DURATION: '5s' };
    expect(await planned(nothing, { env })).toMatchObject({ virtualUsers: 4, durationSeconds: 5 });
    expect(await planned(nothing, { env, args: ['--vus', '6'] })).toMatchObject({
      virtualUsers: 6,
      durationSeconds: 5,
    });
  });

  it('follows a configuration file, below the script', async () => {
    writeFileSync(join(folder, 'k6.json'), '{ "vus": 7, "duration": "4s" }');
    const args = ['--config', 'k6.json'];
    expect(await planned(nothing, { args })).toMatchObject({ virtualUsers: 7, durationSeconds: 4 });
    const iterations = `export const options = { iterations: 9 };\n${nothing}`;
    expect(await planned(iterations, { args })).toMatchObject({ iterations: 9, durationSeconds: null });
  });

  it('follows variables that the script reads, from -e and from the environment, with and without other arguments', async () => {
    const script = `export const options = { vus: Number(__ENV.USERS || 1), duration: '5s' };\n${nothing}`;
    expect(await planned(script, { env: { USERS: '8' } })).toMatchObject({ virtualUsers: 8 });
    expect(await planned(script, { env: { USERS: '8' }, args: ['-e', 'USERS=9'] })).toMatchObject({ virtualUsers: 9 });
    expect(await planned(script, { env: { USERS: '8' }, args: ['--duration', '7s'] })).toMatchObject({
      virtualUsers: 8,
      durationSeconds: 7,
    });
    const args = ['--include-system-env-vars=false'];
    expect(await planned(script, { env: { USERS: '8' }, args })).toMatchObject({ virtualUsers: 1 });
  });

  it('gives one hash to one load, however it is asked for', async () => {
    const hash = async (script: string, more: Partial<InspectRequest> = {}) => {
      const result = await inspect(script, more);
      return result.ok ? result.loadProfileHash : result.failure.message;
    };
    const written = await hash(`export const options = { vus: 2, duration: '60s' };\n${nothing}`);
    expect(await hash(nothing, { args: ['--vus=2', '--duration=1m'] })).toBe(written);
    expect(await hash(nothing, { env: { K6_VUS: '2', K6_DURATION: '1m0s' } })).toBe(written);
    expect(await hash(nothing, { args: ['--vus=3', '--duration=1m'] })).not.toBe(written);
  });

  it('leaves no file behind', async () => {
    await inspect(nothing, { args: ['--vus', '2'] });
    expect(readdirSync(folder)).toEqual(['script.js']);
  });

  it('hands on what k6 says about a script it cannot read', async () => {
    expect(await failed('export default function () {')).toEqual({
      kind: 'scriptError',
      message: expect.stringContaining('Unexpected end of input') as string,
      position: { file: join(folder, 'script.js'), line: 1, column: 29 },
    });
    const thrown = await failed("throw new Error('no account');\nexport default function () {}");
    expect(thrown).toEqual({
      kind: 'scriptError',
      message: 'Error: no account',
      position: { file: join(folder, 'script.js'), line: 1, column: 7 },
    });
    writeFileSync(join(folder, 'with space.js'), 'export const a = 1;\nexport const b = nowhere.c;\n');
    expect(await failed(`import { a } from './with space.js';\n${nothing}`)).toMatchObject({
      message: 'ReferenceError: nowhere is not defined',
      position: { file: join(folder, 'with space.js'), line: 2 },
    });
    const executor = "export const options = { scenarios: { a: { executor: 'nope' } } };";
    expect(await failed(`${executor}\n${nothing}`)).toMatchObject({
      kind: 'invalidConfiguration',
      message: expect.stringContaining("unknown executor type 'nope'") as string,
    });
    expect((await failed(nothing, { args: ['--duration', 'soon'] }))?.message).toBe(
      'invalid argument "soon" for "-d, --duration" flag: time: invalid duration "soon"'
    );
    expect((await failed(nothing, { script: 'other.js' }))?.message).toContain('other.js');
  });

  const removed: ReadonlyArray<readonly [string, string, Partial<InspectRequest>]> = [
    [
      'the executor "externally-controlled"',
      `export const options = { scenarios: { a: { executor: 'externally-controlled', vus: 1, maxVUs: 2, duration: '1s' } } };
       ${nothing}`,
      {},
    ],
    ['--no-summary', nothing, { args: ['--no-summary'] }],
    ['the summary mode "legacy"', nothing, { args: ['--summary-mode', 'legacy'] }],
    ['the summary mode "legacy"', nothing, { env: { K6_SUMMARY_MODE: 'legacy' } }],
  ];
  it.each(removed)('says in words that k6 2 has no %s, and takes it from k6 1', async (what, script, more) => {
    const failure = await failed(script, more);
    expect(failure?.message ?? null).toEqual(
      major === 1 ? null : (expect.stringMatching(new RegExp(`^k6 2 no longer has ${what}: use `)) as string)
    );
  });

  it('says that k6 is not there', async () => {
    expect(await failed(nothing, { k6Bin: join(folder, 'no-k6') })).toMatchObject({
      kind: 'k6NotFound',
      message: expect.stringContaining('K6_BIN') as string,
    });
  });

  it('gives up on a script that never ends', async () => {
    expect(await failed('while (true) {}', { timeoutMs: 300 })).toEqual({
      kind: 'timedOut',
      message: 'k6 did not finish reading script.js within 0.3 s',
    });
  });
});

describe('inspectScript, whatever happens', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'inspect-test-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
    jest.restoreAllMocks();
  });

  /** Asks a shell script that stands in for k6. */
  const inspect = (commands: string, more: Partial<InspectRequest> = {}) => {
    const k6Bin = join(folder, 'k6');
    writeFileSync(k6Bin, `#!/bin/sh\n${commands}\n`, { mode: 0o755 });
    return inspectScript({
      k6Bin,
      script: 'script.js',
      args: [],
      env: { PATH: process.env.PATH },
      cwd: folder,
      ...more,
    });
  };
  const log = (text: string) => `cat >&2 <<'LOG'\n${text}\nLOG\nexit 107`;

  it.each([
    [String.raw`bell \a esc \x1b[31mred\x1b[0m and \"quotes\"`, 'bell   esc red and "quotes"'],
    [String.raw`Error: \U00110000\u00e9\n\tat file:///a.js:1:1(1)\n`, 'Error: \ufffdé'],
    ['plain', 'plain'],
  ])('understands how k6 quotes %s', async (quoted, message) => {
    const line = `time="2026-11-23T04:26:45Z" level=error msg="${quoted}" hint="script exception"`;
    const noise = 'time="2026-11-23T04:26:45Z" level=warning msg="careful"';
    expect(await inspect(log(`${noise}\n${line}`))).toMatchObject({
      ok: false,
      failure: { kind: 'scriptError', message },
    });
  });

  it('hands on lines in no known form', async () => {
    expect(await inspect(log('{"level":\npanic: level=error msg="\\x1'))).toMatchObject({
      failure: { kind: 'scriptError', message: '{"level":\npanic: level=error msg="\\x1' },
    });
  });

  it('says so when it has no place for its files', async () => {
    jest.spyOn(os, 'tmpdir').mockReturnValue(join(folder, 'missing'));
    expect(await inspect('exit 0')).toEqual({
      ok: false,
      failure: {
        kind: 'unexpected',
        message: expect.stringMatching(/^k6 could not be asked about script\.js: .*ENOENT/),
      },
    });
  });

  it('says so when its files cannot be written, and removes what it can', async () => {
    jest.spyOn(os, 'tmpdir').mockReturnValue(folder);
    // In place of the archive: a folder where the configuration is to be written.
    const archive = 'for path; do case "$path" in */script.tar) mkdir "${path%script.tar}config.json";; esac; done';
    expect(await inspect(archive)).toMatchObject({
      failure: { kind: 'unexpected', message: expect.stringMatching('EISDIR') },
    });
    expect(readdirSync(folder)).toEqual(['k6']);
  });

  it('says so when no process can be given the arguments', async () => {
    expect(await inspect('exit 0', { args: ['-e', 'A=\0'] })).toMatchObject({ failure: { kind: 'unexpected' } });
  });

  it('ends k6 when the caller goes down', async () => {
    const caller = new AbortController();
    const inspected = inspect('exec sleep 60', { signal: caller.signal });
    caller.abort();
    expect(await inspected).toEqual({
      ok: false,
      failure: { kind: 'unexpected', message: 'k6 was stopped while it read script.js' },
    });
  });
});

describe('untriedMajor', () => {
  it('warns of a major that is neither 1 nor 2', () => {
    expect([untriedMajor(null), untriedMajor('1.8.1'), untriedMajor('2.2.0'), untriedMajor('2.0.0-rc1')]).toEqual([
      null,
      null,
      null,
      null,
    ]);
    expect(untriedMajor('3.0.0')).toContain('k6 3.0.0');
    expect(untriedMajor('0.57.0')).toContain('k6 0.57.0');
  });
});
