import type { Database } from '../db';
import { slowLimits } from '../diagnosis';
import { historyFiguresSchema, type DiagnosisInput } from '../model/diagnosis';
import { pickFigures, runFiguresSchema } from '../model/figures';
import { type RunRow, detailsOf, earlierCountingRuns } from '../runs';
import type { EndpointReader } from './endpoint-reader';

/** Earlier runs that a diagnosis knows of. */
const historyLength = 10;

/** All that the diagnosis of a judged run is made from: its records, and its series per endpoint where the store has them. */
export async function diagnosisInput(
  { db, endpointReader }: { readonly db: Database; readonly endpointReader: EndpointReader },
  run: RunRow
): Promise<DiagnosisInput> {
  const [details, earlier, endpointSeries] = await Promise.all([
    detailsOf(db, run.id),
    earlierCountingRuns(db, run, historyLength),
    endpointReader.read(run, slowLimits(run.thresholds ?? [])),
  ]);
  return {
    run: {
      id: run.id,
      test: run.test,
      target: run.target,
      environment: run.environment,
      trigger: run.trigger,
      startedAt: run.startedAt?.toISOString() ?? null,
      endedAt: run.endedAt?.toISOString() ?? null,
      verdict: run.verdict ?? 'failed',
    },
    figures: {
      ...pickFigures(runFiguresSchema, run),
      requests: run.requests ?? 0,
      failedRequests: run.failedRequests ?? 0,
      startedAt: run.startedAt?.toISOString() ?? null,
      endedAt: run.endedAt?.toISOString() ?? null,
    },
    reasons: run.reasons ?? [],
    thresholds: run.thresholds ?? [],
    endpoints: details?.endpoints ?? [],
    statusCodes: details?.statusCodes ?? [],
    errorCodes: details?.errorCodes ?? [],
    series: details?.series ?? null,
    endpointSeries,
    offeredLoad: run.planned?.offered ?? null,
    history: earlier.flatMap((each) =>
      each.verdict === null
        ? []
        : [
            {
              runId: each.id,
              endedAt: each.endedAt?.toISOString() ?? null,
              verdict: each.verdict,
              ...pickFigures(historyFiguresSchema, each),
              autoFixApplied: each.autoFixApplied !== null,
            },
          ]
    ),
    deployment:
      run.productionDeployment === null
        ? null
        : { id: run.productionDeployment.id, createdAt: run.productionDeployment.createdAt },
    droppedIterationsShare: run.droppedIterationsShare,
  };
}
