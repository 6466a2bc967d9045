import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import type { Schemas } from '../../api/request';
import { paths } from '../../constants';
import { fakeSidecar, type FakeSidecar } from '../../testing/fakeSidecar';
import { renderApp } from '../../testing/renderApp';
import { aRun, aRunDetail } from '../../testing/run';
import { aTrend, aTrendRun } from '../../testing/trend';

type Comparison = Schemas['Comparison'];
type Difference = Comparison['figures']['errorRate'];

const difference = (base: number, run: number, noise: string | null = null): Difference => ({
  base,
  run,
  difference: run - base,
  change: base === 0 ? null : (run - base) / base,
  noise,
});
const unmeasured: Difference = { base: null, run: null, difference: null, change: null, noise: 'not measured in both' };

const side = (runId: string): Comparison['base'] => ({
  runId,
  test: 'checkout',
  environment: 'production',
  endedAt: '2026-11-20T10:01:32.000Z',
  verdict: 'passed',
  requests: 1000,
});
const endpoint = (name: string, over: Partial<Comparison['endpoints'][number]> = {}) => ({
  name,
  method: 'GET',
  statusClass: '2xx' as const,
  base: { requests: 500 },
  run: { requests: 480 },
  p95ResponseTimeMs: difference(200, 300),
  avgResponseTimeMs: difference(100, 90),
  errorRate: difference(0, 0),
  ...over,
});
const comparison: Comparison = {
  base: side('run-1'),
  run: { ...side('run-2'), requests: 900 },
  unlike: ['another script', 'another load'],
  figures: {
    p95ResponseTimeMs: difference(250, 325),
    avgResponseTimeMs: difference(100, 103, 'less than 5 ms or 10 %'),
    errorRate: difference(0, 0.0125),
  },
  endpoints: [
    endpoint('/checkout'),
    endpoint('/a', { p95ResponseTimeMs: difference(200, 100), errorRate: difference(0.1, 0.01) }),
    endpoint('/gone', {
      run: null,
      p95ResponseTimeMs: unmeasured,
      avgResponseTimeMs: unmeasured,
      errorRate: unmeasured,
    }),
  ],
};

const point = (at: string, p95ResponseTimeMs: number | null, failedRequestsPerSecond = 0) => ({
  at,
  virtualUsers: 10,
  avgResponseTimeMs: 100,
  p95ResponseTimeMs,
  requestsPerSecond: 50,
  failedRequestsPerSecond,
});

let sidecar: FakeSidecar;
beforeEach(() => {
  sidecar = fakeSidecar();
  sidecar.replies('getRun', ({ path }) =>
    path.id === 'run-1'
      ? aRunDetail({ id: 'run-1', startedAt: '2026-11-19T10:00:00.000Z', durationSeconds: 60 })
      : aRunDetail({ id: path.id ?? '', durationSeconds: 90 })
  );
  sidecar.replies('getRunSeries', ({ path }) => ({
    stepSeconds: 10,
    points:
      path.id === 'run-1'
        ? [point('2026-11-19T10:00:00.000Z', 200), point('2026-11-19T10:00:10.000Z', null)]
        : [point('2026-11-20T10:00:00.000Z', 300), point('2026-11-20T10:00:20.000Z', 500, 10)],
  }));
  sidecar.answers('listRuns', { runs: [aRun({ id: 'run-2' }), aRun({ id: 'run-1' })], nextCursor: null });
  sidecar.answers('compareRuns', comparison);
  sidecar.answers('getTrend', aTrend({ baseline: { ...aTrendRun({ runId: 'run-1' }), isPinned: false } }));
});

const open = (runs: { base?: string; run: string } = { base: 'run-1', run: 'run-2' }) => renderApp(paths.compare(runs));

/** The rows of a table, as texts of their cells. */
async function rows(name: string): Promise<string[][]> {
  const table = await screen.findByRole('table', { name });
  return within(table)
    .getAllByRole('row')
    .slice(1)
    .map((row) =>
      within(row)
        .getAllByRole('cell')
        .map(({ textContent }) => textContent ?? '')
    );
}

