import React from 'react';
import type { PanelRendererProps } from '@grafana/runtime';
import { act, fireEvent, screen } from '@testing-library/react';
import type { Schemas } from '../../api/request';
import { fakeSidecar, type FakeSidecar } from '../../testing/fakeSidecar';
import { renderSection } from '../../testing/renderSection';
import { aDiagnosis } from '../../testing/run';
import { Charts } from './Charts';

let sidecar: FakeSidecar;
beforeEach(() => {
  sidecar = fakeSidecar();
});
afterEach(() => {
  jest.restoreAllMocks();
  jest.useRealTimers();
});

describe('the charts', () => {
  const start = Date.parse('2026-11-20T10:00:00.000Z');
  const step = (index: number, figures: Partial<Schemas['RunSeries']['points'][number]> = {}) => ({
    at: new Date(start + index * 10_000).toISOString(),
    virtualUsers: 20,
    avgResponseTimeMs: 100,
    p95ResponseTimeMs: 200,
    requestsPerSecond: 50,
    failedRequestsPerSecond: 0,
    ...figures,
  });
  const series: Schemas['RunSeries'] = {
    stepSeconds: 10,
    points: [
      step(0, { virtualUsers: 5 }),
      step(1),
      step(2, { p95ResponseTimeMs: 1240.4, requestsPerSecond: 61.25, failedRequestsPerSecond: 12.5 }),
      step(3, { avgResponseTimeMs: null, p95ResponseTimeMs: null, requestsPerSecond: 0 }),
    ],
  };
  const limit: Schemas['Threshold'] = {
    source: 'catalogue',
    metric: 'p95ResponseTimeMs',
    expression: 'p95 ≤ 500 ms',
    ok: false,
    samples: 'some',
    limit: 500,
    value: 1240,
    unit: 'ms',
    margin: 740,
    marginRatio: 1.48,
  };
  const diagnosis = {
    ...aDiagnosis('actionRequired', 'The <b>database</b> & cache are slow.'),
    evidenceIds: ['F2', 'F3'],
  };
  const annotation = {
    severity: 'critical',
    text: 'checkout: failed. The <b>database</b> & cache are slow.',
    from: new Date(start).toISOString(),
    to: new Date(start + 90_000).toISOString(),
    tags: ['loadtest', 'diagnosis', 'run:run-1', 'test:checkout', 'severity:critical'],
  } as const;
  const chart = (id: string, chart: 'responseTimes' | 'requestRates', from: number, to: number) => ({
    id,
    topic: 'shape' as const,
    text: `Fact ${id}.`,
    about: {
      kind: 'chart' as const,
      chart,
      from: new Date(start + from * 1000).toISOString(),
      to: new Date(start + to * 1000).toISOString(),
    },
  });
  const facts: ReadonlyArray<Schemas['EvidenceFact']> = [
    { id: 'F1', topic: 'run', text: 'It ran.', about: { kind: 'none' } },
    chart('F2', 'responseTimes', 20, 30),
    chart('F3', 'requestRates', 10, 30),
    chart('F4', 'responseTimes', 0, 10),
  ];

  beforeEach(() => {
    sidecar.answers('getRunSeries', series);
    sidecar.answers('getRunEvidence', { facts: [...facts] });
  });

  interface Given {
    pluginId: string;
    frames: Array<{ fields: Array<{ name: string; type: string; unit?: string; values: unknown[] }> }>;
    annotations: Array<{ fields: Array<{ name: string; type: string; values: unknown[] }> }>;
    timeRange: { from: string; to: string };
    fieldConfig: {
      defaults: { thresholds?: { steps: unknown[] }; custom: Record<string, unknown> };
      overrides: unknown[];
    };
  }
  /** What Grafana's panel of that title was given. */
  async function panel(title: string): Promise<Given> {
    return JSON.parse((await screen.findByTestId(`panel-${title}`)).textContent ?? '') as Given;
  }
  const titles = ['Virtual users', 'Response times', 'Requests and errors per second'];

  it('are time series panels over the time of the run, with units and gaps', async () => {
    await renderSection(Charts);
    const [users, times, rates] = await Promise.all(titles.map(panel));
    for (const given of [users, times, rates]) {
      expect(given?.pluginId).toBe('timeseries');
      expect(given?.timeRange).toEqual({ from: '2026-11-20T10:00:00.000Z', to: '2026-11-20T10:01:32.000Z' });
      expect(given?.frames[0]?.fields[0]).toMatchObject({ type: 'time', values: expect.arrayContaining([start]) });
      expect(given?.annotations).toEqual([]);
    }
    expect(users?.frames[0]?.fields[1]).toMatchObject({ type: 'number', unit: 'short', values: [5, 20, 20, 20] });
    expect(times?.frames[0]?.fields.slice(1)).toEqual([
      { name: 'p95', type: 'number', unit: 'ms', values: [200, 200, 1240.4, null] },
      { name: 'Average', type: 'number', unit: 'ms', values: [100, 100, 100, null] },
    ]);
    expect(rates?.frames[0]?.fields.slice(1)).toEqual([
      { name: 'Requests', type: 'number', unit: 'reqps', values: [50, 50, 61.25, 0] },
      { name: 'Failed requests', type: 'number', unit: 'reqps', values: [0, 0, 12.5, 0] },
    ]);
  });

  it('draw the limit of the p95 where the run has one', async () => {
    await renderSection(Charts, { thresholds: [limit] });
    const { defaults } = (await panel('Response times')).fieldConfig;
    expect(defaults.thresholds?.steps).toContainEqual({ value: 500, color: 'red' });
    expect(defaults.custom).toMatchObject({ thresholdsStyle: { mode: 'dashed' } });
    expect((await panel('Virtual users')).fieldConfig.defaults.thresholds).toBeUndefined();
  });

  it('mark the run with its diagnosis, and what the cited facts rest on; texts stay text', async () => {
    await renderSection(Charts, { verdict: 'failed', diagnosis, annotation });
    await screen.findByText(/Marked from the evidence: F2/);
    const { annotations } = await panel('Response times');
    const columns = Object.fromEntries(annotations[0]!.fields.map(({ name, values }) => [name, values]));
    expect(columns).toEqual({
      time: [start, start + 20_000],
      timeEnd: [start + 90_000, start + 30_000],
      title: ['Diagnosis', 'F2'],
      text: ['checkout: failed. The &lt;b&gt;database&lt;/b&gt; &amp; cache are slow.', 'Fact F2.'],
      tags: [annotation.tags, ['evidence', 'F2']],
      color: ['red', 'blue'],
      isRegion: [true, true],
    });
    const rates = await panel('Requests and errors per second');
    expect(rates.annotations[0]!.fields.find(({ name }) => name === 'title')?.values).toEqual(['Diagnosis', 'F3']);
  });

  it('have nothing of the diagnosis layer where dashboards have nothing', async () => {
    await renderSection(Charts, { verdict: 'failed', diagnosis: { ...diagnosis, evidenceIds: [] }, annotation: null });
    expect((await panel('Response times')).annotations).toEqual([]);
  });

  it('mark the run with the diagnosis alone where an older sidecar does not tell what dashboards have', async () => {
    await renderSection(Charts, { verdict: 'failed', diagnosis, annotation: undefined });
    const { annotations } = await panel('Response times');
    const column = (wanted: string) => annotations[0]!.fields.find(({ name }) => name === wanted)?.values[0];
    expect([column('text'), column('timeEnd')]).toEqual([
      'The &lt;b&gt;database&lt;/b&gt; &amp; cache are slow.',
      start + 92_000,
    ]);
  });

  it('say that the evidence is not marked when it cannot be read, and mark the run all the same', async () => {
    sidecar.refuses('getRunEvidence', 503, 'The database does not answer now.');
    await renderSection(Charts, { verdict: 'failed', diagnosis, annotation });
    expect(await screen.findByRole('alert')).toHaveTextContent(/not marked.*database does not answer/);
    expect((await panel('Response times')).annotations[0]!.fields[0]!.values).toEqual([start]);
  });

  it('say in words what they show', async () => {
    await renderSection(Charts, { thresholds: [limit] });
    expect(await screen.findByRole('group', { name: 'Virtual users' })).toHaveAccessibleDescription(
      'At most 20 virtual users, first at 10:00:10.'
    );
    expect(screen.getByRole('group', { name: 'Response times' })).toHaveAccessibleDescription(
      'Highest p95 of a step 1,240 ms, at 10:00:20. The dashed line across is the limit of the p95, 500 ms.'
    );
    expect(screen.getByRole('group', { name: /requests and errors/i })).toHaveAccessibleDescription(
      'At most 61.3 requests per second, at 10:00:20. At most 12.5 failed per second, at 10:00:20.'
    );
  });

  it('show the zoom of the address, until somebody leaves it', async () => {
    const { address } = await renderSection(
      Charts,
      {},
      '/?x=1&from=2026-11-20T10:00:20.000Z&to=2026-11-20T10:00:30.000Z#chart-responseTimes'
    );
    const zoomed = { from: '2026-11-20T10:00:20.000Z', to: '2026-11-20T10:00:30.000Z' };
    expect((await panel('Response times')).timeRange).toEqual(zoomed);
    expect((await panel('Virtual users')).timeRange).toEqual(zoomed);
    expect(screen.getByRole('group', { name: 'Response times' })).toHaveAttribute('id', 'chart-responseTimes');
    fireEvent.click(screen.getByRole('button', { name: 'Whole run' }));
    expect((await panel('Response times')).timeRange.to).toBe('2026-11-20T10:01:32.000Z');
    expect(address()).toBe('/?x=1');
    expect(screen.queryByRole('button', { name: 'Whole run' })).not.toBeInTheDocument();
  });

  it('keep a zoom by hand in the address', async () => {
    const { address } = await renderSection(Charts, {}, '/?x=1');
    fireEvent.click(await screen.findByRole('button', { name: 'Zoom Virtual users' }));
    expect((await panel('Response times')).timeRange.to).toBe('1970-01-01T00:00:01.000Z');
    expect(new URLSearchParams(address().slice(2)).get('from')).toBe('1970-01-01T00:00:00.000Z');
    expect(address()).toContain('x=1');
  });

  it('leave the other charts and the words when Grafana cannot draw one', async () => {
    const runtime = jest.requireMock<{ PanelRenderer: React.FC<PanelRendererProps> }>('@grafana/runtime');
    const { PanelRenderer } = runtime;
    jest.spyOn(console, 'error').mockImplementation(() => undefined);
    jest.spyOn(runtime, 'PanelRenderer').mockImplementation((props) => {
      if (props.title === 'Virtual users') {
        throw new Error('no such panel');
      }
      return <PanelRenderer {...props} />;
    });
    await renderSection(Charts);
    expect(await screen.findByRole('alert')).toHaveTextContent(/cannot show Virtual users.*no such panel/);
    expect((await panel('Response times')).pluginId).toBe('timeseries');
    expect(screen.getByText(/At most 20 virtual users/)).toBeInTheDocument();
  });

  it.each(['?from=yesterday&to=now', '?from=2026-11-20T10:00:30Z&to=2026-11-20T10:00:20Z', '?from=2026-11-20'])(
    'show the whole run where the address says %p',
    async (query) => {
      await renderSection(Charts, {}, `/${query}`);
      expect((await panel('Response times')).timeRange.from).toBe('2026-11-20T10:00:00.000Z');
    }
  );

  it('go on to the moment of the last look while k6 runs', async () => {
    await renderSection(Charts, { status: 'running', verdict: null, endedAt: null, durationSeconds: null });
    const { timeRange } = await panel('Virtual users');
    expect(Math.abs(Date.parse(timeRange.to) - Date.now())).toBeLessThan(60_000);
  });

  it('are read again while k6 runs', async () => {
    jest.useFakeTimers({ doNotFake: ['queueMicrotask'] });
    await renderSection(Charts, { status: 'running', verdict: null, endedAt: null });
    await act(() => jest.advanceTimersByTimeAsync(1));
    sidecar.answers('getRunSeries', { ...series, points: [...series.points, step(4, { virtualUsers: 99 })] });
    await act(() => jest.advanceTimersByTimeAsync(5_000));
    expect(screen.getByText(/At most 99 virtual users/)).toBeInTheDocument();
  });

  it('ask for nothing before k6 has been started', async () => {
    await renderSection(Charts, { status: 'queued', verdict: null, startedAt: null, endedAt: null });
    expect(screen.getByText(/not been started yet/)).toBeInTheDocument();
    expect(sidecar.asked('getRunSeries')).toEqual([]);
  });

  it.each([
    ['has lost them', {}, /no samples of this run/],
    ['has none yet', { status: 'running' as const, verdict: null, endedAt: null }, /reached the metric store yet/],
    ['never got any', { verdict: 'errored' as const, startedAt: null }, /never started/],
  ])('say why there are none where the store %s', async (_, run, why) => {
    sidecar.answers('getRunSeries', {
      stepSeconds: 1,
      points: [step(0, { virtualUsers: null, avgResponseTimeMs: null, p95ResponseTimeMs: null, requestsPerSecond: 0 })],
    });
    await renderSection(Charts, run);
    expect(await screen.findByText(why)).toBeInTheDocument();
    expect(screen.queryByTestId('panel-Virtual users')).not.toBeInTheDocument();
  });

  it('say that the store does not answer, and try again on demand', async () => {
    sidecar.refuses('getRunSeries', 503, 'The metric store does not answer now.');
    await renderSection(Charts);
    expect(await screen.findByRole('alert')).toHaveTextContent('The metric store does not answer now.');
    sidecar.answers('getRunSeries', series);
    fireEvent.click(screen.getByRole('button', { name: /try again/i }));
    expect((await panel('Virtual users')).pluginId).toBe('timeseries');
  });

  it.each([{ points: 'none' }, { stepSeconds: 1, points: [{ ...step(0), at: 'yesterday' }] }])(
    'do not draw an answer that is no series: %p',
    async (answer) => {
      sidecar.answersAnything('getRunSeries', answer);
      await renderSection(Charts);
      expect(await screen.findByRole('alert')).toHaveTextContent(/does not understand.*no series/);
    }
  );
});
