import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { paths } from '../../constants';
import { fakeSidecar, type FakeSidecar } from '../../testing/fakeSidecar';
import { renderApp } from '../../testing/renderApp';
import { aDiagnosis, aRun, anIncident } from '../../testing/run';
import type { Run } from '../../api/request';

let sidecar: FakeSidecar;
beforeEach(() => {
  sidecar = fakeSidecar();
  sidecar.answers('listIncidents', { incidents: [] });
  sidecar.answers('listLoadTests', { tests: [] });
});

const lists = (...runs: Run[]) => sidecar.answers('listRuns', { runs, nextCursor: null });
const open = (query = '', role: 'Viewer' | 'Admin' = 'Viewer') => renderApp(`${paths.results}${query}`, { role });

/** The cells of a row by the name of their column. */
async function cells(row: number): Promise<Record<string, string>> {
  const table = await screen.findByRole('table');
  const names = within(table).getAllByRole('columnheader');
  const values = within(within(table).getAllByRole('row')[row + 1]!).getAllByRole('cell');
  return Object.fromEntries(names.map((name, index) => [name.textContent ?? '', values[index]?.textContent ?? '']));
}

describe('without a configuration', () => {
  it('asks nothing and leads administrators to the configuration page', async () => {
    await renderApp(paths.results, { role: 'Admin', settings: {} });
    expect(screen.getByRole('link', { name: /open the configuration/i })).toHaveAttribute(
      'href',
      expect.stringContaining('/plugins/blueclerk-loadtest-app')
    );
    expect(sidecar.asked('listRuns')).toEqual([]);
  });

  it('tells others who can change that', async () => {
    await renderApp(paths.results, { role: 'Viewer', settings: {} });
    expect(screen.getByText(/an administrator enters/i)).toBeInTheDocument();
    expect(screen.queryByRole('link', { name: /open the configuration/i })).not.toBeInTheDocument();
  });
});

describe('while the sidecar has not answered', () => {
  beforeEach(() => sidecar.isSilent('listRuns'));

  it('says that it is loading', async () => {
    await open();
    expect(screen.getByText(/loading load test results/i)).toBeInTheDocument();
  });

  it('ends the request when the page is left', async () => {
    (await open()).unmount();
    expect(sidecar.asked('listRuns')[0]?.abortSignal?.aborted).toBe(true);
  });
});

describe('without any run', () => {
  it('says so with the next step, and looks again on demand', async () => {
    lists();
    await open();
    expect(await screen.findByText(/no load test has run yet/i)).toBeInTheDocument();
    expect(screen.getByText(/loadtests run/)).toBeInTheDocument();

    lists(aRun());
    fireEvent.click(screen.getByRole('button', { name: /refresh/i }));
    expect(await screen.findByText('checkout')).toBeInTheDocument();
  });

  it('offers to clear filters that nothing fits', async () => {
    sidecar.replies('listRuns', ({ query }) => ({ runs: query.verdict ? [] : [aRun()], nextCursor: null }));
    const { location } = await open('?verdict=missed');
    expect(await screen.findByText(/no run fits the filters/i)).toBeInTheDocument();
    fireEvent.click(screen.getAllByRole('button', { name: /clear filters/i })[0]!);
    expect(await screen.findByText('checkout')).toBeInTheDocument();
    expect(location()).toBe(paths.results);
  });
});

describe('when the request fails', () => {
  it.each([
    [401, undefined, /does not accept the key/],
    [404, undefined, /no sidecar at the configured URL/],
    [403, undefined, /role in Grafana does not permit/],
    [403, 'The key lacks the scope read.', /lacks the scope read/],
    [500, undefined, /status 500/],
    [503, 'The database does not answer now.', /database does not answer/],
    [400, 'query.verdict: unknown word', /unknown word/],
  ])('explains status %p (%p)', async (status, detail, explanation) => {
    sidecar.refuses('listRuns', status, detail);
    await open();
    expect(await screen.findByRole('alert')).toHaveTextContent(explanation);
  });

  it('asks a sidecar that does not answer once more before it says so', async () => {
    sidecar.refuses('listRuns', 502);
    await open();
    expect(await screen.findByRole('alert', {}, { timeout: 5000 })).toHaveTextContent(/sidecar does not answer/);
    expect(sidecar.asked('listRuns')).toHaveLength(2);
  });

  it('leads only administrators to the configuration', async () => {
    sidecar.refuses('listRuns', 401);
    const { unmount } = await open();
    await screen.findByRole('alert');
    expect(screen.queryByRole('link', { name: /configuration/i })).not.toBeInTheDocument();
    unmount();
    await open('', 'Admin');
    expect(await screen.findByRole('link', { name: /open the configuration/i })).toBeInTheDocument();
  });

  it('does not show an answer that is no list of runs', async () => {
    sidecar.answersAnything('listRuns', { runs: 'none', nextCursor: null });
    await open();
    expect(await screen.findByRole('alert')).toHaveTextContent(/does not understand/);
  });

  it('tries again on demand', async () => {
    sidecar.refuses('listRuns', 500);
    await open();
    const again = await screen.findByRole('button', { name: /try again/i });
    lists(aRun());
    fireEvent.click(again);
    expect(await screen.findByText('checkout')).toBeInTheDocument();
  });

  it('keeps what it has, and says that it is old', async () => {
    lists(aRun());
    await open();
    await screen.findByText('checkout');
    sidecar.refuses('listRuns', 503, 'The database does not answer now.');
    fireEvent.click(screen.getByRole('button', { name: /refresh/i }));
    expect(await screen.findByRole('alert')).toHaveTextContent(/not up to date.*database does not answer now/);
    expect(screen.getByText('checkout')).toBeInTheDocument();
  });
});

