import type { EvaluationInput } from './input';
import { evaluate } from './evaluate';
import { input, report } from './testing/inputs';

const reasonsOf = (storeMissingShare: number, changes: Partial<EvaluationInput> = {}) => {
  const several = { expectedInstances: 2, reports: [report(), report({ instance: '1' })] };
  const { verdict, reasons } = evaluate(input({ ...several, storeMissingShare, ...changes }));
  return [verdict, reasons.map(({ text }) => text)];
};

describe('the store that p95 of several instances comes from', () => {
  it('makes a run inconclusive where points are missing, beyond what can be overlooked', () => {
    expect(reasonsOf(0.011)).toEqual([
      'inconclusive',
      ['1.1 % of the requests are missing in the store that p95 comes from'],
    ]);
    expect(reasonsOf(0.009)[0]).toBe('passed');
  });

  it("makes it inconclusive where it has a single request more than the instances' summaries count", () => {
    expect(reasonsOf(-0.001)).toEqual([
      'inconclusive',
      [
        "the store that p95 comes from has 1 request more than k6's summaries count: another k6, which was not announced, " +
          'writes under the id of this run',
      ],
    ]);
  });

  it('is no foreign load where an instance has sent no summary: its requests are in the store alone', () => {
    const [verdict, reasons] = reasonsOf(-0.5, { reports: [report()] });
    expect(verdict).toBe('errored');
    expect(String(reasons)).not.toContain('another k6');
  });
});
