import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { recordK6, type K6Record } from './k6-record';
import { endOrphans } from './orphans';

const workDirectory = mkdtempSync(join(tmpdir(), 'orphans-'));
const children: ChildProcess[] = [];
afterAll(() => {
  children.forEach((child) => child.kill('SIGKILL'));
  rmSync(workDirectory, { recursive: true, force: true });
});

/** A process in the place of k6; it says on standard output when it hears signals. */
async function k6Like(runId: string, onInterrupt = 'process.exit(105)') {
  const program = `process.on('SIGINT', () => { ${onInterrupt} }); setInterval(() => 0, 1000); console.log('ready')`;
  const child = spawn(process.execPath, ['-e', program, '--', '--tag', `testid=${runId}`], {
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  children.push(child);
  const ended = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  await once(child.stdout, 'data');
  return { pid: child.pid ?? 0, ended, runs: () => child.exitCode === null && child.signalCode === null };
}

/** Its record, as a sidecar leaves it that is gone by now; `change` makes another one of it. */
async function record(runId: string, pid: number, change: Partial<K6Record> = {}, guardPid: number | null = null) {
  const folder = join(workDirectory, `k6-${runId}`);
  mkdirSync(folder);
  await recordK6(folder, { runId, argument: `testid=${runId}` }, { pid, guardPid });
  const file = join(folder, 'process.json');
  const written = JSON.parse(readFileSync(file, 'utf8')) as K6Record;
  const gone = { pid: process.pid, startTime: 'of an earlier process' };
  writeFileSync(file, JSON.stringify({ ...written, sidecar: gone, ...change }));
  return { folder, written };
}

async function end(graceMs = 5000) {
  const ended: string[] = [];
  const problems: string[] = [];
  await endOrphans({
    workDirectory,
    graceMs,
    ended: async (runId) => void ended.push(runId),
    logger: { info: () => undefined, warn: () => undefined, error: (_details, message) => problems.push(message) },
  });
  expect(problems).toEqual([]);
  return ended;
}

describe('a k6 that was left running', () => {
  it('gets a SIGINT, and its run is closed', async () => {
    const k6 = await k6Like('left');
    const { folder } = await record('left', k6.pid);
    expect(await end()).toEqual(['left']);
    expect(await k6.ended).toEqual([105, null]);
    expect(existsSync(folder)).toBe(false);
  });

  it('is killed when it does not end in time', async () => {
    const k6 = await k6Like('deaf', '');
    await record('deaf', k6.pid);
    expect(await end(200)).toEqual(['deaf']);
    expect(await k6.ended).toEqual([null, 'SIGKILL']);
  });

  it('gets no second SIGINT where its guard has sent one', async () => {
    const k6 = await k6Like('guarded', 'process.exit(7)');
    const guard = await k6Like('guard');
    await record('guarded', k6.pid, {}, guard.pid);
    expect(await end(200)).toEqual(['guarded']);
    expect(await k6.ended).toEqual([null, 'SIGKILL']);
    expect(guard.runs()).toBe(true);
  });

  it('is left alone while its sidecar is at work', async () => {
    const k6 = await k6Like('owned');
    const { written, folder } = await record('owned', k6.pid);
    writeFileSync(join(folder, 'process.json'), JSON.stringify(written));
    expect(await end()).toEqual([]);
    expect([k6.runs(), existsSync(folder)]).toEqual([true, true]);
  });
});

describe('another process with the same id', () => {
  it.each([
    ['start-time', (written: K6Record) => ({ k6: { ...written.k6, startTime: `${written.k6.startTime}0` } })],
    ['command', () => ({ argument: 'testid=comm' })],
  ])('is left alone: it has another %s', async (name, changeOf) => {
    const other = await k6Like(name);
    const { written, folder } = await record(name, other.pid);
    const gone = { pid: process.pid, startTime: 'of an earlier process' };
    const changed = { ...written, sidecar: gone, ...changeOf(written) };
    writeFileSync(join(folder, 'process.json'), JSON.stringify(changed));
    expect(await end()).toEqual([]);
    expect(other.runs()).toBe(true);
    // What the record was about has ended.
    expect(existsSync(folder)).toBe(false);
  });

  it('is left alone: it is one of another machine', async () => {
    const other = await k6Like('elsewhere');
    const { folder } = await record('elsewhere', other.pid, { machine: 'another boot' });
    expect(await end()).toEqual([]);
    expect([other.runs(), existsSync(folder)]).toEqual([true, true]);
  });
});

it('does nothing where nothing was left, and leaves alone what it cannot read', async () => {
  const folder = join(workDirectory, 'k6-broken');
  mkdirSync(folder);
  writeFileSync(join(folder, 'process.json'), '{"runId":');
  expect(await end()).toEqual([]);
  expect(existsSync(folder)).toBe(true);
  await endOrphans({
    workDirectory: join(workDirectory, 'missing'),
    ended: async () => undefined,
    logger: { info: () => undefined, warn: () => undefined, error: () => undefined },
  });
});
