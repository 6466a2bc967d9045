import { aDiagnosis, aRun } from '../testing/run';
import { parseRunPage } from './runRecord';

describe('parseRunPage', () => {
  it('reads a list with every kind of run, and fields it does not know', () => {
    const failed = aRun({
      verdict: 'failed',
      diagnosis: aDiagnosis('autoFixable', 'A cold start.'),
      autoFixApplied: {
        action: 'redeploy',
        deploymentId: 'dpl_1',
        appliedAt: '2026-11-20T10:02:00.000Z',
        outcome: 'pending',
      },
    });
    const missed = aRun({ id: 'run-2', verdict: 'missed', startedAt: null, durationSeconds: null, errorRate: null });
    const queued = aRun({ id: 'run-3', verdict: null, status: 'queued', startedAt: null, reasons: [] });
    const page = parseRunPage({ runs: [failed, { ...missed, addedLater: true }, queued], nextCursor: 'older' });
    expect(page).toMatchObject({ leftOut: 0, nextCursor: 'older' });
    expect(page.runs.map(({ unreadable }) => unreadable)).toEqual([[], [], []]);
    const sent = [failed, missed, queued];
    page.runs.forEach(({ unreadable: _, ...run }, index) => expect(sent[index]).toMatchObject(run));
    expect(page.runs[0]).toMatchObject({
      verdict: 'failed',
      p95ResponseTimeMs: 213.26,
      diagnosis: { text: 'A cold start.' },
      autoFixApplied: { action: 'redeploy', outcome: 'pending' },
    });
  });

  it('reads a run of a sidecar that does not send the samples of the error rate yet', () => {
    const { errorRateSamples: _, ...run } = aRun();
    expect(parseRunPage({ runs: [run], nextCursor: null }).runs[0]?.unreadable).toEqual([]);
  });

  it.each([
    ['no object', 'Bad gateway'],
    ['no runs', { nextCursor: null }],
    ['no cursor', { runs: [] }],
  ])('refuses an answer with %s', (_, answer) => {
    expect(() => parseRunPage(answer)).toThrow('no list of runs');
  });

  it.each([
    ['a figure as text', { errorRate: '0.1' }, ['errorRate']],
    ['a count as text', { errorRateSamples: '50' }, ['errorRateSamples']],
    ['a verdict that is no word', { verdict: 7 }, ['verdict']],
    ['a reason without text', { reasons: [{ code: 'p95Breach' }] }, ['reasons']],
    ['missing fields', { counts: undefined, test: undefined }, ['counts', 'test']],
  ])('names what it cannot read of a run with %s, and keeps the other runs', (_, broken, unreadable) => {
    const { runs, leftOut } = parseRunPage({ runs: [aRun(), { ...aRun(), ...broken }], nextCursor: null });
    expect(runs.map((run) => [...run.unreadable].sort())).toEqual([[], unreadable]);
    expect(runs[1]).toMatchObject({ id: 'run-1', avgResponseTimeMs: 120.4 });
    expect(leftOut).toBe(0);
  });

  it.each([
    ['nothing', null],
    ['a text', 'run-1'],
    ['a list', [aRun()]],
    ['no id', { ...aRun(), id: undefined }],
  ])('leaves out %s', (_, broken) => {
    const { runs, leftOut } = parseRunPage({ runs: [broken, aRun()], nextCursor: null });
    expect([runs.map(({ id }) => id), leftOut]).toEqual([['run-1'], 1]);
  });
});
