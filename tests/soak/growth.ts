/** One look at a process. */
export interface Look {
  /** Since the start, in s. */
  readonly atSeconds: number;
  readonly value: number;
}

export interface GrowthLimit {
  /** What it may have grown by from the middle third of the time to the last one, as a share and in its unit; both are needed. */
  readonly share: number;
  readonly absolute: number;
}

export interface Growth {
  readonly before: number;
  readonly after: number;
  readonly isGrowing: boolean;
}

/**
 * Whether something grows: its lower quartile in the last third of the time against that in the middle third. The first
 * third warms up, and what a garbage collector has not taken yet lies above the lower quartile.
 */
export function growthOf(looks: readonly Look[], { share, absolute }: GrowthLimit): Growth {
  const end = Math.max(...looks.map(({ atSeconds }) => atSeconds));
  const between = (from: number, to: number) =>
    looks
      .filter(({ atSeconds }) => atSeconds > (end * from) / 3 && atSeconds <= (end * to) / 3)
      .map(({ value }) => value);
  const before = lowerQuartile(between(1, 2));
  const after = lowerQuartile(between(2, 3));
  return { before, after, isGrowing: after - before > absolute && after - before > before * share };
}

function lowerQuartile(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 4)] ?? Number.NaN;
}
