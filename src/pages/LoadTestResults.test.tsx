import React from 'react';
import { NEVER, of, throwError } from 'rxjs';
import { fireEvent, render, screen, within } from '@testing-library/react';
import type { BackendSrvRequest } from '@grafana/runtime';
import { aDiagnosis, aRun } from '../testing/runRecord';
import { LoadTestResults } from './LoadTestResults';

const fetch = jest.fn();
jest.mock('@grafana/runtime', () => ({
  ...jest.requireActual('@grafana/runtime'),
  getBackendSrv: () => ({ fetch }),
}));

const answer = (data: unknown) => of({ data });
const refusal = (status: number) => throwError(() => ({ status, statusText: '', data: {}, config: {} }));
const requests = (): BackendSrvRequest[] => fetch.mock.calls.map(([request]) => request);

beforeEach(() => fetch.mockReset());

/** The cells of a row by the name of their column. */
async function cells(row: number): Promise<Record<string, string>> {
  const table = await screen.findByRole('table');
  const names = within(table).getAllByRole('columnheader');
  const values = within(within(table).getAllByRole('row')[row + 1]!).getAllByRole('cell');
  return Object.fromEntries(names.map((name, index) => [name.textContent ?? '', values[index]?.textContent ?? '']));
}

describe('without a configuration', () => {
  it('asks nothing and leads to the configuration page', () => {
    render(<LoadTestResults configured={false} />);
    expect(screen.getByRole('link', { name: /open the configuration/i })).toHaveAttribute(
      'href',
      expect.stringContaining('/plugins/blueclerk-loadtest-app')
    );
    expect(fetch).not.toHaveBeenCalled();
  });
});

describe('while the sidecar has not answered', () => {
  it('says that it is loading', () => {
    fetch.mockReturnValue(NEVER);
    render(<LoadTestResults configured />);
    expect(screen.getByText(/loading load test results/i)).toBeInTheDocument();
  });

  it('ends the request when the page is left', () => {
    fetch.mockReturnValue(NEVER);
    render(<LoadTestResults configured />).unmount();
    expect(requests()[0]?.abortSignal?.aborted).toBe(true);
  });
});

describe('without any run', () => {
  it('says so, and looks again on demand', async () => {
    fetch.mockReturnValueOnce(answer({ runs: [], nextCursor: null }));
    render(<LoadTestResults configured />);
    expect(await screen.findByText(/no load test has run yet/i)).toBeInTheDocument();

    fetch.mockReturnValueOnce(answer({ runs: [aRun()], nextCursor: null }));
    fireEvent.click(screen.getByRole('button', { name: /refresh/i }));
    expect(await screen.findByText('checkout')).toBeInTheDocument();
  });
});

describe('when the request fails', () => {
  it.each([
    [401, /does not accept the read key/],
    [404, /no sidecar at the configured URL/],
    [502, /sidecar does not answer/],
    [500, /status 500/],
  ])('explains status %p', async (status, explanation) => {
    fetch.mockReturnValue(refusal(status));
    render(<LoadTestResults configured />);
    expect(await screen.findByRole('alert')).toHaveTextContent(explanation);
  });

  it('does not show an answer that is no list of runs', async () => {
    fetch.mockReturnValue(answer({ runs: 'none', nextCursor: null }));
    render(<LoadTestResults configured />);
    expect(await screen.findByRole('alert')).toHaveTextContent(/does not understand/);
  });

  it('tries again on demand', async () => {
    fetch.mockReturnValueOnce(refusal(502)).mockReturnValueOnce(answer({ runs: [aRun()], nextCursor: null }));
    render(<LoadTestResults configured />);
    fireEvent.click(await screen.findByRole('button', { name: /try again/i }));
    expect(await screen.findByText('checkout')).toBeInTheDocument();
  });
});

