import { queryOptions } from '@tanstack/react-query';
import { _default, boolean, nullable, object, optional, type output, string } from 'zod/mini';
import { keys } from '../../api/live';
import { askSidecar } from '../../api/sidecar';
import { readTolerantly, type Tolerant } from '../../api/tolerant';

const integrationSchema = optional(object({ on: boolean(), detail: string() }));

const statusSchema = object({
  version: string(),
  records: string(),
  metricStore: object({
    kind: string(),
    reachable: boolean(),
    reason: nullable(string()),
    // Sidecars before 0.2 do not send it.
    warning: _default(nullable(string()), null),
  }),
  integrations: object({
    model: integrationSchema,
    slack: integrationSchema,
    vercel: integrationSchema,
    annotations: integrationSchema,
  }),
  remediationMode: string(),
  runAlerts: string(),
  runAlertsReason: nullable(string()),
});

type StatusFields = output<typeof statusSchema>;

/** What the sidecar is made of. Words of a newer one are shown as they are. */
export type Status = Tolerant<StatusFields>;
export type IntegrationName = keyof StatusFields['integrations'];
export type Integration = NonNullable<StatusFields['integrations'][IntegrationName]>;

/** Version and metric store tell a sidecar from anything else that answers; the rest may be missing. */
const otherwise: Partial<StatusFields> = {
  records: '',
  integrations: {},
  remediationMode: '',
  runAlerts: '',
  runAlertsReason: null,
};

export function readStatus(answer: unknown): Status {
  const status = readTolerantly(statusSchema, otherwise, answer);
  if (status === null) {
    throw new Error('it is no status of a sidecar');
  }
  return status;
}

/** Versions, parts and integrations of the sidecar, as they are now. */
export const statusQuery = () =>
  queryOptions({
    queryKey: keys.status,
    queryFn: ({ signal }) => askSidecar('getStatus', readStatus, { request: [], signal }),
  });
