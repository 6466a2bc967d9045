import { createGeneratorMeter, type GeneratorWatch, watchGenerator } from './generator-watch';
import { processUsage, type ProcessUsage } from './process-usage';

const processors = 2;

/** A meter that has seen these seconds; the shares are of all processors of the machine. */
function seen(
  ...seconds: ReadonlyArray<{ readonly machine: number; readonly k6: number; readonly memoryMb?: number }>
) {
  const meter = createGeneratorMeter();
  let [totalMs, busyMs, cpuMs] = [50_000, 20_000, 300];
  const look = (memoryMb: number): void =>
    meter.add({ totalMs, busyMs, processors }, { cpuMs, memoryMb, peakMemoryMb: memoryMb });
  look(10);
  for (const { machine, k6, memoryMb = 10 } of seconds) {
    totalMs += processors * 1000;
    busyMs += machine * processors * 1000;
    cpuMs += k6 * processors * 1000;
    look(memoryMb);
  }
  return meter.facts();
}

describe('the load generator', () => {
  it('is told apart from others that keep its machine busy', () => {
    const facts = seen(
      { machine: 0.96, k6: 0.85 },
      { machine: 1, k6: 0.2 },
      { machine: 0.9, k6: 0.85 },
      { machine: 0.3, k6: 0.1, memoryMb: 321.4 }
    );
    expect(facts).toEqual({
      watchedSeconds: 4,
      cpuBusyShare: 0.5,
      saturatedShare: 0.25,
      peakCpu: 1,
      peakK6Cpu: 0.85,
      peakMemoryMb: 321,
    });
  });

  it('is not judged by a single look, or by one that no time has passed since', () => {
    expect(seen()).toBeNull();
    const meter = createGeneratorMeter();
    const usage = { cpuMs: 1, memoryMb: 1, peakMemoryMb: 1 };
    [1, 2].forEach(() => meter.add({ totalMs: 10, busyMs: 10, processors }, usage));
    expect(meter.facts()).toBeNull();
  });

  it('never takes more than all processors, however the clocks tick', () => {
    expect(seen({ machine: 1.01, k6: 1.1 })).toMatchObject({ peakCpu: 1, peakK6Cpu: 1, saturatedShare: 1 });
  });
});

describe('looking at a process', () => {
  it('sees the memory and processor time of a real one', async () => {
    const memory: number[] = [];
    let watch: GeneratorWatch | null = null;
    await new Promise<void>((done) => {
      // The clocks of processors tick every 10 ms.
      watch = watchGenerator(process.pid, {
        everyMs: 20,
        onMemory: (memoryMb) => void (memory.push(memoryMb) === 5 && done()),
      });
    });
    const facts = watch as GeneratorWatch | null;
    expect(facts?.stop()).toMatchObject({ peakMemoryMb: expect.any(Number) as number });
    expect(Math.min(...memory)).toBeGreaterThan(10);
  });

  it('looks no more once it is stopped, and never twice at once', async () => {
    let looks = 0;
    let answer: (usage: ProcessUsage) => void = () => undefined;
    const told: number[] = [];
    const watch = watchGenerator(1, {
      everyMs: 1,
      usage: {
        machine: () => ({ busyMs: 0, totalMs: 0, processors }),
        k6: () => {
          looks += 1;
          return new Promise((resolve) => (answer = resolve));
        },
      },
      onMemory: (memoryMb) => told.push(memoryMb),
    });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(looks).toBe(1);
    expect(watch.stop()).toBeNull();
    answer({ cpuMs: 1, memoryMb: 1, peakMemoryMb: 1 });
    await new Promise((resolve) => setImmediate(resolve));
    expect(told).toEqual([]);
  });
});

describe.each([process.platform, 'darwin' as const])('what a process has used, as %s shows it', (platform) => {
  it('is its memory and processor time', async () => {
    const usage = await processUsage(process.pid, platform);
    const { user, system } = process.cpuUsage();
    expect(usage?.memoryMb).toBeGreaterThan(10);
    expect(usage?.peakMemoryMb).toBeGreaterThanOrEqual(usage?.memoryMb ?? Infinity);
    // Whole seconds where `ps` writes no parts of them.
    expect(Math.abs((usage?.cpuMs ?? NaN) - (user + system) / 1000)).toBeLessThan(1500);
  });

  it('is not known of one that does not run', async () => {
    expect(await processUsage(2 ** 22 + 1, platform)).toBeNull();
  });
});
