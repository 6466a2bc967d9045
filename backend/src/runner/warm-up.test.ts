import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { LoadTest } from '../model/load-test';
import type { RunPart } from '../model/protocol';
import { createRunner } from './runner';
import { createFakeK6, eventually, hasStarted, untilIdle, type FakeScript } from './testing/fake-k6';
import { fakeLoadTest } from './testing/load-test';

const fake = createFakeK6();
afterAll(fake.remove);

const warmUp = { durationSeconds: 2, virtualUsers: 3 };

function setUp() {
  const parts: RunPart[] = [];
  const said: string[] = [];
  const workDirectory = join(fake.directory, 'work');
  const runner = createRunner({
    k6Bin: fake.k6Bin,
    output: null,
    report: {
      mayStart: async () => 'yes',
      started: async () => void said.push('started'),
      part: async (_runId, part) => void parts.push(part),
      couldNotStart: async (_runId, reason) => void said.push(reason),
    },
    logger: { info: () => undefined, warn: () => undefined, error: () => undefined },
    workDirectory,
    environment: { PATH: process.env.PATH },
    stopGraceMs: 2000,
  });
  return { runner, parts, said, idle: () => untilIdle(runner), workDirectory };
}

const loadTest = (name: string, content: FakeScript, change: Partial<LoadTest> = {}): LoadTest =>
  fakeLoadTest(fake, name, content, { warmUp, ...change });

describe('a warm-up', () => {
  it('is a k6 of its own before the judged one, with the same script and variables, and told beside it', async () => {
    const { runner, parts, said, idle, workDirectory } = setUp();
    const test = loadTest('warm', { log: 'level=info msg="hello"\n' });
    runner.enqueue({ runId: 'run-1', test });
    await idle();
    const [first, second] = fake.runsOf(test.script).map(({ args }) => args.join(' '));
    expect(first).toContain('--vus 3 --duration 2s --no-thresholds --summary-mode disabled');
    expect(first).toContain('--tag testid=run-1-warmup');
    expect(first).not.toContain('--summary-export');
    expect(second).toContain('--tag testid=run-1 ');
    expect(second).not.toContain('--vus');
    [first, second].forEach((args) => expect(args).toContain('-e USERS=5 -e TARGET='));
    expect(fake.runsOf(test.script)).toHaveLength(2);
    expect(said).toEqual(['started']);
    expect(parts).toMatchObject([
      {
        part: 'exitCode',
        exitCode: 0,
        warmUp: { exitCode: 0, signal: null, exceeded: null, logTail: [expect.stringContaining('hello')] },
      },
      { part: 'summary' },
    ]);
    expect(readdirSync(workDirectory)).toEqual([]);
  });

  it('that fails does not fail the run', async () => {
    const { runner, parts, idle } = setUp();
    const test = loadTest('cold', { exitCode: 107 });
    runner.enqueue({ runId: 'run-1', test });
    await idle();
    expect(fake.runsOf(test.script)).toHaveLength(2);
    expect(parts[0]).toMatchObject({ part: 'exitCode', exitCode: 107, warmUp: { exitCode: 107 } });
  });

  it('that a person stops ends all: the run is not started', async () => {
    const { runner, parts, said, idle } = setUp();
    const test = loadTest('stopped', { runForMs: 60_000 });
    runner.enqueue({ runId: 'run-1', test });
    await eventually(() => hasStarted(test.script), 'the warm-up runs');
    expect(runner.stop('run-1', { byPerson: true })).toBe('stopping');
    await idle();
    expect(fake.runsOf(test.script)).toHaveLength(1);
    expect(said).toEqual([]);
    expect(parts).toMatchObject([{ exitCode: null, stoppedByPerson: true, warmUp: { exitCode: 105 } }]);
  });

  it('is not tried with a script that k6 cannot read', async () => {
    const { runner, parts, idle } = setUp();
    runner.enqueue({ runId: 'run-1', test: loadTest('broken', { brokenScript: true }) });
    await idle();
    expect(parts).toMatchObject([{ exitCode: 107 }]);
    expect(parts[0]).not.toHaveProperty('warmUp');
  });
});
