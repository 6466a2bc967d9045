import { formatCountOf, formatLimit } from '../../../backend/src/lib/figures';
import type { LoadTestRecord } from '../../api/loadTests';
import { t } from '../../translations';

/** What a run has to keep to pass, one limit a line. */
export function limitsText({ limits }: Pick<LoadTestRecord, 'limits'>): readonly string[] {
  const {
    errorRate,
    p95ResponseTimeMs,
    avgResponseTimeMs,
    minimumRequests,
    unmeasuredRequests,
    endpoints,
    metrics,
    regression,
  } = limits;
  return [
    p95ResponseTimeMs !== null &&
      t('limits.p95', 'p95 response time at most {{limit}}', { limit: formatLimit(p95ResponseTimeMs, 'ms') }),
    avgResponseTimeMs !== null &&
      t('limits.avg', 'average response time at most {{limit}}', { limit: formatLimit(avgResponseTimeMs, 'ms') }),
    errorRate === 0
      ? t('limits.no-errors', 'no failed request')
      : t('limits.error-rate', 'error rate at most {{limit}}', { limit: formatLimit(errorRate, 'fraction') }),
    t('limits.minimum', 'at least {{requests}}', { requests: formatCountOf(minimumRequests, 'request') }),
    unmeasuredRequests !== undefined &&
      unmeasuredRequests > 0 &&
      t('limits.unmeasured', 'at most {{share}} of the requests outside of the error rate', {
        share: formatLimit(unmeasuredRequests, 'fraction'),
      }),
    endpoints.length > 0 &&
      t('limits.endpoints', 'limits of their own on {{endpoints}}', {
        endpoints: formatCountOf(endpoints.length, 'endpoint'),
      }),
    metrics != null &&
      t('limits.metrics', "k6's metrics {{names}}", {
        names: [metrics.responseTime, metrics.requests, metrics.failures].join(', '),
      }),
    regression?.mode === 'fail' &&
      t('limits.regression', 'no regression against its baseline ({{relative}} and {{ms}})', {
        relative: formatLimit(regression.relative, 'fraction'),
        ms: formatLimit(regression.absoluteMs, 'ms'),
      }),
  ].filter((limit) => limit !== false);
}
