import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeWith, realPart } from '../testing/real-parts';
import { inspectScript, type InspectRequest } from './inspect';

describeWith(['K6_BIN'], 'inspectScript with real k6', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'inspect-test-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const inspect = (script: string, more: Partial<InspectRequest> = {}) => {
    writeFileSync(join(folder, 'script.js'), script);
    const env = { PATH: process.env.PATH, HOME: folder, TMPDIR: folder, ...more.env };
    const request = { k6Bin: realPart('K6_BIN') ?? '', script: 'script.js', args: [], cwd: folder };
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
    });
    const thrown = await failed("throw new Error('no account');\nexport default function () {}");
    expect(thrown).toEqual({ kind: 'scriptError', message: 'Error: no account' });
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

  it('says that k6 is not there', async () => {
    const k6Bin = join(folder, 'no-k6');
    expect(await failed(nothing, { k6Bin })).toMatchObject({
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
