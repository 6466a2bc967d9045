import { z } from 'zod';
import { formatErrorRate, formatInstant, formatMs } from '../lib/figures';
import { createClient } from './client';
import type { CliContext } from './context';
import { writeLabelled } from './output';
import type { Connection } from './settings';
import { writeList } from './table';

const figure = z.number().nullable();
const trendRunSchema = z.looseObject({
  runId: z.string(),
  endedAt: z.iso.datetime().nullable(),
  verdict: z.string().nullable(),
  isComparable: z.boolean(),
  requests: figure,
  errorRate: figure,
  errorRateSamples: figure.optional(),
  avgResponseTimeMs: figure,
  p95ResponseTimeMs: figure,
});
const trendSchema = z.looseObject({
  test: z.string(),
  environment: z.string(),
  baseline: trendRunSchema.nullable(),
  runs: z.array(trendRunSchema),
  finding: z.looseObject({
    kind: z.string(),
    text: z.string(),
    deployment: z.looseObject({ id: z.string() }).nullable(),
  }),
  deeperIssue: z.string().nullable(),
});

/** `loadtests trend`: the runs of a load test, and what they say together. */
export async function showTrend(
  connection: Connection,
  { test, limit }: { readonly test: string; readonly limit: number },
  context: CliContext
): Promise<number> {
  const { read } = createClient(connection, context, 'read');
  const path = `/api/v1/tests/${encodeURIComponent(test)}/trend?limit=${limit}`;
  const trend = await read(path, trendSchema, `the trend of ${test} cannot be shown`);
  writeList(context, connection, {
    json: trend,
    items: trend.runs,
    empty: `no run of ${test} on ${trend.environment} counts yet`,
    heads: ['ENDED', 'VERDICT', 'P95', 'AVERAGE', 'ERRORS', 'COMPARED', 'RUN'],
    row: (run) => [
      run.endedAt === null ? '-' : formatInstant(new Date(run.endedAt)),
      run.verdict ?? '-',
      formatMs(run.p95ResponseTimeMs),
      formatMs(run.avgResponseTimeMs),
      formatErrorRate(run.errorRate, run.errorRateSamples ?? null),
      run.isComparable ? 'yes' : 'no',
      run.runId,
    ],
  });
  if (!connection.json && trend.runs.length > 0) {
    const { baseline, finding, deeperIssue } = trend;
    const moved = finding.deployment === null ? '' : `; ${finding.deployment.id} was in production from then on`;
    const lines: ReadonlyArray<readonly [string, string | null]> = [
      ['baseline', baseline === null ? null : `${baseline.runId}, p95 ${formatMs(baseline.p95ResponseTimeMs)}`],
      [finding.kind === 'tooFewRuns' ? 'trend' : finding.kind, `${finding.text}${moved}`],
      ['failures', deeperIssue],
    ];
    context.stdout.write('\n');
    lines.forEach(([name, text]) => {
      if (text !== null) {
        writeLabelled(context, name.padEnd(9), text);
      }
    });
  }
  return 0;
}
