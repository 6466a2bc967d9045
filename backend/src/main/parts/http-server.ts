import type { Logger } from 'pino';
import type { ApiKeyDirectory } from '../../access';
import {
  annotationRoutes,
  apiExamples,
  bannerRoutes,
  eventRoutes,
  gateRoutes,
  type GateRoutesOptions,
  incidentRoutes,
  ingestRoutes,
  pageRoutes,
  remediationRoutes,
  runOperateRoutes,
  runReadRoutes,
  runReportRoutes,
  slackRoutes,
  statusRoutes,
  testRoutes,
  webhookRoutes,
  type AnnotationRoutesOptions,
  type BannerRoutesOptions,
  type EventRoutesOptions,
  type IncidentRoutesOptions,
  type PageRoutesOptions,
  type RemediationRoutesOptions,
  type RunOperateOptions,
  type RunReadOptions,
  type RunReportOptions,
  type SlackRoutesOptions,
  type StatusRoutesOptions,
  type TestRoutesOptions,
  type WebhookRoutesOptions,
} from '../../api';
import type { RunAlertTeller } from '../../alerts';
import type { Config } from '../../config';
import type { OpenDatabase } from '../../db';
import { buildHttp, createMetricsRegistry, type HttpApp, type HttpOptions } from '../../http';
import type { Breakers } from '../../lib/outbound/breaker';
import { createEndpointReader, type LoopMetrics, type NameGuard, registerLoopMetrics, withBreaker } from '../../loop';
import type { EmbeddedStore } from '../../metrics';
import type { MetricsStore } from '../../model/figures';
import { version } from '../../lib/version';
import { createK6Check } from './start-checks';

export interface HttpServerOptions {
  readonly config: Config;
  readonly logger: Logger;
  readonly database: OpenDatabase;
  readonly store: MetricsStore;
  /** Null: k6 writes to InfluxDB itself. */
  readonly embedded: EmbeddedStore | null;
  readonly apiKeys: ApiKeyDirectory;
  readonly breakers: Breakers;
  readonly teller: RunAlertTeller;
  readonly nameGuard: NameGuard;
  readonly expected: LoopMetrics['expected'];
  readonly runs: Omit<
    RunReportOptions & RunReadOptions & RunOperateOptions,
    'db' | 'store' | 'endpointReader' | 'progress'
  >;
  readonly tests: TestRoutesOptions;
  readonly gates: GateRoutesOptions;
  readonly webhooks: Pick<WebhookRoutesOptions, 'now' | 'take'>;
  readonly incidents: Omit<IncidentRoutesOptions, 'db'>;
  readonly remediation: Omit<RemediationRoutesOptions, 'db'>;
  readonly changes: EventRoutesOptions['changes'];
  readonly progress: EventRoutesOptions['progress'] & RunReadOptions['progress'];
  readonly slack: Omit<SlackRoutesOptions, 'channel'>;
  readonly annotations: Omit<AnnotationRoutesOptions, 'db'>;
  readonly runner: StatusRoutesOptions['runner'];
  readonly banner: Pick<BannerRoutesOptions, 'source' | 'runUrl'>;
  /** Address of a run in Grafana; null where Grafana's is not known. */
  readonly inGrafana: PageRoutesOptions['inGrafana'];
  readonly http: Pick<HttpOptions, 'limits' | 'timings'> | undefined;
  /** Why the catalogue's file cannot be used as it is now; null while it can. */
  readonly catalogueProblem: () => string | null;
  /** What k6 cannot read of the catalogue's scripts; null where nothing is known against them. */
  readonly scriptsProblem: () => string | null;
}

/** A check fails with the reason. */
function refuse(problem: string | null): void {
  if (problem !== null) {
    throw new Error(problem);
  }
}

/** The shell with every route of the sidecar; it does not listen yet. */
export async function createHttpServer(options: HttpServerOptions): Promise<HttpApp> {
  const { config, logger, database, store, embedded, breakers, teller } = options;
  const { db } = database;
  const registry = createMetricsRegistry();
  registerLoopMetrics(registry, {
    db,
    breakers,
    nameValues: () => options.nameGuard.values(),
    expected: options.expected,
  });
  const app = await buildHttp({
    config,
    logger,
    apiKeys: options.apiKeys,
    version,
    examples: apiExamples,
    registry,
    readiness: [
      { name: 'database', check: () => database.check(), required: true },
      { name: 'metricStore', check: () => store.check(), required: false },
      { name: 'catalogue', check: async () => refuse(options.catalogueProblem()), required: false },
      { name: 'scripts', check: async () => refuse(options.scriptsProblem()), required: false },
      { name: 'k6', check: createK6Check(config.k6Bin), required: false },
      ...(config.runAlerts === 'grafana'
        ? [{ name: 'grafanaAlertRules', check: () => rulesTell(teller), required: false }]
        : []),
    ],
    notConfigured: Object.entries({
      slack: config.slack,
      vercel: config.vercel,
      model: config.diagnosis.anthropic,
      grafana: config.grafana.api,
    }).flatMap(([name, part]) => (part === null ? [name] : [])),
    ...options.http,
  });
  const { progress } = options;
  const reading = { store, breaker: breakers.metricStore, now: options.runs.now, logger };
  const runs = {
    ...options.runs,
    db,
    progress,
    store: withBreaker(store, breakers.metricStore),
    endpointReader: createEndpointReader(reading),
  };
  await app.register(runReportRoutes, runs);
  await app.register(runReadRoutes, runs);
  await app.register(runOperateRoutes, runs);
  await app.register(statusRoutes, {
    version,
    records: database.kind === 'embedded' ? 'embedded' : 'postgres',
    config,
    store,
    breakers,
    teller,
    storeWarning: () => options.nameGuard.warning(),
    runner: options.runner,
  });
  await app.register(slackRoutes, {
    ...options.slack,
    channel: config.slack?.kind === 'bot' ? config.slack.channel : null,
  });
  await app.register(annotationRoutes, { ...options.annotations, db });
  await app.register(testRoutes, options.tests);
  await app.register(gateRoutes, options.gates);
  await app.register(webhookRoutes, { ...options.webhooks, ...config.webhooks });
  await app.register(incidentRoutes, { ...options.incidents, db });
  await app.register(remediationRoutes, { ...options.remediation, db });
  await app.register(eventRoutes, { version, changes: options.changes, progress });
  await app.register(bannerRoutes, {
    ...options.banner,
    db,
    isPublic: config.banner.public,
    allowedOrigins: config.banner.allowedOrigins,
  });
  await app.register(pageRoutes, {
    ...runs,
    banner: options.banner.source,
    inGrafana: options.inGrafana,
    scriptProblemOf: options.tests.scriptProblemOf,
    config: config.http,
    version,
  });
  if (embedded !== null) {
    await app.register(ingestRoutes, { store: embedded });
  }
  return app;
}

async function rulesTell(teller: RunAlertTeller): Promise<void> {
  const current = teller.current();
  if (current.kind === 'sidecar') {
    throw new Error(current.reason ?? "Grafana's alert rules do not tell");
  }
}
