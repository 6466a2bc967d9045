import { evaluate } from './evaluate';
import { droppedIterationsShare } from './saturation';
import { input, k6Summary, report } from './testing/inputs';

describe('the share of dropped iterations', () => {
  it('is over all instances, and null where nothing was counted', () => {
    const dropping = (droppedIterations: number, iterations: number | null) =>
      report({ summary: k6Summary({ droppedIterations, iterations }) });
    expect(droppedIterationsShare([dropping(10, 30), dropping(0, 60)])).toBe(0.1);
    expect(droppedIterationsShare([report({ summary: null })])).toBeNull();
  });

  it('makes a bottleneck from 5 % on', () => {
    const verdictAt = (droppedIterations: number) =>
      evaluate(input({ reports: [report({ summary: k6Summary({ droppedIterations, iterations: 95 }) })] })).verdict;
    expect([verdictAt(4), verdictAt(5)]).toEqual(['passed', 'inconclusive']);
  });
});
