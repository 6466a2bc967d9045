import { evaluate } from './evaluate';
import { exit, input, report } from './testing/inputs';

describe('a run whose sidecar was found to be gone', () => {
  it('is errored and says so, with the best figures in the store', () => {
    const { verdict, reasons } = evaluate(input({ ownerLost: true, reports: [] }));
    expect([verdict, reasons[0]?.code]).toEqual(['errored', 'ownerLost']);
    expect(reasons[0]?.text).toContain('the sidecar that ran it stopped answering');
  });

  it('says that its k6 went on and was ended, where that is known', () => {
    const { verdict, reasons } = evaluate(input({ ownerLost: true, orphanEnded: true, reports: [] }));
    expect([verdict, reasons[0]?.code]).toEqual(['errored', 'ownerLost']);
    expect(reasons[0]?.text).toContain('k6 was ended when a sidecar started there');
  });

  it('is judged as any other once everything is in', () => {
    expect(evaluate(input({ ownerLost: true })).verdict).toBe('passed');
    const aborted = evaluate(input({ ownerLost: true, reports: [report({ exit: exit({ exitCode: 105 }) })] }));
    expect(aborted.reasons[0]?.code).toBe('aborted');
  });
});
