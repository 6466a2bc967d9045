import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import type { Schemas } from '../../api/request';
import { fakeSidecar, type FakeSidecar } from '../../testing/fakeSidecar';
import { renderSection } from '../../testing/renderSection';
import { aRunDetail } from '../../testing/run';
import { Endpoints } from './Endpoints';
import { Reports } from './Reports';
import { StatusCodes } from './StatusCodes';
import { StoreCheck } from './StoreCheck';

let sidecar: FakeSidecar;
beforeEach(() => {
  sidecar = fakeSidecar();
});
afterEach(() => {
  jest.restoreAllMocks();
});

describe('the endpoints', () => {
  const endpoint = (name: string, overrides: Partial<Schemas['RunDetail']['endpoints'][number]> = {}) => ({
    name,
    method: 'GET',
    statusClass: '2xx' as const,
    requests: 100,
    failedRequests: 0,
    errorRateSamples: 100,
    errorRate: 0,
    avgResponseTimeMs: 10,
    p95ResponseTimeMs: 20,
    ...overrides,
  });
  const endpoints = [
    endpoint('/fast'),
    endpoint('/slow', { p95ResponseTimeMs: 1240.4 }),
    endpoint('/broken', { statusClass: '5xx', failedRequests: 25, errorRate: 0.25 }),
    endpoint('/dead', { statusClass: 'none', requests: 3, avgResponseTimeMs: null, p95ResponseTimeMs: null }),
  ];
  const names = () => screen.getAllByRole('row').map((row) => within(row).queryAllByRole('cell')[0]?.textContent);

  it('stand the worst first, with their figures', async () => {
    await renderSection(Endpoints, { endpoints });
    expect(names().slice(1)).toEqual(['/broken', '/slow', '/fast', '/dead']);
    expect(screen.getByRole('columnheader', { name: 'Failed' })).toHaveAttribute('aria-sort', 'descending');
    const texts = (row: number) =>
      within(screen.getAllByRole('row')[row]!)
        .getAllByRole('cell')
        .map(({ textContent }) => textContent);
    expect(texts(1)).toEqual(['/broken', 'GET', '5xx', '100', '25', '25 % (25 of 100)', '10 ms', '20 ms']);
    expect(texts(4)).toEqual(['/dead', 'GET', 'no answer', '3', '0', '0 % (0 of 100)', 'not measured', 'not measured']);
    expect(document.getElementById('endpoint-GET-.2Fbroken')).toHaveTextContent('/broken');
  });

  it('can be sorted by every column, either way; what was not measured stays last', async () => {
    await renderSection(Endpoints, { endpoints });
    for (const head of ['Endpoint', 'Method', 'Status', 'Requests', 'Failed', 'Error rate', 'Average', 'p95']) {
      expect(within(screen.getByRole('columnheader', { name: head })).getByRole('button')).toBeEnabled();
    }
    const p95 = within(screen.getByRole('columnheader', { name: 'p95' })).getByRole('button');
    fireEvent.click(p95);
    expect(names().slice(1)).toEqual(['/slow', '/broken', '/fast', '/dead']);
    fireEvent.click(p95);
    expect(names().slice(1)).toEqual(['/broken', '/fast', '/slow', '/dead']);
    expect(screen.getByRole('columnheader', { name: 'p95' })).toHaveAttribute('aria-sort', 'ascending');
    fireEvent.click(screen.getByRole('button', { name: 'Endpoint' }));
    expect(names().slice(1)).toEqual(['/broken', '/dead', '/fast', '/slow']);
    expect(screen.getByRole('columnheader', { name: 'p95' })).not.toHaveAttribute('aria-sort');
  });

  it('have one place per endpoint that links lead to, whatever its status codes', async () => {
    await renderSection(Endpoints, {
      endpoints: [endpoint('/a'), endpoint('/a', { statusClass: '5xx', failedRequests: 1 })],
    });
    expect(document.querySelectorAll('[id="endpoint-GET-.2Fa"]')).toHaveLength(1);
    expect(document.getElementById('endpoint-GET-.2Fa')).toHaveTextContent('5xx');
  });

  it('are found by their name where they are many, and say how many are not kept', async () => {
    await renderSection(Endpoints, {
      endpoints: [...Array(25).keys()].map((index) => endpoint(`/product/${index}`)),
      endpointsLeftOut: 1200,
    });
    expect(screen.getByText(/1,200 more endpoints are left out: the 25/)).toBeInTheDocument();
    fireEvent.change(screen.getByLabelText('Endpoint contains'), { target: { value: 'PRODUCT/2' } });
    expect(screen.getByRole('status')).toHaveTextContent('6 of 25');
    expect(names()).toHaveLength(7);
    fireEvent.change(screen.getByLabelText('Endpoint contains'), { target: { value: 'nothing' } });
    expect(screen.getByRole('status')).toHaveTextContent('0 of 25');
    expect(screen.queryByRole('table')).not.toBeInTheDocument();
  });

  it.each<[Partial<Schemas['RunDetail']>, RegExp]>([
    [{ verdict: null, status: 'running' }, /as soon as the run is judged/],
    [{ storeCheck: { kind: 'pending', lost: null } }, /as soon as the metric store answers/],
    [{ storeCheck: { kind: 'unavailable', reason: "It's away.", lost: null } }, /when the run was judged: It's away\./],
    [{}, /no requests of this run/],
  ])('say why there are none', async (run, why) => {
    await renderSection(Endpoints, run);
    expect(screen.getByText(why)).toBeInTheDocument();
  });
});

describe('the codes', () => {
  const rows = (label: string) =>
    within(screen.getByRole('table', { name: label }))
      .getAllByRole('row')
      .slice(1)
      .map((row) =>
        within(row)
          .getAllByRole('cell')
          .map(({ textContent }) => textContent)
      );

  it('have counts, shares and a meaning in words, the most frequent first', async () => {
    await renderSection(StatusCodes, {
      statusCodes: [
        { code: 0, requests: 1 },
        { code: 200, requests: 997 },
        { code: 503, requests: 2 },
      ],
      errorCodes: [
        { code: 1212, requests: 1 },
        { code: 1503, requests: 2 },
      ],
    });
    expect(rows('Status codes of the run')).toEqual([
      ['200', '997', '99.7 %'],
      ['503', '2', '0.2 %'],
      ['no answer', '1', '0.1 %'],
    ]);
    expect(rows('Error codes of the run')).toEqual([
      ['1503: HTTP status 503', '2', '66.7 %'],
      ['1212: TCP: connection refused', '1', '33.3 %'],
    ]);
    expect(document.getElementById('status-codes')).toHaveAccessibleName('Status codes');
    expect(document.getElementById('error-codes')).toHaveAccessibleName('Error codes of k6');
  });

  it('say that no request failed', async () => {
    await renderSection(StatusCodes, { statusCodes: [{ code: 200, requests: 5 }] });
    expect(screen.getByText('No request ended with an error.')).toBeInTheDocument();
  });

  it('say what cannot be read', async () => {
    const run = { ...aRunDetail(), statusCodes: 'many' } as unknown as Schemas['RunDetail'];
    await renderSection(StatusCodes, run);
    expect(screen.getByText(/something else than this app knows/)).toBeInTheDocument();
  });
});

describe('the metric store', () => {
  const lost = { batches: 0, samples: null, uncountedBatches: 0, lateFlushes: 0, causes: [] };
  const compared = {
    kind: 'compared' as const,
    summaryRequests: 5000,
    storeRequests: 5000,
    missingRequests: 0,
    missingShare: 0,
    lost,
  };
  const gap = { ...compared, storeRequests: 4990, missingRequests: 10, missingShare: 0.002 };

  it.each<[Schemas['StoreCheck'] | null, Partial<Schemas['RunDetail']>, RegExp]>([
    [compared, {}, /Nothing is missing.*5,000 requests/],
    [gap, {}, /lacks 10 of the 5,000 requests that k6 counted \(0\.2 %\).*one point in the store/],
    [{ ...gap, lost: null }, {}, /Nobody has read k6's log/],
    [{ ...compared, storeRequests: 5001, missingRequests: -1, missingShare: -0.0002 }, {}, /1 request more than/],
    [{ kind: 'storeOnly', storeRequests: 12, lost: null }, {}, /no summary to compare with/],
    [{ kind: 'pending', lost: null }, {}, /Not compared yet/],
    [{ kind: 'unavailable', reason: "The store's gone", lost: null }, {}, /Not compared: The store's gone\. Figures/],
    [null, { verdict: null }, /as soon as the run is judged/],
    [null, {}, /Nothing to compare/],
  ])('is told in words: %p', async (storeCheck, run, words) => {
    await renderSection(StoreCheck, { storeCheck, ...run });
    expect(screen.getByText(words)).toBeInTheDocument();
  });

  it('tells what was lost and why', async () => {
    await renderSection(StoreCheck, {
      storeCheck: {
        ...gap,
        lost: { batches: 3, samples: 120, uncountedBatches: 1, lateFlushes: 2, causes: ["timeout of '/write' <10 s>"] },
      },
    });
    const values = Object.fromEntries(
      screen.getAllByRole('term').map((term) => [term.textContent, term.nextElementSibling?.textContent])
    );
    expect(values).toEqual({
      'Requests by k6': '5,000',
      'Requests in the store': '4,990',
      Missing: '10 (0.2 %)',
      'Lost batches': '3',
      'Lost samples': 'at least 120 (1 batch not counted)',
      'Late batches (not lost)': '2',
    });
    expect(screen.getByRole('listitem')).toHaveTextContent("timeout of '/write' <10 s>");
  });
});

describe('the reports of k6', () => {
  const instance = (overrides: Partial<Schemas['RunDetail']['instances'][number]>) => ({
    instance: 'default',
    exitCode: 0,
    signal: null,
    k6Summary: null,
    logTail: [],
    ...overrides,
  });
  const saved: Array<{ name: string; content: Blob }> = [];
  let given: Blob | undefined;
  beforeEach(() => {
    saved.length = 0;
    Object.assign(URL, {
      createObjectURL: (blob: Blob) => {
        given = blob;
        return 'blob:summary';
      },
      revokeObjectURL: () => undefined,
    });
    jest.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
      saved.push({ name: this.download, content: given! });
    });
  });
  it('tell how each k6 ended; its log is text, and closed at first', async () => {
    await renderSection(Reports, {
      expectedInstances: 3,
      instances: [
        instance({ instance: 'eu', exitCode: 99, logTail: ['level=error', '<img src=x>'] }),
        instance({ instance: 'us', exitCode: null, signal: 'SIGKILL' }),
      ],
    });
    expect(screen.getByText(/2 of 3 expected k6 instances have reported\. Version: k6 v2\.2\.0/)).toBeInTheDocument();
    expect(screen.getByText(/exit code 99/)).toBeInTheDocument();
    expect(screen.getByText(/by the signal SIGKILL/)).toBeInTheDocument();
    const log = screen.getByText(/level=error/);
    expect(log).toHaveTextContent('<img src=x>');
    expect(log).not.toBeVisible();
  });
  it('tell of the warm-up apart, and how busy the load generator was', async () => {
    await renderSection(Reports, {
      warmUp: { exitCode: 107, signal: null, durationSeconds: 34.2, exceeded: null, logTail: ['thrown in warm-up'] },
      generator: {
        watchedSeconds: 90,
        cpuBusyShare: 0.62,
        saturatedShare: 0.55,
        peakCpu: 1,
        peakK6Cpu: 0.97,
        peakMemoryMb: 1234.4,
      },
    });
    expect(screen.getByText('Warm-up, before the run').parentElement).toHaveTextContent(
      'ended with exit code 107 after 34 s; its requests are not part of the run'
    );
    expect(screen.getByText('thrown in warm-up')).not.toBeVisible();
    expect(screen.getByText(/^Load generator: k6 took at most 97 % of the processors and 1,234 MB/)).toHaveTextContent(
      'the machine was busy for 62 % of the time, by k6 itself for 55 %.'
    );
  });

  it('save the raw summary as a file', async () => {
    const summary = { runId: 'run-1', instances: [{ instance: 'default', summary: { metrics: { vus: { max: 3 } } } }] };
    sidecar.answers('getRunSummary', summary);
    await renderSection(Reports);
    fireEvent.click(screen.getByRole('button', { name: /download/i }));
    await waitFor(() => expect(screen.getByRole('status')).toHaveTextContent('Saved as run-1-summary.json'));
    expect(saved.map(({ name }) => name)).toEqual(['run-1-summary.json']);
    expect(JSON.parse(await textOf(saved[0]!.content))).toEqual(summary);
  });

  it('say why there is nothing to save', async () => {
    sidecar.refuses('getRunSummary', 404, 'Run "run-1" has no summary: no instance has sent one.');
    await renderSection(Reports);
    fireEvent.click(screen.getByRole('button', { name: /download/i }));
    expect(await screen.findByRole('alert')).toHaveTextContent(/has no summary/);
    expect(saved).toEqual([]);
  });
});

/** jsdom's Blob has no text(). */
function textOf(blob: Blob): Promise<string> {
  return new Promise((resolve) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.readAsText(blob);
  });
}
