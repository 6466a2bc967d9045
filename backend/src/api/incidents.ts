import { z } from 'zod';
import type { Database, Tx } from '../db';
import { notFound, type HttpApp } from '../http';
import { flag } from './flag';
import { storableText, wholeNumberText } from '../lib/storable';
import { testNameSchema } from '../model/protocol';
import { incidentStates } from '../model/incident';
import {
  acknowledgeIncident,
  closeIncident,
  type IncidentRow,
  incidentWithTimeline,
  listIncidents,
  type IncidentWithTimeline,
} from '../incidents';
import type { PersonTeller } from '../loop';

const instant = z.iso.datetime();

const incidentSchema = z.object({
  id: z.string(),
  test: z.string(),
  environment: z.string(),
  state: z.enum(incidentStates),
  openedAt: instant,
  openedByRunId: z.string(),
  lastRunId: z.string(),
  actionRequiredSince: instant.nullable(),
  actionRequiredReason: z.string().nullable(),
  acknowledgedAt: instant.nullable().describe('When somebody said first that they have seen it; null: nobody has'),
  acknowledgedBy: z.string().nullable().describe('Who said so'),
  redeployedAt: instant.nullable().describe('When Vercel confirmed the redeploy'),
  resolvedAt: instant.nullable(),
  resolvedByRunId: z.string().nullable(),
  timeline: z.array(
    z.object({
      at: instant,
      kind: z.string(),
      text: z.string(),
      runId: z.string().nullable(),
      actor: z.string().nullable().describe('Who did it; null: the sidecar'),
    })
  ),
});
z.globalRegistry.add(incidentSchema, { id: 'Incident' });

/** The path of everything about one incident. */
const incidentParams = z.object({
  id: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, 'letters, digits, ".", "_" and "-", at most 100 characters')
    .describe('Id of the incident'),
});

/** What the routes of incidents work on. */
export interface IncidentRoutesOptions {
  readonly db: Database;
  readonly now: () => Date;
  readonly teller: PersonTeller;
  /** An incident has changed and that is committed. */
  readonly onChange: () => Promise<void>;
}

/** Incidents with their timelines. */
export async function incidentRoutes(app: HttpApp, options: IncidentRoutesOptions): Promise<void> {
  list(app, options);
  detail(app, options);
  acknowledge(app, options);
  close(app, options);
}

function list(app: HttpApp, { db }: IncidentRoutesOptions): void {
  app.get(
    '/api/v1/incidents',
    {
      config: { scope: 'read' },
      schema: {
        tags: ['incidents'],
        operationId: 'listIncidents',
        summary: 'Incidents, newest first',
        querystring: z.strictObject({
          open: flag.optional().describe('True: only open ones; false: only resolved or closed ones'),
          test: testNameSchema.optional().describe('Name of the load test'),
          limit: wholeNumberText(1, 200).default(50).describe('Incidents at most'),
        }),
        response: { 200: z.object({ incidents: z.array(incidentSchema) }).describe('Incidents with their timelines') },
      },
    },
    async (request) => {
      const { limit, ...filter } = request.query;
      return { incidents: (await listIncidents(db, filter, limit)).map(incidentView) };
    }
  );
}

function detail(app: HttpApp, { db }: IncidentRoutesOptions): void {
  app.get(
    '/api/v1/incidents/:id',
    {
      config: { scope: 'read' },
      schema: {
        tags: ['incidents'],
        operationId: 'getIncident',
        summary: 'One incident with its timeline',
        params: incidentParams,
        response: { 200: incidentSchema.describe('The incident') },
        problems: { 404: 'There is no such incident' },
      },
    },
    async (request) => incidentView(existing(await incidentWithTimeline(db, request.params.id), request.params.id))
  );
}

