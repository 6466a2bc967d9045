import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { annotationOf, longestLayerTrySeconds, type DiagnosisLayer } from '../../annotations';
import type { Database, Tx } from '../../db';
import { effectKind, effectsOfRun, planLatest, type PlannedEffect } from '../../effects';
import type { Breakers } from '../../lib/outbound/breaker';
import { findRun } from '../../runs';
import { notConfigured } from './not-configured';

const name = 'grafanaAnnotation';

export interface Annotating {
  readonly db: Database;
  readonly now: () => Date;
  /** Null: not configured. */
  readonly annotations: DiagnosisLayer | null;
  readonly runUrl: (runId: string) => string | null;
  readonly breakers: Pick<Breakers, 'grafana'>;
}

/**
 * The diagnosis laid over dashboards: brings Grafana to what the run's record says when this is sent, whatever it said when
 * it was planned. A run without a record, or of which nothing is to be shown, has no annotation afterwards.
 */
export const grafanaAnnotation = ({ db, now, annotations, runUrl, breakers }: Annotating) =>
  effectKind({
    name,
    payload: z.object({}),
    leaseSeconds: 90,
    longestTrySeconds: longestLayerTrySeconds,
    tries: { limit: 20, giveUpBeyondSeconds: null },
    breaker: breakers.grafana,
    whilePaused: 'wait',
    whenUnknown: 'resend',
    onePerRun: true,
    overtaken: (tx, { runId }) => planAnnotation(tx, runId, now()),
    async send(effect) {
      if (annotations === null) {
        return notConfigured('Grafana', 'GRAFANA_URL and GRAFANA_TOKEN');
      }
      const run = await findRun(db, effect.runId);
      const annotation = run === null ? null : annotationOf(run);
      return annotation === null
        ? annotations.remove(effect.runId)
        : annotations.put(annotation, runUrl(annotation.runId));
    },
    settled: () => Promise.resolve(),
  });

/**
 * Plans that the run's annotation becomes what its record says. To be called after whatever changes what `annotationOf`
 * reads, in the same transaction; a run that has nothing to show and never had is left alone.
 */
export async function planAnnotation(tx: Tx, runId: string, now: Date): Promise<void> {
  const run = await findRun(tx, runId);
  if (run === null) {
    return;
  }
  const hadOne = async () => (await effectsOfRun(tx, runId)).some(({ kind }) => kind === name);
  if (annotationOf(run) !== null || (await hadOne())) {
    await planLatest(tx, [annotationEffect(run.id, run.incidentId)], now);
  }
}

/** No id of a decision: the effect says nothing that could be said twice. */
export function annotationEffect(runId: string, incidentId: string | null): PlannedEffect {
  return { id: `annotation-${runId}-${randomUUID()}`, kind: name, runId, incidentId, payload: {} };
}
