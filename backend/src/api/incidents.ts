import { z } from 'zod';
import type { Database, Tx } from '../db';
import { notFound, type HttpApp } from '../http';
import { flag } from './flag';
import { storableText, wholeNumberText } from '../lib/storable';
import { testNameSchema } from '../model/protocol';
import { incidentStates } from '../model/incident';
import { deploymentStates, memberOutcomes, remediationStates } from '../model/remediation';
import {
  acknowledgeIncident,
  closeIncident,
  type IncidentRow,
  incidentWithTimeline,
  listIncidents,
  type IncidentWithTimeline,
  rejectRedeploy,
} from '../incidents';
import type { PersonTeller, RedeployApprover } from '../loop';
import { type Membership, membershipsOf } from '../remediation';
import { personReasonSchema } from './person-reason';

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
  redeploy: z
    .object({
      canBeApproved: z.boolean().describe('A person may have it redeployed, as far as the records tell'),
      approvedBy: z
        .string()
        .nullable()
        .describe('The person who has approved its redeploy; null: nobody had to, or has'),
      rejectedBy: z.string().nullable().describe('The person who has decided against one'),
      state: z.enum(remediationStates).nullable().describe('Of the redeploy; null: there is none'),
      deploymentId: z.string().nullable(),
      deploymentState: z.enum(deploymentStates).nullable().describe('What was last seen of that deployment'),
      liveAt: instant.nullable().describe('When it was seen in production'),
      verificationRunId: z.string().nullable().describe('The run that shows whether it helped'),
      outcome: z.enum(memberOutcomes).nullable().describe('Whether it did; null: not known yet'),
      reason: z.string().nullable().describe('Why it was not made, or is not known'),
    })
    .describe('The redeploy that was made for it, is being made, or may be'),
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

const reasonSchema = personReasonSchema.describe('Why, for the timeline');

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
  readonly approver: RedeployApprover;
  /** An incident has changed and that is committed. */
  readonly onChange: () => Promise<void>;
}

/** Incidents with their timelines. */
export async function incidentRoutes(app: HttpApp, options: IncidentRoutesOptions): Promise<void> {
  list(app, options);
  detail(app, options);
  acknowledge(app, options);
  approve(app, options);
  reject(app, options);
  close(app, options);
}

function list(app: HttpApp, options: IncidentRoutesOptions): void {
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
      return { incidents: await incidentViews(options, await listIncidents(options.db, filter, limit)) };
    }
  );
}

function detail(app: HttpApp, options: IncidentRoutesOptions): void {
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
    async (request) => shown(options, request.params.id)
  );
}

function acknowledge(app: HttpApp, options: IncidentRoutesOptions): void {
  const { db, now, teller, onChange } = options;
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
      return shown(options, id);
    }
  );
}

function approve(app: HttpApp, options: IncidentRoutesOptions): void {
  app.post(
    '/api/v1/incidents/:id/approve',
    {
      config: { scope: 'operate' },
      schema: {
        tags: ['incidents'],
        operationId: 'approveRedeploy',
        summary: 'Approve a redeploy of the incident',
        description:
          'For a failure that is auto-fixable and was not redeployed by itself, within 24 hours of its newest failed run. Every other ' +
          'guard is looked at now and once more before the deployment is asked for. The incident goes on needing a person, and the ' +
          'banner stays, until a run has passed.',
        params: incidentParams,
        body: z.strictObject({}),
        response: { 200: incidentSchema.describe('The incident; its redeploy is planned') },
        problems: {
          404: 'There is no such incident',
          409: 'The incident has ended, or a guard refuses; `detail` says which one',
        },
      },
    },
    async (request) => {
      const { id } = request.params;
      const by = request.actor?.label ?? 'unknown';
      if (await options.approver.approve(id, by)) {
        request.log.info({ incidentId: id, by }, 'a person has approved a redeploy');
        await options.onChange();
      }
      return shown(options, id);
    }
  );
}

function reject(app: HttpApp, options: IncidentRoutesOptions): void {
  const { db, now, onChange } = options;
  app.post(
    '/api/v1/incidents/:id/reject',
    {
      config: { scope: 'operate' },
      schema: {
        tags: ['incidents'],
        operationId: 'rejectRedeploy',
        summary: 'Decide against a redeploy of the incident',
        description:
          'Nobody can approve one any more; the incident goes on needing a person. Said again, nothing changes.',
        params: incidentParams,
        body: z.strictObject({ reason: reasonSchema }),
        response: { 200: incidentSchema.describe('The incident, which is not redeployed') },
        problems: { 404: 'There is no such incident', 409: 'The incident has ended, or has had its redeploy' },
      },
    },
    async (request) => {
      const { id } = request.params;
      const by = request.actor?.label ?? 'unknown';
      if ((await rejectRedeploy(db, id, { by, at: now(), reason: request.body.reason.trim() })) === true) {
        await onChange();
      }
      return shown(options, id);
    }
  );
}

function close(app: HttpApp, options: IncidentRoutesOptions): void {
  const { db, now, teller, onChange } = options;
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
        body: z.strictObject({ reason: reasonSchema }),
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
      return shown(options, id);
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

async function shown(options: IncidentRoutesOptions, id: string): Promise<z.infer<typeof incidentSchema>> {
  const found = existing(await incidentWithTimeline(options.db, id), id);
  const [view] = await incidentViews(options, [found]);
  return view ?? incidentView(found, null, false);
}

async function incidentViews(
  { db, approver }: IncidentRoutesOptions,
  found: readonly IncidentWithTimeline[]
): Promise<Array<z.infer<typeof incidentSchema>>> {
  const memberships = await membershipsOf(
    db,
    found.map(({ incident }) => incident.id)
  );
  return Promise.all(
    found.map(async (each) => {
      const canBeApproved = await approver.canBeApproved(each.incident);
      return incidentView(each, memberships.get(each.incident.id) ?? null, canBeApproved);
    })
  );
}

function redeployView(
  membership: Membership | null,
  { redeployRejectedBy: rejectedBy }: IncidentRow,
  canBeApproved: boolean
): z.infer<typeof incidentSchema>['redeploy'] {
  const { remediation = null, member = null } = membership ?? {};
  return {
    canBeApproved,
    approvedBy: remediation?.approvedBy ?? null,
    rejectedBy,
    state: remediation?.state ?? null,
    deploymentId: remediation?.deploymentId ?? null,
    deploymentState: remediation?.deploymentState ?? null,
    liveAt: remediation?.liveAt?.toISOString() ?? null,
    verificationRunId: member?.verificationRunId ?? null,
    outcome: member?.outcome ?? null,
    reason: remediation?.reason ?? null,
  };
}

function incidentView(
  { incident, events }: IncidentWithTimeline,
  membership: Membership | null,
  canBeApproved: boolean
): z.infer<typeof incidentSchema> {
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
    redeploy: redeployView(membership, incident, canBeApproved),
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