describe('what is wrong now', () => {
  it('names the load tests that need a person first, with their last failed run', async () => {
    lists(aRun());
    sidecar.answers('listIncidents', {
      incidents: [
        anIncident({ test: 'search', state: 'remediating' }),
        anIncident({ test: 'checkout', state: 'actionRequired', lastRunId: 'run-7' }),
      ],
    });
    await open();
    const [first, second] = await screen.findAllByRole('alert');
    expect(first).toHaveTextContent(/action required: checkout/i);
    expect(within(first!).getByRole('link')).toHaveAttribute('href', paths.run('run-7'));
    expect(second ?? screen.getByText(/being looked after/i)).toHaveTextContent(/being looked after: search/i);
    expect(sidecar.asked('listIncidents')[0]?.query).toEqual({ open: 'true' });
  });

  it('never says that all is well while it cannot know', async () => {
    lists(aRun());
    sidecar.refuses('listIncidents', 503, 'The database does not answer now.');
    await open();
    expect(await screen.findByRole('alert')).toHaveTextContent(/open incidents/);
    expect(screen.queryByText(/no open incident/i)).not.toBeInTheDocument();
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
    lists(failed);
    await open();
    expect(await cells(0)).toEqual({
      'Run date and time': '2026-11-20 10:00:00Compare',
      'Load test': 'checkoutproduction',
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
    lists(unanswered);
    await open();
    expect(await cells(0)).toMatchObject({
      'Average response time': 'not measured: no request got an answer',
      'p95 response time': 'not measured: no request got an answer',
      'Pass/fail': 'failedno request got an answer: 100 of 100 failed',
    });
  });

  it('tells what became of an automatic fix', async () => {
    lists(redeployed);
    await open();
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
    lists(running);
    await open();
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
    lists(queued, aRun({ id: 'run-0' }));
    await open();
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
    lists(errored);
    await open();
    expect(await cells(0)).toMatchObject({
      'p95 response time': 'not measured',
      'Virtual users': 'not measured',
      'Error rate': 'not measured',
    });
  });

  it('writes figures as the alerts do', async () => {
    const run = aRun({ durationSeconds: 3725, virtualUsers: 1200, p95ResponseTimeMs: 1480.2, errorRateSamples: 5000 });
    lists(run);
    await open();
    expect(await cells(0)).toMatchObject({
      Duration: '1 h 2 min',
      'Virtual users': '1,200',
      'p95 response time': '1,480 ms',
      'Error rate': '0 % (0 of 5,000)',
    });
  });

  it('says when a run does not count', async () => {
    lists(aRun({ counts: false }));
    await open();
    expect((await cells(0))['Pass/fail']).toContain('does not count');
  });

  it('says how far the p95 is from its limit', async () => {
    const limited = (limit: number) => [
      {
        source: 'catalogue',
        metric: 'p95ResponseTimeMs',
        expression: '',
        ok: true,
        limit,
        value: 0,
        unit: 'ms',
      } as const,
    ];
    const p95 = { margin: null, marginRatio: null };
    lists(
      aRun({ thresholds: limited(500).map((threshold) => ({ ...threshold, ...p95 })) }),
      aRun({ id: 'run-2', thresholds: limited(100).map((threshold) => ({ ...threshold, ...p95 })) })
    );
    await open();
    expect((await cells(0))['p95 response time']).toBe('213 ms287 ms below 500 ms');
    expect((await cells(1))['p95 response time']).toBe('213 ms113 ms above 100 ms');
  });

  it('cuts a long diagnosis, and opens it in place', async () => {
    const text = `The pool is exhausted: ${'POST /orders waits for a connection. '.repeat(8)}`;
    lists(aRun({ verdict: 'failed', diagnosis: aDiagnosis('actionRequired', text) }));
    const { location } = await open();
    const more = await screen.findByRole('button', { name: /show all: diagnosis of checkout/i });
    expect(more).toHaveAttribute('aria-expanded', 'false');
    fireEvent.click(more);
    expect(screen.getByRole('button', { name: /show less/i })).toHaveAttribute('aria-expanded', 'true');
    expect(location()).toBe(paths.results);
  });

  it('opens the run of a row', async () => {
    lists(aRun({ id: 'run 7/a' }));
    sidecar.isSilent('getRun');
    const { location } = await open();
    const [toRun, toComparison] = within(await screen.findByRole('table')).getAllByRole('link');
    expect(toRun).toHaveAttribute('href', paths.run('run 7/a'));
    expect(toComparison).toHaveAttribute('href', paths.compare({ run: 'run 7/a' }));
    fireEvent.click(screen.getByText('213 ms'));
    expect(location()).toBe(paths.run('run 7/a'));
  });

  it('shows pages of older runs by their address, and leads back to the newest', async () => {
    sidecar.replies('listRuns', ({ query }) =>
      query.cursor === 'older'
        ? { runs: [aRun({ id: 'run-0', test: 'search' })], nextCursor: null }
        : { runs: [aRun()], nextCursor: 'older' }
    );
    const { location } = await open('?verdict=passed');
    fireEvent.click(await screen.findByRole('button', { name: /older runs/i }));
    expect(await screen.findByText('search')).toBeInTheDocument();
    expect(screen.queryByText('checkout')).not.toBeInTheDocument();
    expect(location()).toBe(`${paths.results}?verdict=passed&cursor=older`);
    expect(screen.queryByRole('button', { name: /older runs/i })).not.toBeInTheDocument();
    fireEvent.click(screen.getByRole('button', { name: /newest runs/i }));
    expect(await screen.findByText('checkout')).toBeInTheDocument();
    expect(location()).toBe(`${paths.results}?verdict=passed`);
  });

  it('says why older runs are not there, and gets them on demand', async () => {
    sidecar.answers('listRuns', { runs: [aRun()], nextCursor: 'older' });
    await open();
    const older = await screen.findByRole('button', { name: /older runs/i });
    sidecar.refuses('listRuns', 503, 'The database does not answer now.');
    fireEvent.click(older);
    expect(await screen.findByRole('alert')).toHaveTextContent(/database does not answer/);
    lists(aRun({ id: 'run-0', test: 'search' }));
    fireEvent.click(screen.getByRole('button', { name: /try again/i }));
    expect(await screen.findByText('search')).toBeInTheDocument();
  });
});

describe('the filters', () => {
  it('are read from the address', async () => {
    lists(aRun());
    await open(
      '?test=checkout&test=search&verdict=failed&trigger=schedule&from=2026-11-01T00:00:00.000Z&to=2026-11-20T00:00:00.000Z'
    );
    await screen.findByRole('table');
    expect(sidecar.asked('listRuns')[0]?.query).toEqual({
      test: ['checkout', 'search'],
      verdict: ['failed'],
      trigger: ['schedule'],
      from: '2026-11-01T00:00:00.000Z',
      to: '2026-11-20T00:00:00.000Z',
      limit: 50,
    });
  });

  it('go into the address when they are cleared, and start with the newest again', async () => {
    lists(aRun());
    const { location } = await open('?verdict=failed&cursor=older');
    fireEvent.click(await screen.findByRole('button', { name: /clear filters/i }));
    await waitFor(() => expect(location()).toBe(paths.results));
    expect(sidecar.asked('listRuns').at(-1)?.query).toEqual({ limit: 50 });
  });
});

describe('while the page is open', () => {
  afterEach(() => jest.useRealTimers());

  it('asks again by itself where nothing tells it of changes', async () => {
    jest.useFakeTimers();
    lists(aRun());
    await open();
    await screen.findByText('checkout');
    expect(screen.getByText('Every 10 s')).toBeInTheDocument();
    lists(aRun({ test: 'search' }));
    await act(() => jest.advanceTimersByTimeAsync(10_000));
    expect(screen.getByText('search')).toBeInTheDocument();
  });
});
