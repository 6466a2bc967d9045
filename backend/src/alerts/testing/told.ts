import { and, eq } from 'drizzle-orm';
import type { Database } from '../../db';
import { createDiagnoser } from '../../diagnosis';
import { effectsOfRun } from '../../effects';
import { effects } from '../../effects/tables';
import { storeFigures } from '../../evaluation/testing/inputs';
import { createHeart, type HeartOptions, measured } from '../../loop/testing/heart';
import type { EndpointFigures } from '../../model/figures';
import { aLoadTest } from '../../testing/load-test';
import { renderAlert } from '../messages';
import { runAlertSchema } from '../run-alert';
import { renderPlain } from '../slack-blocks';

/** Nothing listens there. */
export const target = 'http://127.0.0.1:3333';
const grafana = 'https://grafana.example.com/a/loadtests/runs';

/**
 * A load test with the loop's own stages on a real database, diagnoses by rules, and what Slack is told of it. The night
 * begins at 02:00 UTC.
 */
export function createNight(db: Database, name: string, options: HeartOptions = {}) {
  const loadTest = aLoadTest({ name, target });
  const heart = createHeart(db, { loadTest, runUrl: (id) => `${grafana}/${id}`, ...options });
  heart.set(new Date('2026-11-30T02:00:00.000Z'));
  const diagnoser = createDiagnoser({ anthropic: null, now: heart.now });
  let runs = 0;
  const deployment = { id: 'dpl_live', createdAt: '2026-11-30T01:45:00.000Z', sha: '1a2b3c4d5e6f' };

  return {
    ...heart,
    /** As a run is announced: by the schedule, with the command. */
    given: () => {
      runs += 1;
      return {
        id: `${name}-${runs}`,
        target,
        reporter: 'cli' as const,
        limits: loadTest.limits,
        productionDeployment: deployment,
      };
    },
    diagnoseByRules: (id: string) =>
      heart.diagnoseWith(id, async (input) => (await diagnoser.diagnose(input)).diagnosis),
    /** Slack has taken the messages about the run: the bot knows where they are. */
    taken: (id: string) =>
      db
        .update(effects)
        .set({ state: 'confirmed', result: { channel: 'C1', ts: '1.000001' } })
        .where(and(eq(effects.runId, id), eq(effects.kind, 'slackMessage'))),
    /** What Slack shows of the newest message about the run, line by line. */
    async told(id: string): Promise<string> {
      const messages = (await effectsOfRun(db, id)).filter(({ kind }) => kind === 'slackMessage');
      return renderPlain(renderAlert(runAlertSchema.parse(messages.at(-1)?.payload)));
    },
  };
}

export const dead = { ...measured.passed, failedRequests: 600, p95ResponseTimeMs: 0, avgResponseTimeMs: 0 };

const row: EndpointFigures = {
  name: '/pay',
  method: 'POST',
  statusClass: '2xx',
  requests: 300,
  failedRequests: 0,
  errorRate: 0,
  avgResponseTimeMs: 40,
  p95ResponseTimeMs: 50,
};

/** What the metric store says of it. */
export function storeSays(
  rows: ReadonlyArray<Partial<EndpointFigures>>,
  codes: ReadonlyArray<{ readonly code: number; readonly requests: number }> = []
) {
  const figures = storeFigures({
    requests: 600,
    endpoints: rows.map((each) => ({ ...row, ...each })),
    errorCodes: codes,
  });
  return { kind: 'answered' as const, figures, series: { stepSeconds: 1, points: [] }, limited: [] };
}