describe('with runs', () => {
  const failed = aRun({
    id: 'run-2',
    verdict: 'failed',
    errorRate: 0.002,
    reasons: [{ code: 'errorRateBreach', text: 'Error rate 0.2 % is over 0 %.' }],
    diagnosis: aDiagnosis('actionRequired', 'POST /orders answers 500 all the time.'),
    actionRequired: true,
    actionRequiredReason: 'The failure is persistent.',
  });
  const redeployed = aRun({
    id: 'run-3',
    verdict: 'failed',
    autoFixApplied: {
      action: 'redeploy',
      deploymentId: 'dpl_1',
      appliedAt: '2026-11-20T10:02:00.000Z',
      outcome: 'notFixed',
    },
  });

  it('shows every field of the run record', async () => {
    fetch.mockReturnValue(answer({ runs: [failed], nextCursor: null }));
    render(<LoadTestResults configured />);
    expect(await cells(0)).toEqual({
      'Run date and time': '2026-11-20 10:00:00',
      'Load test': 'checkout',
      Duration: '1 min 32 s',
      'Virtual users': '20',
      'Average response time': '120 ms',
      'p95 response time': '213 ms',
      'Error rate': '0.2 %',
      'Pass/fail': 'failedError rate 0.2 % is over 0 %.',
      Diagnosis: 'POST /orders answers 500 all the time.',
      'Action required': 'YesThe failure is persistent.',
      'Auto-fix applied': 'No',
    });
  });

  it('shows no response time of a target that never answered', async () => {
    const unanswered = aRun({
      verdict: 'failed',
      errorRate: 1,
      reasons: [{ code: 'targetDidNotAnswer', text: 'no request got an answer: 100 of 100 failed' }],
      avgResponseTimeMs: null,
      p95ResponseTimeMs: null,
    });
    fetch.mockReturnValue(answer({ runs: [unanswered], nextCursor: null }));
    render(<LoadTestResults configured />);
    expect(await cells(0)).toMatchObject({
      'Average response time': 'not measured: no request got an answer',
      'p95 response time': 'not measured: no request got an answer',
      'Pass/fail': 'failedno request got an answer: 100 of 100 failed',
    });
  });

  it('tells what became of an automatic fix', async () => {
    fetch.mockReturnValue(answer({ runs: [redeployed], nextCursor: null }));
    render(<LoadTestResults configured />);
    expect(await cells(0)).toMatchObject({ 'Auto-fix applied': 'Yes: redeploy, did not fix it' });
  });

  it('never shows an unknown figure as zero', async () => {
    const running = aRun({
      status: 'running',
      verdict: null,
      p95ResponseTimeMs: null,
      virtualUsers: null,
      errorRate: null,
    });
    fetch.mockReturnValue(answer({ runs: [running], nextCursor: null }));
    render(<LoadTestResults configured />);
    expect(await cells(0)).toMatchObject({
      'Pass/fail': 'running',
      'p95 response time': '–',
      'Virtual users': '–',
      'Error rate': '–',
    });
  });

  it('shows a run that waits for its turn', async () => {
    const queued = aRun({
      status: 'queued',
      verdict: null,
      startedAt: null,
      endedAt: null,
      durationSeconds: null,
      reasons: [],
    });
    fetch.mockReturnValue(answer({ runs: [queued, aRun({ id: 'run-0' })], nextCursor: null }));
    render(<LoadTestResults configured />);
    expect(await cells(0)).toMatchObject({
      'Run date and time': 'not started yet',
      'Pass/fail': 'queued',
      Duration: '–',
      'Auto-fix applied': 'No',
    });
    expect(await cells(1)).toMatchObject({ 'Pass/fail': 'passed' });
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
  });

  it('tells a figure that was not measured from one that is not known yet', async () => {
    const errored = aRun({ verdict: 'errored', p95ResponseTimeMs: null, virtualUsers: null, errorRate: null });
    fetch.mockReturnValue(answer({ runs: [errored], nextCursor: null }));
    render(<LoadTestResults configured />);
    expect(await cells(0)).toMatchObject({
      'p95 response time': 'not measured',
      'Virtual users': 'not measured',
      'Error rate': 'not measured',
    });
  });

  it('writes figures as the alerts do', async () => {
    const run = aRun({ durationSeconds: 3725, virtualUsers: 1200, p95ResponseTimeMs: 1480.2, errorRateSamples: 5000 });
    fetch.mockReturnValue(answer({ runs: [run], nextCursor: null }));
    render(<LoadTestResults configured />);
    expect(await cells(0)).toMatchObject({
      Duration: '1 h 2 min',
      'Virtual users': '1,200',
      'p95 response time': '1,480 ms',
      'Error rate': '0 % (0 of 5,000)',
    });
  });

  it('says when a run does not count', async () => {
    fetch.mockReturnValue(answer({ runs: [aRun({ counts: false })], nextCursor: null }));
    render(<LoadTestResults configured />);
    expect((await cells(0))['Pass/fail']).toContain('does not count');
  });

  it('adds older runs below the newest', async () => {
    fetch
      .mockReturnValueOnce(answer({ runs: [aRun()], nextCursor: 'older' }))
      .mockReturnValueOnce(answer({ runs: [aRun({ id: 'run-0', test: 'search' })], nextCursor: null }));
    render(<LoadTestResults configured />);
    fireEvent.click(await screen.findByRole('button', { name: /show older runs/i }));
    expect(await screen.findByText('search')).toBeInTheDocument();
    expect(screen.getByText('checkout')).toBeInTheDocument();
    expect(requests()[1]?.params).toEqual({ cursor: 'older' });
    expect(screen.queryByRole('button', { name: /older runs/i })).not.toBeInTheDocument();
  });

  it('keeps the runs it has when older ones cannot be fetched', async () => {
    fetch.mockReturnValueOnce(answer({ runs: [aRun()], nextCursor: 'older' })).mockReturnValueOnce(refusal(502));
    render(<LoadTestResults configured />);
    fireEvent.click(await screen.findByRole('button', { name: /show older runs/i }));
    expect(await screen.findByRole('alert')).toHaveTextContent(/sidecar does not answer/);
    expect(screen.getByText('checkout')).toBeInTheDocument();
    expect(screen.getByRole('button', { name: /show older runs/i })).toBeEnabled();
  });
});

