import { z } from 'zod';
import { annotationFiguresSchema, renderAnnotation, type AnnotationClient } from '../../annotations';
import type { Database, Tx } from '../../db';
import { effectKind, planEffect } from '../../effects';
import type { Breakers } from '../../lib/outbound/breaker';
import { pickFigures } from '../../model/figures';
import { findRun, type RunRow } from '../../runs';
import { notConfigured, runGone } from './not-configured';
import { ofJudgement, type Planning } from './plan';

const name = 'grafanaAnnotation';

export interface Annotating extends Planning {
  readonly db: Database;
  /** Null: not configured. */
  readonly annotations: AnnotationClient | null;
  readonly breakers: Pick<Breakers, 'grafana'>;
}

/** The diagnosis laid over dashboards; written from the run's record as it is then. */
export const grafanaAnnotation = ({ db, annotations, runUrl, breakers }: Annotating) =>
  effectKind({
    name,
    payload: z.object({}),
    leaseSeconds: 60,
    // Looked for, and written.
    longestTrySeconds: 2 * 10,
    tries: { limit: 20, giveUpBeyondSeconds: null },
    breaker: breakers.grafana,
    whilePaused: 'wait',
    whenUnknown: 'resend',
    async send(effect) {
      if (annotations === null) {
        return notConfigured('Grafana', 'GRAFANA_URL and GRAFANA_TOKEN');
      }
      const run = await findRun(db, effect.runId);
      if (run === null || run.verdict === null) {
        return runGone;
      }
      const { severity, text } = renderAnnotation({
        test: run.test,
        verdict: run.verdict,
        actionRequired: run.actionRequired,
        ...pickFigures(annotationFiguresSchema, run),
        breached: (run.thresholds ?? []).filter((threshold) => threshold.ok === false),
        diagnosisText: run.diagnosis?.text ?? null,
      });
      return annotations.write(
        {
          effectId: effect.id,
          runId: run.id,
          test: run.test,
          severity,
          text,
          from: run.startedAt ?? run.announcedAt,
          to: run.endedAt ?? run.announcedAt,
          runUrl: runUrl(run.id),
        },
        { lookupFirst: effect.mayHaveArrived }
      );
    },
    settled: () => Promise.resolve(),
  });

/** Plans the annotation of a diagnosed run; one per judgement. */
export async function planAnnotation(tx: Tx, planning: Planning, run: RunRow): Promise<void> {
  const id = `annotation-${run.id}${ofJudgement(run)}`;
  await planEffect(tx, { id, kind: name, runId: run.id, incidentId: run.incidentId, payload: {} }, planning.now());
}
