import { z } from 'zod';
import type { Database } from '../db';
import type { HttpApp } from '../http';
import { endpointFiguresSchema, type EndpointFigures } from '../model/figures';
import { runIdSchema } from '../model/protocol';
import { verdicts } from '../model/run';
import { countingRunsOf, detailsOf, type RunRow } from '../runs';
import { compareErrorRates, compareResponseTimes, differencesOfRuns, isComparable, usualSpread } from '../trend';
import { existingRun } from './run-params';

const figureDifferenceSchema = z.object({
  base: z.number().nullable(),
  run: z.number().nullable(),
  difference: z.number().nullable().describe("`run` - `base`, in the figure's unit"),
  change: z.number().nullable().describe('As a fraction of `base`: 0.25 is a quarter more'),
  noise: z.string().nullable().describe('Why the difference says nothing; null where it does'),
});

const differencesSchema = z.object({
  p95ResponseTimeMs: figureDifferenceSchema.describe('Milliseconds'),
  avgResponseTimeMs: figureDifferenceSchema.describe('Milliseconds'),
  errorRate: figureDifferenceSchema.describe('Fraction 0–1'),
});

const comparedRunSchema = z.object({
  runId: z.string(),
  test: z.string(),
  environment: z.string(),
  endedAt: z.iso.datetime().nullable(),
  verdict: z.enum(verdicts).nullable(),
  requests: z.number().nullable(),
});

const comparisonSchema = z.object({
  base: comparedRunSchema,
  run: comparedRunSchema,
  unlike: z
    .array(z.string())
    .describe('What else differs, so that a difference says as much about it as about the target; empty: nothing'),
  figures: differencesSchema,
  endpoints: z
    .array(
      endpointFiguresSchema
        .pick({ name: true, method: true, statusClass: true })
        .extend({
          base: z.object({ requests: z.number() }).nullable().describe('Null: not called'),
          run: z.object({ requests: z.number() }).nullable().describe('Null: not called'),
        })
        .extend(differencesSchema.shape)
    )
    .describe('As the metric store has them; what has changed most comes first'),
});
z.globalRegistry.add(comparisonSchema, { id: 'Comparison' });

/** Two runs side by side, with what of their differences is noise. */
export function runsCompareRoute(app: HttpApp, db: Database): void {
  app.get(
    '/api/v1/runs/compare',
    {
      config: { scope: 'read' },
      schema: {
        tags: ['runs'],
        operationId: 'compareRuns',
        summary: 'Two runs side by side',
        description:
          'A difference of response times is noise below 10 % or 5 ms, of fewer than 30 requests, and within what comparable runs of the load test ' +
          'differ by themselves; one of error rates where a pooled two-proportion z-test calls it chance.',
        querystring: z.strictObject({
          base: runIdSchema.describe('Id of the run that the other one is held against'),
          run: runIdSchema.describe('Id of the run'),
        }),
        response: { 200: comparisonSchema.describe('The comparison') },
        problems: { 404: 'There is no such run' },
      },
    },
    async ({ query }) => {
      const base = await existingRun(db, query.base);
      const run = await existingRun(db, query.run);
      const [baseDetails, runDetails, history] = await Promise.all([
        detailsOf(db, base.id),
        detailsOf(db, run.id),
        countingRunsOf(db, run.test),
      ]);
      const spread = usualSpread(
        history.flatMap((row) =>
          row.verdict === 'passed' && row.p95ResponseTimeMs !== null && isComparable(row, run)
            ? [row.p95ResponseTimeMs]
            : []
        )
      );
      return {
        base: runOf(base),
        run: runOf(run),
        unlike: differencesOfRuns(base, run),
        figures: differences(figuresOf(base), figuresOf(run), spread),
        endpoints: endpointDifferences(baseDetails?.endpoints ?? [], runDetails?.endpoints ?? [], spread),
      };
    }
  );
}

function runOf(row: RunRow) {
  return {
    runId: row.id,
    test: row.test,
    environment: row.environment,
    endedAt: row.endedAt?.toISOString() ?? null,
    verdict: row.verdict,
    requests: row.requests,
  };
}

type Figures = Pick<
  EndpointFigures,
  'avgResponseTimeMs' | 'p95ResponseTimeMs' | 'errorRate' | 'requests' | 'errorRateSamples'
>;
const notCalled: Figures = { requests: 0, avgResponseTimeMs: null, p95ResponseTimeMs: null, errorRate: null };

function figuresOf(row: RunRow): Figures {
  return { ...row, requests: row.requests ?? 0, errorRateSamples: row.errorRateSamples ?? undefined };
}

function differences(base: Figures, run: Figures, spread: number | null) {
  const measured = (of: Figures, value: number | null) => ({ value, requests: of.requests });
  /** Over the requests that k6 judged as failed or not, which a record of earlier versions did not count. */
  const failures = (of: Figures) => ({ value: of.errorRate, requests: of.errorRateSamples ?? of.requests });
  const times = (name: 'p95ResponseTimeMs' | 'avgResponseTimeMs') =>
    compareResponseTimes(measured(base, base[name]), measured(run, run[name]), spread);
  return {
    p95ResponseTimeMs: times('p95ResponseTimeMs'),
    avgResponseTimeMs: times('avgResponseTimeMs'),
    errorRate: compareErrorRates(failures(base), failures(run)),
  };
}

function endpointDifferences(base: readonly EndpointFigures[], run: readonly EndpointFigures[], spread: number | null) {
  const keyOf = ({ name, method, statusClass }: EndpointFigures) => JSON.stringify([name, method, statusClass]);
  const before = new Map(base.map((endpoint) => [keyOf(endpoint), endpoint]));
  const after = new Map(run.map((endpoint) => [keyOf(endpoint), endpoint]));
  const compared = [...new Map([...before, ...after]).entries()].map(([key, { name, method, statusClass }]) => {
    const [one, other] = [before.get(key), after.get(key)];
    return {
      name,
      method,
      statusClass,
      base: one === undefined ? null : { requests: one.requests },
      run: other === undefined ? null : { requests: other.requests },
      ...differences(one ?? notCalled, other ?? notCalled, spread),
    };
  });
  const size = ({ p95ResponseTimeMs: { noise, change } }: (typeof compared)[number]) =>
    noise === null && change !== null ? Math.abs(Math.log1p(change)) : -1;
  return compared.sort((one, other) => size(other) - size(one) || one.name.localeCompare(other.name));
}
