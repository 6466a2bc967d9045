import fc from '../testing/seeded-fast-check';
import { planSteps } from './series-steps';

describe('the steps of a series', () => {
  it('are the finest whole seconds that cover the run in at most 100', () => {
    const instant = fc.bigInt({ min: 0n, max: 4_000_000_000_000_000_000n });
    const length = fc.bigInt({ min: 0n, max: 200_000_000_000_000n });
    fc.assert(
      fc.property(instant, length, (firstNs, lengthNs) => {
        const lastNs = firstNs + lengthNs;
        const { startNs, stepNs, stepSeconds, count } = planSteps({ firstNs, lastNs });
        expect(startNs % 1_000_000_000n).toBe(0n);
        expect(startNs <= firstNs && lastNs < startNs + BigInt(count) * stepNs).toBe(true);
        expect(startNs + BigInt(count - 1) * stepNs <= lastNs).toBe(true);
        expect(count).toBeLessThanOrEqual(100);
        const finerNs = BigInt(stepSeconds - 1) * 1_000_000_000n;
        expect(stepSeconds === 1 || startNs + 100n * finerNs <= lastNs).toBe(true);
      })
    );
  });
});