describe('with an answer of a newer sidecar', () => {
  const show = (...runs: unknown[]) => {
    fetch.mockReturnValue(answer({ runs: [...runs, aRun({ id: 'run-1' })], nextCursor: null }));
    render(<LoadTestResults configured />);
  };

  it.each([
    ['verdict', { verdict: 'doubtful' }, { 'Pass/fail': 'doubtfulEvery limit was kept.' }],
    ['status', { verdict: null, status: 'warmingUp' }, { 'Pass/fail': 'warmingUp' }],
    ['trigger', { trigger: 'chat' }, { 'Pass/fail': 'passed' }],
    [
      'outcome and action',
      { autoFixApplied: { action: 'rollback', outcome: 'halfFixed' } },
      { 'Auto-fix applied': 'Yes: rollback, halfFixed' },
    ],
    ['word that every object knows', { verdict: 'constructor' }, { 'Pass/fail': 'constructorEvery limit was kept.' }],
    ['field', { weather: { kind: 'rain' } }, { 'Pass/fail': 'passed' }],
  ])('shows an unknown %s as it is', async (_, news, shown) => {
    show({ ...aRun({ id: 'run-2' }), ...news });
    expect(await cells(0)).toMatchObject(shown);
    expect(await cells(1)).toMatchObject({ 'Pass/fail': 'passed' });
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
  });

  it('says which fields are missing, and shows the others and the other runs', async () => {
    const { p95ResponseTimeMs: _left, ...missing } = aRun({ id: 'run-2', test: 'search' });
    show({ ...missing, errorRate: '0.1', autoFixApplied: { action: 'redeploy' } });
    expect(await cells(0)).toMatchObject({
      'Load test': 'search',
      'p95 response time': 'cannot be read',
      'Error rate': 'cannot be read',
      'Auto-fix applied': 'cannot be read',
      'Average response time': '120 ms',
      'Pass/fail': 'passed',
    });
    expect(await cells(1)).toMatchObject({ 'p95 response time': '213 ms', 'Error rate': '0 %' });
    expect(screen.getByRole('alert')).toHaveTextContent(/autoFixApplied, errorRate, p95ResponseTimeMs.*same version/);
  });

  it('leaves out only what is no run at all, and says so', async () => {
    show(null, 'run', { id: 7 });
    expect(await cells(0)).toMatchObject({ 'Load test': 'checkout' });
    expect(screen.getByRole('alert')).toHaveTextContent(/3 entries of the list left out/);
  });

  it('does not say that no load test has run when it can read none', async () => {
    fetch.mockReturnValue(answer({ runs: [{}], nextCursor: null }));
    render(<LoadTestResults configured />);
    expect(await screen.findByRole('alert')).toHaveTextContent(/1 entry of the list left out/);
    expect(screen.queryByText(/no load test has run yet/i)).not.toBeInTheDocument();
  });
});
