import { z } from 'zod';
import { inTime } from '../lib/in-time';
import type { RunAlertTeller } from '../alerts';
import type { HttpApp } from '../http';
import type { Breakers } from '../lib/outbound/breaker';
import { askThrough } from '../loop';
import { type MetricsStore, MetricsStoreError } from '../model/figures';
import { integrationsOf, type IntegrationConfig } from './integrations';

const integrationSchema = z.object({
  on: z.boolean(),
  detail: z.string().describe('How it is set up, or why it is off and which variable turns it on: a sentence'),
});
z.globalRegistry.add(integrationSchema, { id: 'Integration' });

const statusSchema = z.object({
  version: z.string().describe('Version of the sidecar'),
  apiVersion: z.literal('v1'),
  records: z.enum(['embedded', 'postgres']),
  metricStore: z.object({
    kind: z.enum(['embedded', 'influxdb']),
    reachable: z.boolean(),
    reason: z.string().nullable().describe('Why it is not reachable; null while it is'),
    warning: z
      .string()
      .nullable()
      .describe('What will go wrong if nobody does something, and what; null where nothing'),
  }),
  integrations: z.object({
    model: integrationSchema,
    slack: integrationSchema,
    vercel: integrationSchema,
    annotations: integrationSchema,
  }),
  remediationMode: z.enum(['auto', 'approve', 'dry-run', 'off']),
  runAlerts: z.enum(['sidecar', 'grafana']).describe('Who tells about runs now'),
  runAlertsReason: z
    .string()
    .nullable()
    .describe('Why the sidecar tells although RUN_ALERTS is grafana; null where it is as configured'),
  runner: z
    .object({ running: z.number(), queued: z.number() })
    .describe("Runs that this sidecar's own runner holds; another sidecar has its own"),
});
z.globalRegistry.add(statusSchema, { id: 'Status' });

/** The longest that the answer waits for the metric store, in ms. */
const storeTimeoutMs = 3000;

export interface StatusRoutesOptions {
  readonly version: string;
  readonly records: 'embedded' | 'postgres';
  readonly config: IntegrationConfig;
  readonly store: Pick<MetricsStore, 'kind' | 'check'>;
  readonly breakers: Breakers;
  readonly teller: Pick<RunAlertTeller, 'current'>;
  readonly storeWarning: () => string | null;
  readonly runner: () => { readonly running: number; readonly queued: number };
  /** Default: 3 s. */
  readonly storeTimeoutMs?: number;
}

/** What this sidecar is made of, for whoever sets it up. Asks the metric store, and nobody else. */
export async function statusRoutes(app: HttpApp, options: StatusRoutesOptions): Promise<void> {
  const { config, breakers, teller } = options;
  const unreachable = storeWatch(options, (error) =>
    app.log.error({ err: error }, 'the metric store could not be asked')
  );
  app.get(
    '/api/v1/status',
    {
      config: { scope: 'read' },
      schema: {
        tags: ['operations'],
        operationId: 'getStatus',
        summary: 'Versions, parts and integrations of the sidecar',
        description: 'Answers without the records, so that it tells what is set up while they are away.',
        response: { 200: statusSchema.describe('The parts of this sidecar, and whether they are there') },
      },
    },
    async (_request, reply) => {
      const told = teller.current();
      const reason = await unreachable();
      void reply.header('cache-control', 'no-store');
      return {
        version: options.version,
        apiVersion: 'v1' as const,
        records: options.records,
        metricStore: { kind: options.store.kind, reachable: reason === null, reason, warning: options.storeWarning() },
        integrations: integrationsOf(config, breakers),
        remediationMode: config.remediation.mode,
        runAlerts: told.kind,
        runAlertsReason: told.kind === 'sidecar' ? told.reason : null,
        runner: options.runner(),
      };
    }
  );
}

/** Why the store is not reachable, or null. One question at a time: a store that hangs does not collect them. */
function storeWatch(
  { store, breakers, storeTimeoutMs: timeoutMs = storeTimeoutMs }: StatusRoutesOptions,
  onBug: (error: unknown) => void
): () => Promise<string | null> {
  let running: Promise<string | null> | null = null;

  const ask = (): Promise<string | null> =>
    askThrough(breakers.metricStore, () => store.check())
      .then(
        () => null,
        (error: unknown) => {
          if (error instanceof MetricsStoreError) {
            return error.message;
          }
          onBug(error);
          return 'It could not be asked; the log of the sidecar says why.';
        }
      )
      .finally(() => {
        running = null;
      });

  return () => inTime((running ??= ask()), timeoutMs, `It has not answered within ${timeoutMs / 1000} s.`);
}
