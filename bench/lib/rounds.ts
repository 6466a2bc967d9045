/** Something whose time is taken. */
export interface Subject {
  readonly name: string;
  readonly work: () => Promise<unknown>;
}

interface Time {
  readonly ms: number;
  /** Processor time of the measured server, in ms; null where it is not known. */
  readonly cpuMs: number | null;
}

/** What each subject took in one round, by its name. */
export type Round = ReadonlyMap<string, Time>;

/**
 * Takes the time of each subject once per round, in turn, after a round that does not count: what slows the machine for
 * a while slows baseline and subject alike.
 */
export async function takeRounds(
  subjects: readonly Subject[],
  rounds: number,
  cpuMs: (() => Promise<number | null>) | null = null
): Promise<readonly Round[]> {
  const taken: Round[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const times = new Map<string, Time>();
    for (const { name, work } of subjects) {
      const before = (await cpuMs?.()) ?? null;
      const began = performance.now();
      await work();
      const ms = performance.now() - began;
      const after = (await cpuMs?.()) ?? null;
      times.set(name, { ms, cpuMs: before === null || after === null ? null : after - before });
    }
    if (round > 0) {
      taken.push(times);
    }
  }
  return taken;
}

/** Median over the rounds; null where it is not known. */
export function medianTime(rounds: readonly Round[], name: string, figure: keyof Time = 'ms'): number | null {
  return median(rounds.map((round) => round.get(name)?.[figure] ?? null));
}

/** Median over the rounds of the ratio to the baseline of the same round; null where it is not known. */
export function medianRatio(
  rounds: readonly Round[],
  name: string,
  baseline: string,
  figure: keyof Time = 'ms'
): number | null {
  return median(
    rounds.map((round) => {
      const [mine, other] = [round.get(name)?.[figure] ?? null, round.get(baseline)?.[figure] ?? null];
      return mine === null || other === null || other === 0 ? null : mine / other;
    })
  );
}

/** Of what is known; null where nothing is. */
export function median(values: ReadonlyArray<number | null>): number | null {
  return quantile(values, 0.5);
}

/** Between the two nearest values, of what is known; null where nothing is. @param share from 0 to 1 */
export function quantile(values: ReadonlyArray<number | null>, share: number): number | null {
  const known = values.filter((value) => value !== null).sort((a, b) => a - b);
  const place = (known.length - 1) * share;
  const [low, high] = [known[Math.floor(place)], known[Math.ceil(place)]];
  return low === undefined || high === undefined ? null : low + (high - low) * (place - Math.floor(place));
}
