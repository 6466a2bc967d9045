import { eq, sql } from 'drizzle-orm';
import { annotationOf, createGrafanaLayer } from '../../annotations';
import { contentOf } from '../../annotations/grafana-content';
import type { Database } from '../../db';
import { createEffectWorker, effectsOfRun } from '../../effects';
import { effects } from '../../effects/tables';
import { createBreakers } from '../../lib/outbound/breaker';
import { findRun } from '../../runs';
import { startFakeGrafana, type FakeAnnotation } from '../../testing/fakes/grafana';
import { grafanaAnnotation } from '../consequences/grafana-annotation';

/** A Grafana of the test's own, and the worker that brings the annotations there. */
export async function openDashboards(db: Database) {
  const grafana = await startFakeGrafana();
  let next = async (): Promise<void> => undefined;
  const layer = createGrafanaLayer({
    grafanaUrl: grafana.grafanaUrl,
    token: grafana.token,
    timeoutMs: 10_000,
    fetch: async (...request) => {
      const ready = next;
      next = async () => undefined;
      await ready();
      return fetch(...request);
    },
  });
  const worker = createEffectWorker({
    db,
    kinds: [
      grafanaAnnotation({
        db,
        now: () => new Date(),
        annotations: layer,
        runUrl: () => null,
        breakers: createBreakers(),
      }),
    ],
    random: () => 0,
    followUpFailed: () => Promise.resolve(),
    onSettled: () => Promise.resolve(),
  });

  const dashboards = {
    grafana,
    layer,

    /** One try at what is planned, as if its time had come. @returns false when nothing is. */
    async tryOnce(): Promise<boolean> {
      await db
        .update(effects)
        .set({ nextAttemptAt: sql`now() - interval '1 second'` })
        .where(eq(effects.state, 'planned'));
      return worker.workOnce();
    },

    /** As if whoever is at one of them had slept for longer than its lease. */
    async endLeases(): Promise<void> {
      await db.update(effects).set({ leaseUntil: sql`now() - interval '1 second'` });
    },

    /** Tries until nothing is planned any more. */
    async catchUp(): Promise<void> {
      while (await dashboards.tryOnce()) {
        // the next one
      }
    },

    /** What Grafana has of the run, as a dashboard would draw it. */
    drawn: (runId: string): FakeAnnotation[] =>
      grafana.annotations.filter(({ tags, dashboardUID }) => tags.includes(`run:${runId}`) && dashboardUID === null),

    /** What people do to annotations in Grafana, here to the newest one of the run, if there is one. */
    async byHand(runId: string, what: 'edit' | 'double' | 'delete'): Promise<void> {
      const annotation = dashboards.drawn(runId).at(-1);
      if (annotation === undefined) {
        return;
      }
      const { id, time, timeEnd, tags, text } = annotation;
      const [method, path, body] =
        what === 'double'
          ? ['POST', '', { time, timeEnd, tags, text }]
          : what === 'edit'
            ? ['PATCH', `/${id}`, { text: 'edited by hand', timeEnd: timeEnd + 1000 }]
            : ['DELETE', `/${id}`, null];
      await fetch(`${grafana.grafanaUrl}/api/annotations${path}`, {
        method: String(method),
        headers: { authorization: `Bearer ${grafana.token}`, 'content-type': 'application/json' },
        ...(body !== null && { body: JSON.stringify(body) }),
      }).catch(() => undefined);
    },

    /** What Grafana should have of the run by its record, without ids. */
    async asked(runId: string): Promise<object[]> {
      const run = await findRun(db, runId);
      const annotation = run === null ? null : annotationOf(run);
      return annotation === null ? [] : [{ ...contentOf(annotation, null), dashboardUID: null }];
    },

    /** The next call is made only once it is let go; `begun` is when it would have been. */
    holdNext(): { readonly begun: Promise<void>; letGo(): void } {
      let letGo = (): void => undefined;
      const released = new Promise<void>((resolve) => (letGo = resolve));
      const begun = new Promise<void>((resolve) => {
        next = () => {
          resolve();
          return released;
        };
      });
      return { begun, letGo };
    },

    /** Methods of the calls since this was last asked. */
    calls: callsOf(grafana),

    async states(runId: string): Promise<string[]> {
      return (await effectsOfRun(db, runId))
        .filter(({ kind }) => kind === 'grafanaAnnotation')
        .map(({ state }) => state);
    },
  };
  return dashboards;
}

export type Dashboards = Awaited<ReturnType<typeof openDashboards>>;

function callsOf(grafana: { readonly calls: ReadonlyArray<{ readonly method: string }> }): () => string[] {
  let seen = 0;
  return () => {
    const calls = grafana.calls.slice(seen).map(({ method }) => method);
    seen = grafana.calls.length;
    return calls;
  };
}
