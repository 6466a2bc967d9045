/** Something whose time is taken. The first one of a list is the baseline of the others. */
export interface Subject {
  readonly name: string;
  readonly work: () => Promise<unknown>;
}

export interface Measured {
  readonly name: string;
  /** Median over the rounds, in ms. */
  readonly ms: number;
  /** Median over the rounds of the ratio to the baseline of the same round. */
  readonly ratio: number;
  /** Processor time of the measured server, in ms; null where it is not known. */
  readonly cpuMs: number | null;
  readonly cpuRatio: number | null;
}

/**
 * Takes the time of each subject once per round, in turn, after a round that does not count: what slows the machine for
 * a while slows baseline and subject alike.
 */
export async function measureRounds(
  subjects: readonly Subject[],
  rounds: number,
  cpuMs: (() => Promise<number | null>) | null
): Promise<Measured[]> {
  const taken: Array<ReadonlyArray<{ readonly ms: number; readonly cpu: number | null }>> = [];
  for (let round = 0; round <= rounds; round += 1) {
    const times = [];
    for (const { work } of subjects) {
      const before = (await cpuMs?.()) ?? null;
      const began = performance.now();
      await work();
      const ms = performance.now() - began;
      const after = (await cpuMs?.()) ?? null;
      times.push({ ms, cpu: before === null || after === null ? null : after - before });
    }
    if (round > 0) {
      taken.push(times);
    }
  }
  return subjects.map(({ name }, index) => {
    const of = (figure: (time: { readonly ms: number; readonly cpu: number | null }) => number | null) =>
      taken.map((times) => {
        const [mine, baseline] = [times[index], times[0]];
        return [mine === undefined ? null : figure(mine), baseline === undefined ? null : figure(baseline)] as const;
      });
    const elapsed = of(({ ms }) => ms);
    const cpu = of((time) => time.cpu);
    return {
      name,
      ms: median(elapsed.map(([mine]) => mine)) ?? NaN,
      ratio: median(elapsed.map(ratio)) ?? NaN,
      cpuMs: median(cpu.map(([mine]) => mine)),
      cpuRatio: median(cpu.map(ratio)),
    };
  });
}

function ratio([mine, baseline]: readonly [number | null, number | null]): number | null {
  return mine === null || baseline === null || baseline === 0 ? null : mine / baseline;
}

function median(values: ReadonlyArray<number | null>): number | null {
  const known = values.filter((value) => value !== null).sort((a, b) => a - b);
  const middle = known.length / 2;
  const [low, high] = [known[Math.ceil(middle) - 1], known[Math.floor(middle)]];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}
