import { z } from 'zod';
import type { Database } from '../db';
import type { HttpApp } from '../http';
import { wholeNumberText } from '../lib/storable';
import { pickFigures, requestFiguresSchema } from '../model/figures';
import type { Catalogue } from '../model/load-test';
import { testNameSchema } from '../model/protocol';
import { triggers, verdicts } from '../model/run';
import { countingRunsOf, pinnedBaselineOf, type PinnedBaseline, type RunRow } from '../runs';
import { baselineOf, deeperIssue, differencesOfRuns, findTrend, isBaselineFor, isComparable } from '../trend';
import { pinnedBaselineSchema, pinnedView } from './test-baseline';
import { existingTest } from './test-identity';

const deploymentSchema = z
  .object({ id: z.string(), createdAt: z.string().nullable(), sha: z.string().nullable() })
  .nullable()
  .describe('What was in production of its Vercel project during the run; null: not known');

const trendRunSchema = requestFiguresSchema.extend({
  runId: z.string(),
  endedAt: z.iso.datetime().nullable(),
  verdict: z.enum(verdicts).nullable(),
  trigger: z.enum(triggers),
  deployment: deploymentSchema,
  isComparable: z
    .boolean()
    .describe('Same script, load, environment and major of k6 as the newest run, and no verification of a redeploy'),
  regression: z
    .object({ baselineRunId: z.string(), text: z.string() })
    .nullable()
    .describe('Why it was worse than its baseline when it was judged; null: it was not, or there was none'),
});

const trendSchema = z.object({
  test: z.string(),
  environment: z.string(),
  baseline: trendRunSchema
    .extend({ isPinned: z.boolean().describe('A person has pinned it') })
    .nullable()
    .describe(
      'What the newest run is held against: the pinned run or, where none is pinned that may be compared with it, the last ' +
        'passed run before it that may; null: there is none'
    ),
  pinned: pinnedBaselineSchema
    .extend({
      unlike: z.array(z.string()).describe('Why the newest run is not held against it; empty: it is'),
    })
    .nullable()
    .describe('The run that a person has pinned; null: none'),
  runs: z.array(trendRunSchema).describe('Runs that count, oldest first'),
  finding: z
    .object({
      kind: z
        .enum(['tooFewRuns', 'steady', 'spike', 'step', 'drift'])
        .describe('spike: the newest run alone; step: another level since a run; drift: a little with each run'),
      text: z.string().describe('The same for people'),
      sinceRunId: z.string().nullable().describe('The run that began it; null where none did'),
      change: z.number().nullable().describe('Of the p95, as a fraction: 0.25 is a quarter slower'),
      deployment: deploymentSchema.describe(
        'The deployment that moved it: in production during that run, and another one than in the run before'
      ),
    })
    .describe('What the p95 of the comparable runs that passed or failed says'),
  deeperIssue: z.string().nullable().describe('Said where several of the last runs failed'),
});
z.globalRegistry.add(trendSchema, { id: 'Trend' });

/** Most runs that are looked at. */
const mostRuns = 100;

/** The trend of a load test: its runs with their figures, the baseline, and what they say together. */
export function testTrendRoute(
  app: HttpApp,
  { db, catalogue }: { readonly db: Database; readonly catalogue: () => Catalogue }
): void {
  app.get(
    '/api/v1/tests/:name/trend',
    {
      config: { scope: 'read' },
      schema: {
        tags: ['load tests'],
        operationId: 'getTrend',
        summary: 'How the figures of a load test went from run to run',
        description:
          'A step is found by the test of Pettitt (1979), a drift by that of Mann and Kendall, both from 8 comparable runs on and from a change of 10 %; ' +
          'a spike is a newest run far outside of the usual spread.',
        params: z.object({ name: testNameSchema }),
        querystring: z.strictObject({
          limit: wholeNumberText(1, mostRuns).default(50).describe('Newest runs at most'),
        }),
        response: { 200: trendSchema.describe('The trend') },
        problems: { 404: 'The catalogue has no such load test' },
      },
    },
    async (request) => {
      const test = existingTest(catalogue(), request.params.name);
      const all = (await countingRunsOf(db, test.name)).filter(({ environment }) => environment === test.environment);
      return trendView(test, all.slice(-request.query.limit), await pinnedBaselineOf(db, test.name));
    }
  );
}

function trendView(
  test: { readonly name: string; readonly environment: string },
  rows: readonly RunRow[],
  pinned: (PinnedBaseline & { readonly run: RunRow }) | null
) {
  const newest = rows.at(-1);
  const comparable = new Set(newest === undefined ? [] : rows.filter((row) => isComparable(row, newest)));
  const measured = [...comparable].flatMap((row) =>
    (row.verdict === 'passed' || row.verdict === 'failed') && row.p95ResponseTimeMs !== null
      ? [{ runId: row.id, p95ResponseTimeMs: row.p95ResponseTimeMs, row }]
      : []
  );
  const finding = findTrend(measured);
  const sinceRunId = 'sinceRunId' in finding ? finding.sinceRunId : null;
  const since = measured.findIndex(({ runId }) => runId === sinceRunId);
  const unlike = pinned === null || newest === undefined ? [] : differencesOfRuns(pinned.run, newest);
  const usesPinned = pinned !== null && (newest === undefined || isBaselineFor(pinned.run, newest));
  const baseline = usesPinned ? pinned.run : baselineOf(rows);
  return {
    test: test.name,
    environment: test.environment,
    baseline: baseline === null ? null : { ...trendRun(baseline, true), isPinned: baseline.id === pinned?.runId },
    pinned: pinned === null ? null : { ...pinnedView(pinned), unlike },
    runs: rows.map((row) => trendRun(row, comparable.has(row))),
    finding: {
      kind: finding.kind,
      text: finding.text,
      sinceRunId,
      change: 'change' in finding ? finding.change : null,
      deployment: movedBy(measured[since - 1]?.row, measured[since]?.row),
    },
    deeperIssue: deeperIssue(
      rows.flatMap(({ verdict }) => (verdict === 'passed' || verdict === 'failed' ? [verdict] : [])).reverse()
    ),
  };
}

function trendRun(row: RunRow, comparable: boolean) {
  return {
    runId: row.id,
    endedAt: row.endedAt?.toISOString() ?? null,
    verdict: row.verdict,
    trigger: row.trigger,
    ...pickFigures(requestFiguresSchema, row),
    deployment: row.productionDeployment,
    isComparable: comparable,
    regression:
      row.regression === null || row.regression.findings.length === 0
        ? null
        : { baselineRunId: row.regression.baselineRunId, text: row.regression.text },
  };
}

function movedBy(before: RunRow | undefined, since: RunRow | undefined): RunRow['productionDeployment'] {
  const [one, other] = [before?.productionDeployment ?? null, since?.productionDeployment ?? null];
  return one !== null && other !== null && one.id !== other.id ? other : null;
}
