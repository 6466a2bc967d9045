import { rm } from 'node:fs/promises';
import { annotationOf } from '../../backend/src/annotations';
import { contentOf } from '../../backend/src/annotations/grafana-content';
import { openDatabase } from '../../backend/src/db';
import { effects } from '../../backend/src/effects/tables';
import { incidents, isStoppedByPerson } from '../../backend/src/incidents';
import { remediations } from '../../backend/src/remediation/records/tables';
import { runs } from '../../backend/src/runs';
import type { StackClient } from '../stack/client';
import { copyOfRecords, type Arena } from './arena';
import type { History, HistoryRecords } from './history';

/** Slack's answer may have been lost when it was not given whole, or later than the sidecar waits for it. */
const longestWaitMs = 20_000;
/** What was on its way when a process died arrives within this time. */
const onItsWayMs = 2_000;

/** What everybody remembers; the sidecars have been stopped. */
export async function observe(
  arena: Arena,
  promised: History['promised'],
  banner: History['banner']
): Promise<History> {
  const lostAnswers = arena.slack.calls
    .filter(({ reply }) => reply !== 200)
    .map(({ at }) => ({ from: at.getTime(), to: at.getTime() + longestWaitMs }));
  const deaths = arena.deaths.map((at) => ({ from: at, to: at + onItsWayMs }));
  return {
    promised,
    messages: arena.slack.messages.map(({ metadata, at, blocks, before }) => ({
      effectId: String(metadata?.event_payload['effect_id']),
      at: at.getTime(),
      // As it was posted: it may have been edited since.
      isMarked: JSON.stringify(before[0]?.blocks ?? blocks).includes('Possible duplicate'),
    })),
    deployments: arena.vercel.deployments
      .filter(({ meta, id }) => meta['loadTestEffectId'] !== undefined || !id.endsWith('_1'))
      .map(({ id, meta }) => ({ id, effectId: meta['loadTestEffectId'] ?? null })),
    annotations: arena.grafana.annotations.map(({ tags, text }) => ({
      runId: runOf(tags),
      text: text.replace(linkOfAnnotation, ''),
    })),
    ambiguous: [...lostAnswers, ...deaths, ...arena.lateListings],
    records: await readRecords(arena),
    banner,
  };
}

function runOf(tags: readonly string[]): string {
  return tags.find((tag) => tag.startsWith('run:'))?.slice('run:'.length) ?? '?';
}

async function readRecords(arena: Arena): Promise<HistoryRecords> {
  const copy = arena.databaseUrl === null ? await copyOfRecords(arena) : null;
  const database = await openDatabase({ databaseUrl: arena.databaseUrl, dataDir: copy ?? '' });
  try {
    const { db } = database;
    const [runRows, incidentRows, effectRows, remediationRows] = [
      await db.select().from(runs),
      await db.select().from(incidents),
      await db.select().from(effects),
      await db.select().from(remediations),
    ];
    return {
      runs: runRows.map((row) => ({
        id: row.id,
        test: row.test,
        status: row.status,
        verdict: row.verdict,
        counts: row.counts,
        isStoppedByPerson: isStoppedByPerson(row),
        diagnosisState: row.diagnosisState,
        startedAt: (row.startedAt ?? row.announcedAt).getTime(),
        endedAt: row.endedAt?.getTime() ?? null,
        autoFixDeploymentId: row.autoFixApplied?.deploymentId ?? null,
        annotation: shownOf(row),
      })),
      incidents: incidentRows.map(({ id, test, state, lastRunId }) => ({ id, test, state, lastRunId })),
      effects: effectRows.map(({ id, kind, runId, state, attempts, crashes, code, nextAttemptAt }) => ({
        id,
        kind,
        runId,
        state,
        course: `try ${attempts}, ${crashes} crashes, ${code ?? 'no answer'}, due at ${nextAttemptAt.toISOString()}`,
      })),
      remediations: remediationRows.map(({ id, state, incidentId, deploymentId, closedAt }) => ({
        id,
        state,
        incidentId,
        deploymentId,
        isOpen: closedAt === null,
      })),
    };
  } finally {
    await database.close();
    if (copy !== null) {
      await rm(copy, { recursive: true, force: true });
    }
  }
}

/** Which stands behind the text. */
const linkOfAnnotation = / <a href="[^"]*">Open the run<\/a>$/;

function shownOf(row: Parameters<typeof annotationOf>[0]): string | null {
  const annotation = annotationOf(row);
  return annotation === null ? null : contentOf(annotation, null).text;
}

/** What the banner shows now. */
export async function shownBanner(api: StackClient): Promise<History['banner']> {
  const { state, incidents: shown } = await api.banner();
  return { state, runIds: shown.map(({ runId }) => runId) };
}
