import { z } from 'zod';
import { formatInstant } from '../lib/figures';
import { createClient } from './client';
import type { CliContext } from './context';
import { sayerOf, writeJson } from './output';
import type { Connection } from './settings';
import { writeList } from './table';

const incidentSchema = z.looseObject({
  id: z.string(),
  test: z.string(),
  environment: z.string(),
  state: z.string(),
  openedAt: z.iso.datetime(),
  actionRequiredReason: z.string().nullable(),
  acknowledgedBy: z.string().nullable(),
});
type Incident = z.output<typeof incidentSchema>;

/** `loadtests incidents`: the open ones, newest first. */
export async function listIncidents(connection: Connection, context: CliContext): Promise<number> {
  const client = createClient(connection, context, 'read');
  const path = '/api/v1/incidents?open=true&limit=200';
  const schema = z.looseObject({ incidents: z.array(incidentSchema) });
  const { incidents } = await client.read(path, schema, 'the incidents cannot be listed');
  writeList(context, connection, {
    json: { incidents },
    items: incidents,
    empty: 'no incident is open',
    heads: ['SINCE', 'LOAD TEST', 'ENVIRONMENT', 'STATE', 'SEEN BY', 'INCIDENT'],
    row: ({ id, test, environment, state, openedAt, acknowledgedBy }) => [
      formatInstant(new Date(openedAt)),
      test,
      environment,
      state,
      acknowledgedBy ?? '-',
      id,
    ],
  });
  return 0;
}

/** `loadtests acknowledge`: somebody has seen it. */
export function acknowledgeIncident(
  connection: Connection,
  id: string,
  comment: string | undefined,
  context: CliContext
): Promise<number> {
  const what = `incident ${id} is not acknowledged`;
  return act(
    connection,
    { id, act: 'acknowledge', what, body: comment === undefined ? {} : { comment } },
    context,
    () => 'acknowledged; the banner stays until a run passes'
  );
}

/** `loadtests approve`: it is redeployed, if no guard refuses. */
export function approveRedeploy(connection: Connection, id: string, context: CliContext): Promise<number> {
  const what = `no redeploy of incident ${id} is approved`;
  return act(
    connection,
    { id, act: 'approve', what, body: {} },
    context,
    () => 'approved; the redeploy is under way, and the banner stays until a run has passed'
  );
}

/** `loadtests reject`: nobody can approve a redeploy of it any more. */
export function rejectRedeploy(
  connection: Connection,
  id: string,
  reason: string,
  context: CliContext
): Promise<number> {
  const what = `no redeploy of incident ${id} is rejected`;
  return act(
    connection,
    { id, act: 'reject', what, body: { reason } },
    context,
    () => 'rejected; the incident goes on needing a person'
  );
}

/** `loadtests close`: it ends, with a reason that stays in its timeline. */
export function closeIncident(
  connection: Connection,
  id: string,
  reason: string,
  context: CliContext
): Promise<number> {
  const what = `incident ${id} is not closed`;
  return act(
    connection,
    { id, act: 'close', what, body: { reason } },
    context,
    ({ test }) => `closed; the next failed run of ${test} opens another one`
  );
}

async function act(
  connection: Connection,
  { id, act, what, body }: { readonly id: string; readonly act: string; readonly what: string; readonly body: object },
  context: CliContext,
  words: (incident: Incident) => string
): Promise<number> {
  const client = createClient(connection, context, 'operate');
  const path = `/api/v1/incidents/${encodeURIComponent(id)}/${act}`;
  const incident = await client.request(path, incidentSchema, what, body);
  if (connection.json) {
    writeJson(context, incident);
  } else {
    sayerOf(context)(words(incident));
  }
  return 0;
}