function acknowledge(app: HttpApp, { db, now, teller, onChange }: IncidentRoutesOptions): void {
  app.post(
    '/api/v1/incidents/:id/acknowledge',
    {
      config: { scope: 'operate' },
      schema: {
        tags: ['incidents'],
        operationId: 'acknowledgeIncident',
        summary: 'Say that somebody has seen the incident',
        description:
          'Goes into the timeline with who did it. State and banner stay as they are: only a passed run resolves an ' +
          'incident. Of an incident that is acknowledged already nothing changes.',
        params: incidentParams,
        body: z.strictObject({ comment: storableText(500).optional().describe('For the timeline') }),
        response: { 200: incidentSchema.describe('The incident, acknowledged') },
        problems: { 404: 'There is no such incident', 409: 'The incident is resolved or closed' },
      },
    },
    async (request) => {
      const { id } = request.params;
      const comment = request.body.comment?.trim() ?? '';
      const said = comment === '' ? null : comment;
      const by = request.actor?.label ?? 'unknown';
      const did = await acknowledgeIncident(db, id, { by, at: now(), comment: said }, (tx, incident) =>
        teller.acknowledged(tx, incident, { by, said })
      );
      if (did === 'acknowledged') {
        await onChange();
      }
      return incidentView(existing(await incidentWithTimeline(db, id), id));
    }
  );
}

function close(app: HttpApp, { db, now, teller, onChange }: IncidentRoutesOptions): void {
  app.post(
    '/api/v1/incidents/:id/close',
    {
      config: { scope: 'operate' },
      schema: {
        tags: ['incidents'],
        operationId: 'closeIncident',
        summary: 'Close an incident that no run will resolve',
        description:
          'For a load test that has left the catalogue, or a failure that was none. The banner is gone with it; who ' +
          'closed it and why stays in the timeline and goes to Slack, and the next failed run opens another incident. Only one that needs ' +
          'a person can be closed.',
        params: incidentParams,
        body: z.strictObject({
          reason: storableText(500)
            .refine((reason) => reason.trim().length >= 3, 'at least 3 characters that say why')
            .describe('Why, for the timeline'),
        }),
        response: { 200: incidentSchema.describe('The incident, closed') },
        problems: {
          404: 'There is no such incident',
          409: 'The incident has ended, or is still being diagnosed or remediated',
        },
      },
    },
    async (request) => {
      const { id } = request.params;
      const reason = request.body.reason.trim();
      const by = request.actor?.label ?? 'unknown';
      const tell = (tx: Tx, incident: IncidentRow) => teller.closed(tx, incident, { by, said: reason });
      if (await closeIncident(db, id, { by, at: now(), reason }, tell)) {
        await onChange();
      }
      return incidentView(existing(await incidentWithTimeline(db, id), id));
    }
  );
}

/** @throws Problem 404 where there is no such incident. */
function existing(found: IncidentWithTimeline | null, id: string): IncidentWithTimeline {
  if (found === null) {
    throw notFound(`There is no incident "${id}".`);
  }
  return found;
}

function incidentView({ incident, events }: IncidentWithTimeline): z.infer<typeof incidentSchema> {
  return {
    id: incident.id,
    test: incident.test,
    environment: incident.environment,
    state: incident.state,
    openedAt: incident.openedAt.toISOString(),
    openedByRunId: incident.openedByRunId,
    lastRunId: incident.lastRunId,
    actionRequiredSince: incident.actionRequiredSince?.toISOString() ?? null,
    actionRequiredReason: incident.actionRequiredReason,
    acknowledgedAt: incident.acknowledgedAt?.toISOString() ?? null,
    acknowledgedBy: incident.acknowledgedBy,
    redeployedAt: incident.redeployedAt?.toISOString() ?? null,
    resolvedAt: incident.resolvedAt?.toISOString() ?? null,
    resolvedByRunId: incident.resolvedByRunId,
    timeline: events.map((event) => ({
      at: event.at.toISOString(),
      kind: event.kind,
      text: event.text,
      runId: event.runId,
      actor: event.actor,
    })),
  };
}
