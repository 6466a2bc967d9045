import { eq, isNull } from 'drizzle-orm';
import { createHash } from 'node:crypto';
import type { Logger } from 'pino';
import type { Database } from '../db';
import { incidents } from '../incidents';
import { readFreshness, runs } from '../runs';
import { pickFigures } from '../model/figures';
import type { Catalogue } from '../model/load-test';
import { responseTimesMissing } from '../model/verdict';
import { bannerFiguresSchema, bannerState, nextChange, type Banner, type BannerSnapshot } from './state';

/** The banner as bytes: what a request gets without a query. */
export interface ServedBanner {
  readonly state: Banner['state'];
  readonly since: string | null;
  readonly body: string;
  readonly etag: string;
  /** The public form: state and since only. */
  readonly publicBody: string;
  readonly publicEtag: string;
}

export interface BannerSource {
  /** By the clock, from the last read. */
  current(): ServedBanner;
  /** Reads the database now; callers do so after they have committed a change. */
  refresh(): Promise<void>;
  start(): void;
  stop(): void;
}

/** Every sidecar re-reads this often, so that another one's change shows everywhere. */
const rereadMs = 5000;

/** Holds the last good read of the open incidents; the state is derived from it and the clock at each request. */
export function createBannerSource(options: {
  readonly db: Database;
  readonly now: () => Date;
  readonly catalogue: () => Pick<Catalogue, 'tests'>;
  readonly runUrl: (runId: string) => string | null;
  readonly diagnosisDeadlineSeconds: number;
  readonly logger: Logger;
}): BannerSource {
  const { db, now, logger } = options;
  let snapshot: BannerSnapshot | null = null;
  let served: {
    readonly snapshot: BannerSnapshot | null;
    readonly until: number;
    readonly banner: ServedBanner;
  } | null = null;
  let timer: NodeJS.Timeout | null = null;
  let reads = 0;
  let newestRead = 0;

  async function refresh(): Promise<void> {
    const read = ++reads;
    const readAt = now();
    try {
      const incidents = await readOpenIncidents(db, options.runUrl);
      const freshness = await readFreshness(db, options.catalogue().tests.values());
      const scheduled = [...freshness].map(([test, each]) => ({ test, ...each }));
      // Reads can overtake each other; an older one must not hide what a newer one has seen.
      if (read > newestRead) {
        newestRead = read;
        snapshot = { readAt, incidents, scheduled };
      }
    } catch (error) {
      logger.error({ err: error }, 'the banner could not be read from the database');
    }
  }

  function current(): ServedBanner {
    const at = now();
    if (served === null || served.snapshot !== snapshot || at.getTime() > served.until) {
      const { diagnosisDeadlineSeconds } = options;
      served = {
        snapshot,
        until: nextChange(snapshot, at, diagnosisDeadlineSeconds),
        banner: serve(bannerState(snapshot, at, diagnosisDeadlineSeconds)),
      };
    }
    return served.banner;
  }

  return {
    current,
    refresh,
    start() {
      timer = setInterval(() => void refresh(), rereadMs);
      timer.unref();
    },
    stop() {
      if (timer !== null) {
        clearInterval(timer);
      }
    },
  };
}

function serve(banner: Banner): ServedBanner {
  const body = JSON.stringify(banner);
  const publicBody = JSON.stringify({ version: banner.version, state: banner.state, since: banner.since });
  return {
    state: banner.state,
    since: banner.since,
    body,
    etag: etagOf(body),
    publicBody,
    publicEtag: etagOf(publicBody),
  };
}

function etagOf(body: string): string {
  return `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
}

async function readOpenIncidents(
  db: Database,
  runUrl: (runId: string) => string | null
): Promise<BannerSnapshot['incidents']> {
  const rows = await db
    .select({ incident: incidents, run: runs })
    .from(incidents)
    .innerJoin(runs, eq(runs.id, incidents.lastRunId))
    .where(isNull(incidents.resolvedAt))
    .orderBy(incidents.openedAt, incidents.id);
  return rows.flatMap(({ incident, run }) =>
    incident.state === 'resolved'
      ? []
      : [
          {
            incidentId: incident.id,
            test: incident.test,
            environment: incident.environment,
            state: incident.state,
            openedAt: incident.openedAt,
            actionRequiredSince: incident.actionRequiredSince,
            redeployedAt: incident.redeployedAt,
            // The figures are the last run's, so the reason is too, where it has one.
            reason: run.actionRequiredReason ?? incident.actionRequiredReason,
            run: {
              id: run.id,
              date: (run.startedAt ?? run.announcedAt).toISOString(),
              verdict: run.verdict ?? 'inconclusive',
              ...pickFigures(bannerFiguresSchema, run),
              responseTimesMissing: responseTimesMissing(run.reasons ?? []),
              diagnosis: run.diagnosis?.text ?? null,
              url: runUrl(run.id),
            },
          },
        ]
  );
}
