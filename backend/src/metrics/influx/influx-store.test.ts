import { randomUUID } from 'node:crypto';
import { flux } from '@influxdata/influxdb-client';
import { describeWith, realPart } from '../../testing/real-parts';
import { MetricsStoreError, ResultsBucketMissingError } from '../../model/figures';
import { metricsStoreContract } from '../testing/contract';
import type { StoreUnderTest } from '../testing/expected-figures';
import { connect, forEachRow, type InfluxConnection } from './flux-client';
import { createInfluxStore } from './influx-store';

const org = 'loadtests';
const token = realPart('TEST_INFLUX_TOKEN') ?? '';

describeWith(['TEST_INFLUX_URL', 'TEST_INFLUX_TOKEN'], 'the metric store in InfluxDB 2', () => {
  const url = realPart('TEST_INFLUX_URL') ?? '';

  metricsStoreContract({ equalPoints: 'overwritten' }, async () => {
    const bucket = await createBucket(url);
    const resultsBucket = await createBucket(url);
    const under = storeUnderTest({ url, token, org }, bucket.name, resultsBucket.name);
    return {
      ...under,
      k6Output: { url: `${url}/${bucket.name}`, env: { K6_INFLUXDB_USERNAME: 'any', K6_INFLUXDB_PASSWORD: token } },
      dispose: async () => {
        await under.store().close();
        await deleteBucket(url, bucket.id);
        await deleteBucket(url, resultsBucket.id);
      },
    };
  });

  it('calls a refused token and an unknown bucket final, and names no token', async () => {
    const options = { url, org, bucket: 'k6', resultsBucket: 'results' };
    const refused = createInfluxStore({ ...options, token: 'wrong-secret' }).check();
    await expect(refused).rejects.toMatchObject({ name: 'MetricsStoreError', retryable: false });
    await expect(refused).rejects.toThrow(/401/);
    await expect(refused).rejects.not.toThrow(/wrong-secret/);
    const unknown = createInfluxStore({ ...options, token, bucket: `no-${randomUUID()}` }).check();
    await expect(unknown).rejects.toMatchObject({ retryable: false });
    const point = { test: 't', environment: 'e', at: new Date(), fields: { a: 1 }, integerFields: [] };
    const result = createInfluxStore({ ...options, token, resultsBucket: `no-${randomUUID()}` }).writeResult(point);
    await expect(result).rejects.toMatchObject({ name: 'MetricsStoreError', retryable: false });
    await expect(result).rejects.toThrow(/is not in InfluxDB\. Create it, or set INFLUX_RESULTS_BUCKET/);
    await expect(result).rejects.toBeInstanceOf(ResultsBucketMissingError);
  });
});

describeWith(['TEST_INFLUX1_URL'], 'the metric store in InfluxDB 1 with Flux', () => {
  const url = realPart('TEST_INFLUX1_URL') ?? '';

  metricsStoreContract({ equalPoints: 'overwritten' }, async () => {
    const [bucket, results] = [`k6-${randomUUID()}`, `results-${randomUUID()}`];
    await influx1Query(url, `CREATE DATABASE "${bucket}"`);
    await influx1Query(url, `CREATE DATABASE "${results}"`);
    const under = storeUnderTest({ url }, bucket, results);
    return {
      ...under,
      k6Output: { url: `${url}/${bucket}`, env: {} },
      dispose: async () => {
        await influx1Query(url, `DROP DATABASE "${bucket}"`);
        await influx1Query(url, `DROP DATABASE "${results}"`);
      },
    };
  });
});

describe('an InfluxDB that is not there', () => {
  it('is worth another try', async () => {
    const store = createInfluxStore({ url: 'http://127.0.0.1:1', bucket: 'k6', resultsBucket: 'results' });
    const window = { runId: 'a', from: new Date(0), to: new Date(1) };
    await expect(store.figures(window)).rejects.toBeInstanceOf(MetricsStoreError);
    await expect(store.series(window)).rejects.toMatchObject({ retryable: true });
    const point = { test: 't', environment: 'e', at: new Date(), fields: { a: 1 }, integerFields: [] };
    await expect(store.writeResult(point)).rejects.toMatchObject({ retryable: true });
  });
});

function storeUnderTest(
  connection: InfluxConnection,
  bucket: string,
  resultsBucket: string
): Pick<StoreUnderTest, 'store' | 'write' | 'results'> {
  const store = createInfluxStore({ ...connection, bucket, resultsBucket });
  const headers: Record<string, string> =
    connection.token === undefined ? {} : { authorization: `Token ${connection.token}` };
  return {
    store: () => store,
    write: async (lines) => {
      const query = new URLSearchParams({ bucket, org, precision: 'ns' });
      const answer = await fetch(`${connection.url}/api/v2/write?${query}`, { method: 'POST', headers, body: lines });
      expect([answer.status, await answer.text()]).toEqual([204, '']);
    },
    results: async (test) => {
      const rows: Array<Record<string, unknown>> = [];
      const query = flux`from(bucket: ${resultsBucket}) |> range(start: 2026-01-01T00:00:00Z)
        |> filter(fn: (r) => r["_measurement"] == "load_test_run" and r["test"] == ${test})
        |> pivot(rowKey: ["_time"], columnKey: ["_field"], valueColumn: "_value")`;
      await forEachRow(connect(connection), connection.org ?? '', query, (row) => {
        const notFields = new Set(['_time', '_start', '_stop', '_measurement', 'result', 'table', 'test']);
        const fields = Object.entries(row).filter(([column]) => !notFields.has(column));
        rows.push({ at: new Date(String(row['_time'])).toISOString(), ...Object.fromEntries(fields) });
      });
      return rows.sort((a, b) => String(a['at']).localeCompare(String(b['at'])));
    },
  };
}

async function createBucket(url: string): Promise<{ readonly id: string; readonly name: string }> {
  const headers = { authorization: `Token ${token}` };
  const found = await fetch(`${url}/api/v2/orgs?org=${org}`, { headers });
  const { orgs } = (await found.json()) as { orgs: Array<{ id: string }> };
  const created = await fetch(`${url}/api/v2/buckets`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ orgID: orgs[0]?.id, name: `contract-${randomUUID()}`, retentionRules: [] }),
  });
  expect(created.status).toBe(201);
  return (await created.json()) as { id: string; name: string };
}

async function deleteBucket(url: string, id: string): Promise<void> {
  await fetch(`${url}/api/v2/buckets/${id}`, { method: 'DELETE', headers: { authorization: `Token ${token}` } });
}

async function influx1Query(url: string, statement: string): Promise<void> {
  const answer = await fetch(`${url}/query?${new URLSearchParams({ q: statement })}`, { method: 'POST' });
  expect(answer.status).toBe(200);
}
