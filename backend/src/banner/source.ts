import { isOpenState } from '../model/incident';
import { eq, isNull } from 'drizzle-orm';
import type { Logger } from 'pino';
import type { Database } from '../db';
import { incidents } from '../incidents';
import { entityTag } from '../lib/entity-tag';
import { readFreshness, runs } from '../runs';
import { pickFigures } from '../model/figures';
import type { Catalogue } from '../model/load-test';
import { responseTimesMissing } from '../model/verdict';
import {
  type Banner,
  bannerFiguresSchema,
  type BannerSnapshot,
  bannerState,
  knownEnvironments,
  nextChange,
} from './state';

/** The banner as bytes, of one environment or of all. */
export interface ServedBanner {
  readonly banner: Banner;
  readonly state: Banner['state'];
  readonly since: string | null;
  readonly body: string;
  readonly etag: string;
  /** The public form: state, since and staleAt only. */
  readonly publicBody: string;
  readonly publicEtag: string;
}

export interface BannerSource {
  /** By the clock, from the last read: of this environment, or of all. */
  current(environment?: string): ServedBanner;
  /** Reads the database now; callers do so after they have committed a change. */
  refresh(): Promise<void>;
  start(): void;
  stop(): void;
}

/** Bodies of so many environments are kept; those of more are made at each request. */
const keptEnvironments = 50;

/** Every sidecar re-reads this often, so that another one's change shows everywhere. */
const rereadMs = 5000;

/** Holds the last good read of the open incidents; the state is derived from it and the clock at each request. */
export function createBannerSource(options: {
  readonly db: Database;
  /** Rejects while nothing can be stored: what is then read says nothing about what has happened since. Default: never. */
  readonly canStore?: () => Promise<void>;
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
    /** By environment; null: of all. */
    readonly banners: Map<string | null, ServedBanner>;
  } | null = null;
  let timer: NodeJS.Timeout | null = null;
  let reads = 0;
  let isTold = false;
  let newestRead = 0;

  async function refresh(): Promise<void> {
    const read = ++reads;
    const readAt = now();
    try {
      await options.canStore?.();
      const incidents = await readOpenIncidents(db, options.runUrl);
      const tests = [...options.catalogue().tests.values()];
      const freshness = await readFreshness(db, tests);
      const scheduled = tests.flatMap(({ name, environment }) => {
        const each = freshness.get(name);
        return each === undefined ? [] : [{ test: name, environment, ...each }];
      });
      const environments = tests.map(({ environment }) => environment);
      // Reads can overtake each other; an older one must not hide what a newer one has seen.
      if (read > newestRead) {
        newestRead = read;
        snapshot = { readAt, environments, incidents, scheduled };
      }
      if (isTold) {
        isTold = false;
        logger.info('the banner can be read from the database again');
      }
    } catch (error) {
      if (!isTold) {
        isTold = true;
        logger.error({ err: error }, 'the banner could not be read from the database');
      }
    }
  }

  function current(asked?: string): ServedBanner {
    const environment = asked ?? null;
    const at = now();
    const { diagnosisDeadlineSeconds } = options;
    if (served === null || served.snapshot !== snapshot || at.getTime() > served.until) {
      served = { snapshot, until: nextChange(snapshot, at, diagnosisDeadlineSeconds), banners: new Map() };
    }
    const kept = served.banners.get(environment);
    if (kept !== undefined) {
      return kept;
    }
    const banner = serve(bannerState(snapshot, at, diagnosisDeadlineSeconds, environment));
    if (isWorthKeeping(environment, served.banners.size)) {
      served.banners.set(environment, banner);
    }
    return banner;
  }

  /** Whoever makes up environments fills no memory with them. */
  function isWorthKeeping(environment: string | null, kept: number): boolean {
    const isKnown = environment === null || (snapshot !== null && knownEnvironments(snapshot).has(environment));
    return isKnown && kept < keptEnvironments;
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
  const publicBody = JSON.stringify({
    version: banner.version,
    state: banner.state,
    since: banner.since,
    staleAt: banner.staleAt,
  });
  return {
    banner,
    state: banner.state,
    since: banner.since,
    body,
    etag: entityTag(body),
    publicBody,
    publicEtag: entityTag(publicBody),
  };
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
    !isOpenState(incident.state)
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
              why: run.reasons?.[0]?.text ?? null,
              url: runUrl(run.id),
            },
          },
        ]
  );
}
