import type { RunSeries, SeriesPoint } from '../../model/figures';
import { charts } from './chart';

const point = (p95ResponseTimeMs: number | null): SeriesPoint => ({
  at: '2025-11-23T12:00:00.000Z',
  virtualUsers: 1,
  avgResponseTimeMs: null,
  p95ResponseTimeMs,
  requestsPerSecond: 0,
  failedRequestsPerSecond: 0,
});
const drawn = (values: ReadonlyArray<number | null>, limit: number | null = null) => {
  const series: RunSeries = { stepSeconds: 2, points: values.map(point) };
  const [figure = ''] = /<figure>[^]*?<\/figure>/.exec(charts(series, { p95ResponseTimeMs: limit }).toString()) ?? [];
  return {
    lines: [...figure.matchAll(/class="line" d="([^"]*)"/g)].map(([, path]) => path),
    dots: [...figure.matchAll(/class="dot" d="([^"]*)"/g)].map(([, path]) => path),
    limits: [...figure.matchAll(/class="limit"[^>]* y1="([^"]*)"/g)].map(([, y]) => y),
    text: figure.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' '),
  };
};

describe('a chart', () => {
  it('has a round number as its top, at the highest value or the limit', () => {
    expect(drawn([10, 20])).toMatchObject({ lines: ['M0 50L1 0'], limits: [] });
    expect(drawn([10, 20], 90)).toMatchObject({ lines: ['M0 90L1 80'], limits: ['10'] });
  });

  it('leaves a gap where nothing was measured, and shows a value between gaps as a dot', () => {
    expect(drawn([100, 50, null, 100, null, 0, 100])).toMatchObject({
      lines: ['M0 0L1 50', 'M5 100L6 0'],
      dots: ['M3 0h0'],
    });
  });

  it('can be drawn of a single step, of zeros and of nothing', () => {
    expect(drawn([5]).dots).toEqual(['M0 0h0']);
    expect(drawn([0, 0]).lines).toEqual(['M0 100L1 100']);
    expect(drawn([null, null])).toMatchObject({ lines: [], dots: [] });
    expect(drawn([null, null]).text).toContain('Nothing was measured.');
  });

  it('says the highest value, when it was, and the limit', () => {
    expect(drawn([10, 1240, 30], 500).text).toContain('Highest: 1,240 ms, after 2 s. The limit of the run is 500 ms.');
  });
});