describe('two runs', () => {
  it('stand side by side with what differs, and what of it is noise', async () => {
    await open();
    await screen.findByText('1 min 30 s');
    expect(await rows('Figures of both runs')).toEqual([
      ['Run', expect.stringMatching(/2026-11-19.*checkout, production.*passed/), expect.any(String), '–', '–', '–'],
      ['p95 response time', '250 ms', '325 ms', '+75 ms', '+30 %', 'slower'],
      ['Average response time', '100 ms', '103 ms', '+3 ms', '+3 %', 'noise: less than 5 ms or 10 %'],
      ['Error rate', '0 %', '1.25 %', '+1.25 percentage points', '–', 'more errors'],
      ['Requests', '1,000', '900', '−100', '−10 %', '–'],
      ['Virtual users', '20', '20', '0', '0 %', '–'],
      ['Duration', '1 min', '1 min 30 s', '+30 s', '+50 %', '–'],
    ]);
    expect(screen.getByRole('alert')).toHaveTextContent('More than the target differs: another script, another load');
    expect(sidecar.asked('compareRuns')[0]?.query).toEqual({ base: 'run-1', run: 'run-2' });
  });

  it('are drawn over the time since each began', async () => {
    await open();
    const given = JSON.parse((await screen.findByTestId('panel-Error rate')).textContent ?? '') as {
      pluginId: string;
      frames: Array<{ fields: Array<{ name: string; unit: string; values: unknown[] }> }>;
    };
    expect(given.pluginId).toBe('trend');
    expect(given.frames[0]?.fields.map(({ name, unit, values }) => [name, unit, values])).toEqual([
      ['Elapsed time', 's', [0, 10, 20]],
      ['Base', 'percentunit', [0, 0, null]],
      ['Run', 'percentunit', [0, null, 0.2]],
    ]);
    expect(screen.getByRole('group', { name: 'p95 response time' })).toHaveAccessibleDescription(
      'Highest in the base (dashed): 200 ms after 0 s. Highest in the run: 500 ms after 20 s.'
    );
    for (const title of ['Requests per second', 'Virtual users']) {
      expect(screen.getByTestId(`panel-${title}`)).toBeInTheDocument();
    }
  });

  it('have their endpoints in a table that is sorted by any column', async () => {
    await open();
    const names = async () => (await rows('Endpoints of both runs')).map(([name]) => name);
    expect(await names()).toEqual(['/checkout', '/a', '/gone']);
    const [first, second, gone] = await rows('Endpoints of both runs');
    expect(first?.slice(3)).toEqual(['slower', '200 ms → 300 ms+50 %', '100 ms → 90 ms−10 %', '0 %', '500 → 480']);
    expect(second?.[3]).toBe('fasterfewer errors');
    expect(gone?.slice(3)).toEqual([
      'called in the base only',
      'not measured',
      'not measured',
      'not measured',
      '500 → not called',
    ]);
    fireEvent.click(screen.getByRole('button', { name: 'Endpoint' }));
    expect(await names()).toEqual(['/a', '/checkout', '/gone']);
    fireEvent.click(screen.getByRole('button', { name: 'p95' }));
    expect(await names()).toEqual(['/checkout', '/a', '/gone']);
    fireEvent.click(screen.getByRole('button', { name: 'p95' }));
    expect(await names()).toEqual(['/a', '/checkout', '/gone']);
    expect(screen.getByRole('columnheader', { name: 'p95' })).toHaveAttribute('aria-sort', 'ascending');
  });

  it('change places', async () => {
    const { location } = await open();
    await screen.findByRole('table', { name: 'Figures of both runs' });
    fireEvent.click(screen.getByRole('button', { name: 'Swap' }));
    await waitFor(() => expect(sidecar.asked('compareRuns').at(-1)?.query).toEqual({ base: 'run-2', run: 'run-1' }));
    expect(location()).toBe(paths.compare({ base: 'run-2', run: 'run-1' }));
  });

  it('are chosen among those of the load test; the same one twice is no comparison', async () => {
    await open({ base: 'run-2', run: 'run-2' });
    expect(await screen.findByText('A run does not differ from itself')).toBeInTheDocument();
    await waitFor(() => expect(sidecar.asked('listRuns').at(-1)?.query).toMatchObject({ test: ['checkout'] }));
    expect(screen.getByRole('combobox', { name: 'Base' })).toHaveValue('2026-11-20 10:00:00 · passed');
    expect(sidecar.asked('compareRuns')).toEqual([]);
  });
});

describe('without a base', () => {
  it('takes the baseline of the load test', async () => {
    await open({ run: 'run-2' });
    await rows('Figures of both runs');
    expect(sidecar.asked('compareRuns')[0]?.query).toEqual({ base: 'run-1', run: 'run-2' });
  });

  it.each([
    ['there is none', aTrend()],
    ['it is the run itself', aTrend({ baseline: { ...aTrendRun({ runId: 'run-2' }), isPinned: false } })],
  ])('says so where %s', async (_, trend) => {
    sidecar.answers('getTrend', trend);
    await open({ run: 'run-2' });
    expect(await screen.findByText('There is no baseline to compare with')).toBeInTheDocument();
    expect(sidecar.asked('compareRuns')).toEqual([]);
  });

  it('asks for two runs where the address names none', async () => {
    await renderApp(`${paths.root}/compare`);
    expect(await screen.findByText('No run is chosen')).toBeInTheDocument();
  });
});

describe('what cannot be compared', () => {
  it('says that a run is not there', async () => {
    sidecar.refuses('compareRuns', 404, 'There is no run "run-1".');
    await open();
    expect(await screen.findByText('There is no such run')).toBeInTheDocument();
  });

  it('tells why the sidecar refuses, and leaves the choice', async () => {
    sidecar.refuses('compareRuns', 503, 'The database does not answer now.');
    await open();
    expect(await screen.findByRole('alert')).toHaveTextContent(/database does not answer/);
    expect(screen.getByRole('combobox', { name: 'Run' })).toBeInTheDocument();
  });

  it('says what of a newer sidecar cannot be read, and shows the rest', async () => {
    const { p95ResponseTimeMs: _left, ...figures } = comparison.figures;
    sidecar.answersAnything('compareRuns', { ...comparison, figures, endpoints: [...comparison.endpoints, 7] });
    await open();
    expect((await rows('Figures of both runs'))[1]?.slice(0, 2)).toEqual(['p95 response time', 'cannot be read']);
    expect(screen.getByText(/p95ResponseTimeMs; 1 entry of the list left out/)).toBeInTheDocument();
  });
});

describe('the page of a run', () => {
  const link = () => screen.queryByRole('link', { name: 'Compare with the baseline' });

  it('leads to the comparison with the baseline', async () => {
    await renderApp(paths.run('run-2'));
    await waitFor(() => expect(link()).toHaveAttribute('href', paths.compare({ base: 'run-1', run: 'run-2' })));
    expect(screen.getByRole('link', { name: 'Trend of checkout' })).toHaveAttribute('href', paths.trends('checkout'));
  });

  it('does not where the run is the baseline', async () => {
    await renderApp(paths.run('run-1'));
    await waitFor(() => expect(sidecar.asked('getTrend')).toHaveLength(1));
    expect(link()).not.toBeInTheDocument();
  });
});
