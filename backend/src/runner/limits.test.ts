import { join } from 'node:path';
import type { RunPart } from '../model/protocol';
import { createRunner } from './runner';
import { createFakeK6, hasStarted, untilIdle, type FakeScript } from './testing/fake-k6';
import { fakeLoadTest } from './testing/load-test';

const fake = createFakeK6();
afterAll(fake.remove);

/** What a runner says of a run whose k6 has so much memory. */
async function reported(name: string, content: FakeScript, memoryMb: number, maxMemoryMb?: number): Promise<RunPart[]> {
  const parts: RunPart[] = [];
  const test = fakeLoadTest(fake, name, content);
  const runner = createRunner({
    k6Bin: fake.k6Bin,
    output: null,
    report: {
      mayStart: async () => 'yes',
      started: async () => undefined,
      part: async (_runId, part) => void parts.push(part),
      couldNotStart: async () => undefined,
    },
    logger: { info: () => undefined, warn: () => undefined, error: () => undefined },
    workDirectory: join(fake.directory, 'work'),
    environment: { PATH: process.env.PATH },
    stopGraceMs: 300,
    ...(maxMemoryMb !== undefined && { maxMemoryMb }),
    usage: {
      machine: () => ({ busyMs: 0, totalMs: 0, processors: 2 }),
      // From when on it hears signals.
      k6: async () => (hasStarted(test.script) ? { cpuMs: 0, memoryMb, peakMemoryMb: memoryMb } : null),
    },
  });
  runner.enqueue({ runId: 'run-1', test });
  await untilIdle(runner);
  return parts;
}

describe('the memory of k6', () => {
  it('beyond the limit ends it, with the reason and the last lines of its log', async () => {
    const log = 'level=info msg="about to need much"\n';
    const [exit] = await reported('greedy', { runForMs: 60_000, deaf: true, log }, 513, 512);
    expect(exit).toMatchObject({
      signal: 'SIGKILL',
      stoppedByPerson: false,
      exceeded: { limit: 'memoryMb', value: 512 },
      log: { tail: [expect.stringContaining('about to need much')] },
    });
  });

  it('up to the limit is its own', async () => {
    const [exit] = await reported('modest', { runForMs: 50 }, 512, 512);
    expect(exit).toMatchObject({ exitCode: 0 });
    expect(exit).not.toHaveProperty('exceeded');
  });

  it('has no limit where none is given', async () => {
    expect(await reported('unbounded', { runForMs: 50 }, 1_000_000)).toMatchObject([{ exitCode: 0 }, {}]);
  });
});
