import { aDiagnosis, aRunDetail } from '../testing/run';
import { parseRunDetail } from './runDetail';

describe('parseRunDetail', () => {
  const failed = aRunDetail({
    verdict: 'failed',
    diagnosis: aDiagnosis('actionRequired', 'The pool is exhausted.'),
    storeCheck: { kind: 'unavailable', reason: 'it did not answer', lost: null },
    feedback: [{ correct: false, actualCause: 'DNS', givenBy: 'ada', givenAt: '2026-11-20T11:00:00.000Z' }],
  });

  it('reads what the contract says', () => {
    const { unreadable, ...run } = parseRunDetail({ ...failed, addedLater: true });
    expect(unreadable).toEqual([]);
    expect(failed).toMatchObject(run);
    expect(run).toMatchObject({ storeCheck: { kind: 'unavailable' }, feedback: [{ actualCause: 'DNS' }] });
  });

  it('reads a run of a sidecar that keeps no feedback yet', () => {
    const { feedback: _, ...older } = failed;
    expect(parseRunDetail(older)).toMatchObject({ feedback: [], unreadable: [] });
  });

  it('names what it cannot read, and keeps the rest', () => {
    const run = parseRunDetail({ ...failed, storeCheck: { state: 'compared' }, endpoints: 'none' });
    expect([...run.unreadable].sort()).toEqual(['endpoints', 'storeCheck']);
    expect(run.diagnosis?.text).toBe('The pool is exhausted.');
  });

  it('refuses what is no run', () => {
    expect(() => parseRunDetail({ runs: [] })).toThrow('no run');
  });
});
