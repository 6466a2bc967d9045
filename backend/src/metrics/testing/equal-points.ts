import type { StoreTraits } from './expected-figures';

/**
 * How many of k6's requests a store may count as fewer, and still have lost none: two samples of one series within the
 * same nanosecond are one point in InfluxDB, which happens by chance on a busy machine (seen: 1 of 180).
 */
export function mostEqualPoints(requests: number, equalPoints: StoreTraits['equalPoints']): number {
  return equalPoints === 'kept' ? 0 : Math.ceil(requests / 100);
}

/** The store has counted what k6 has, but for equal points; answers how many of them there were. */
export function expectStoreCount(stored: number, counted: number, equalPoints: StoreTraits['equalPoints']): number {
  const missing = counted - stored;
  expect(missing).toBeGreaterThanOrEqual(0);
  expect(missing).toBeLessThanOrEqual(mostEqualPoints(counted, equalPoints));
  return missing;
}
