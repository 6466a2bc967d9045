import { aRun } from '../testing/runRecord';
import { parseRunPage } from './runRecord';

describe('parseRunPage', () => {
  it('accepts a list with every kind of run, and fields it does not know', () => {
    const failed = aRun({
      verdict: 'failed',
      diagnosis: { classification: 'autoFixable', text: 'A cold start.' },
      autoFixApplied: {
        action: 'redeploy',
        deploymentId: 'dpl_1',
        appliedAt: '2026-11-20T10:02:00.000Z',
        outcome: 'pending',
      },
    });
    const missed = aRun({ id: 'run-2', verdict: 'missed', startedAt: null, durationSeconds: null, errorRate: null });
    const answer = { runs: [failed, { ...missed, addedLater: true, errorRateSamples: null }], nextCursor: 'older' };
    expect(parseRunPage(answer)).toEqual(answer);
  });

  it.each([
    ['no object', 'Bad gateway'],
    ['no runs', { nextCursor: null }],
    ['no cursor', { runs: [] }],
  ])('refuses an answer with %s', (_, answer) => {
    expect(() => parseRunPage(answer)).toThrow('no list of runs');
  });

  it.each([
    ['a figure as text', { errorRate: '0.1' }],
    ['a count as text', { errorRateSamples: '50' }],
    ['an unknown verdict', { verdict: 'great' }],
    ['a reason without text', { reasons: [{ code: 'p95Breach' }] }],
    ['a missing field', { counts: undefined }],
  ])('refuses a run with %s and names it', (_, broken) => {
    const answer = { runs: [aRun(), { ...aRun(), ...broken }], nextCursor: null };
    expect(() => parseRunPage(answer)).toThrow('run 2 of the list');
  });
});
