import { screen } from '@testing-library/react';
import type { RunDetail } from '../../api/request';
import type { FakeSidecar } from '../../testing/fakeSidecar';
import { emptySidecar, openRun, terms } from '../../testing/runPage';

let sidecar: FakeSidecar;
beforeEach(() => {
  sidecar = emptySidecar();
});
const open = (overrides: Partial<RunDetail> = {}) => openRun(sidecar, overrides);

describe('a run that is under way', () => {
  const unjudged: Partial<RunDetail> = { verdict: null, reasons: [], requests: null, endedAt: null };
  const progress = {
    stage: 'running' as const,
    elapsedSeconds: 45.2,
    plannedSeconds: 60,
    virtualUsers: 10,
    iterations: 120,
    requests: 1234,
    p95ResponseTimeMs: 213,
    errorRate: 0.004,
    at: '2026-11-20T10:00:45.200Z',
  };

  it('shows how far it is, with the figures so far', async () => {
    await open({ ...unjudged, status: 'running', progress });
    expect(screen.getByRole('progressbar', { name: 'Time of the run' })).toHaveAttribute(
      'aria-valuetext',
      '45 s of 1 min'
    );
    expect(terms()).toMatchObject({
      Time: '45 s of 1 min',
      'Virtual users now': '10',
      Iterations: '120',
      'Requests so far': '1,234',
      'p95 of the last 30 s': '213 ms',
      'Error rate so far': '0.4 %',
    });
  });

  it('says what is not known yet, and shows no bar where nobody knows how long it takes', async () => {
    await open({
      ...unjudged,
      status: 'running',
      progress: { ...progress, plannedSeconds: null, requests: null, errorRate: null },
    });
    expect(screen.queryByRole('progressbar')).not.toBeInTheDocument();
    expect(terms()).toMatchObject({ Time: '45 s', 'Requests so far': '–', 'Error rate so far': '–' });
  });

  it.each([
    ['warmUp', 'Warming up'],
    ['ending', 'Ending'],
  ] as const)('names the stage %s', async (stage, title) => {
    await open({ ...unjudged, status: 'running', progress: { ...progress, stage } });
    expect(screen.getByRole('status', { name: title })).toBeInTheDocument();
    expect('Requests so far' in terms()).toBe(stage === 'ending');
  });

  it('shows nothing of the kind for a run of somebody else, or one that is over', async () => {
    await open({ ...unjudged, status: 'running', progress: null });
    expect('Requests so far' in terms()).toBe(false);
  });
});
