import { z } from 'zod';
import type { Consumer, SecretFiles } from './files';
import { accepts, ask, ServiceError, type Service } from './http';

export interface InfluxSettings {
  readonly url: string;
  readonly org: string;
  readonly bucket: string;
  readonly resultsBucket: string;
  /** How long raw samples are kept, in days; 0 keeps them for ever. Results are kept for ever. */
  readonly retentionDays: number;
}

const orgs = z.object({ orgs: z.array(z.object({ id: z.string() })) });
const rules = z.array(z.object({ type: z.string(), everySeconds: z.number() }));
const bucketSchema = z.object({ id: z.string(), name: z.string(), retentionRules: rules.default([]) });
const buckets = z.object({ buckets: z.array(bucketSchema) });
const authorization = z.object({ token: z.string().min(1) });

/**
 * Makes the two buckets and one token for each that reads or writes them, with no more rights than it needs
 * (docs.influxdata.com/influxdb/v2/api: buckets, authorizations). What is there and works stays as it is.
 */
export async function prepareInfluxdb(files: SecretFiles, settings: InfluxSettings): Promise<void> {
  const adminToken = await files.read('influxdb', 'admin-token');
  const influxdb: Service = { name: 'InfluxDB', url: settings.url, authorization: `Token ${adminToken ?? ''}` };
  const found = await ask(influxdb, orgs, `/api/v2/orgs?org=${encodeURIComponent(settings.org)}`);
  const orgId = found.orgs[0]?.id;
  if (orgId === undefined) {
    throw new Error(`InfluxDB has no organisation ${settings.org}; it was set up with another one`);
  }
  const samples = await bucket(influxdb, orgId, settings.bucket, settings.retentionDays * 86_400);
  const results = await bucket(influxdb, orgId, settings.resultsBucket, 0);
  const may = (action: 'read' | 'write', id: string) => ({ action, resource: { type: 'buckets', id, orgID: orgId } });

  const token = async (of: Consumer, name: string, permissions: ReadonlyArray<ReturnType<typeof may>>) => {
    const kept = await files.read(of, name);
    if (kept !== null && (await accepts({ ...influxdb, authorization: `Token ${kept}` }, '/api/v2/buckets?limit=1'))) {
      return;
    }
    const made = await ask(influxdb, authorization, '/api/v2/authorizations', {
      method: 'POST',
      body: { orgID: orgId, description: `load test monitoring: ${of}`, permissions },
    });
    await files.write(of, name, made.token);
  };
  await token('sidecar', 'influx-token', [
    may('read', samples),
    may('write', samples),
    may('read', results),
    may('write', results),
  ]);
  await token('grafana', 'grafana-influx-token', [may('read', samples), may('read', results)]);
  await token('k6', 'influx-token', [may('write', samples)]);
}

/** @returns its id. */
async function bucket(influxdb: Service, orgId: string, name: string, seconds: number): Promise<string> {
  const path = `/api/v2/buckets?orgID=${orgId}&name=${encodeURIComponent(name)}`;
  const found = await ask(influxdb, buckets, path).catch((error: unknown) => {
    if (error instanceof ServiceError && error.status === 404) {
      return { buckets: [] };
    }
    throw error;
  });
  const existing = found.buckets.find((each) => each.name === name);
  const retentionRules = seconds === 0 ? [] : [{ type: 'expire', everySeconds: seconds }];
  if (existing === undefined) {
    const body = { orgID: orgId, name, retentionRules };
    return (await ask(influxdb, bucketSchema, '/api/v2/buckets', { method: 'POST', body })).id;
  }
  if ((existing.retentionRules[0]?.everySeconds ?? 0) !== seconds) {
    await ask(influxdb, bucketSchema, `/api/v2/buckets/${existing.id}`, { method: 'PATCH', body: { retentionRules } });
  }
  return existing.id;
}
