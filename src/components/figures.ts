import { t } from '../translations';
import { formatCount, formatDuration, formatErrorRate, formatMs } from '../../backend/src/lib/figures';
import type { Schemas } from '../api/request';
import type { RunRecord } from '../api/runRecord';

/** What stands where nothing is known yet: never a zero. */
export const notKnown = '–';

/** The figures of a run in words, as alerts and banner write them. */
export interface RunFigures {
  readonly duration: string;
  readonly virtualUsers: string;
  readonly avgResponseTime: string;
  readonly p95ResponseTime: string;
  readonly errorRate: string;
}

type Measured = Pick<
  RunRecord,
  | 'verdict'
  | 'durationSeconds'
  | 'virtualUsers'
  | 'avgResponseTimeMs'
  | 'p95ResponseTimeMs'
  | 'errorRate'
  | 'errorRateSamples'
  | 'reasons'
>;

/** In a run that is not judged yet no figure is missing: it is not known yet. */
export function figuresOf(run: Measured): RunFigures {
  const told = (value: number | null, text: string) => (run.verdict === null && value === null ? notKnown : text);
  return {
    duration: told(run.durationSeconds, formatDuration(run.durationSeconds)),
    virtualUsers: told(run.virtualUsers, formatCount(run.virtualUsers)),
    avgResponseTime: told(run.avgResponseTimeMs, responseTime(run, run.avgResponseTimeMs)),
    p95ResponseTime: told(run.p95ResponseTimeMs, responseTime(run, run.p95ResponseTimeMs)),
    errorRate: told(run.errorRate, formatErrorRate(run.errorRate, run.errorRateSamples)),
  };
}

const noAnswer: Schemas['Reason']['code'] = 'targetDidNotAnswer';

/** A dead target answers in no time at all: that is no response time. */
function responseTime({ reasons }: Measured, milliseconds: number | null): string {
  const time = formatMs(milliseconds);
  return milliseconds === null && reasons.some(({ code }) => code === noAnswer)
    ? t('figures.no-answer', '{{time}}: no request got an answer', { time })
    : time;
}

const p95Metric: keyof Schemas['Run'] = 'p95ResponseTimeMs';

/** The limit of the p95, in ms; null where the run has none. */
export function p95Limit({ thresholds }: Pick<RunRecord, 'thresholds'>): number | null {
  return thresholds.find(({ source, metric }) => source === 'catalogue' && metric === p95Metric)?.limit ?? null;
}

/** How far the p95 is from its limit: `287 ms below 500 ms`; null where there is no limit or no figure. */
export function p95Margin(run: Pick<RunRecord, 'thresholds' | 'p95ResponseTimeMs'>): string | null {
  const limit = p95Limit(run);
  const value = run.p95ResponseTimeMs;
  if (limit === null || value === null) {
    return null;
  }
  const by = { margin: formatMs(Math.abs(value - limit)), limit: formatMs(limit) };
  return value > limit
    ? t('figures.p95-above', '{{margin}} above {{limit}}', by)
    : t('figures.p95-below', '{{margin}} below {{limit}}', by);
}
