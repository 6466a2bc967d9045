import { formatCount, formatDuration, formatMs, formatPercent } from '../../backend/src/lib/figures';
import type { Texts } from './texts';

interface Measured {
  readonly durationSeconds?: number | null;
  readonly virtualUsers: number | null;
  readonly avgResponseTimeMs?: number | null;
  readonly p95ResponseTimeMs: number | null;
  readonly errorRate: number | null;
  readonly responseTimesMissing: string | null;
}

/** Figures as alerts and the app in Grafana write them, with the reader's own words where there is none. */
export function figuresOf(run: Measured, texts: Texts) {
  const told = (value: number | null | undefined, format: (value: number) => string, missing: string | null = null) =>
    typeof value === 'number' ? format(value) : texts.notMeasured + (missing === null ? '' : `: ${missing}`);
  return {
    duration: told(run.durationSeconds, formatDuration),
    virtualUsers: told(run.virtualUsers, formatCount),
    average: told(run.avgResponseTimeMs, formatMs, run.responseTimesMissing),
    p95: told(run.p95ResponseTimeMs, formatMs, run.responseTimesMissing),
    errorRate: told(run.errorRate, formatPercent),
  };
}
