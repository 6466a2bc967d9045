import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import fastify from 'fastify';
import { ingestRoutes } from '../../api/ingest/ingest-routes';
import { metricsStoreContract } from '../testing/contract';
import { createEmbeddedStore, type EmbeddedStore } from './embedded-store';
import { databaseFile } from './schema';

describe('the embedded metric store', () => {
  metricsStoreContract({ equalPoints: 'kept' }, async () => {
    const directory = await mkdtemp(join(tmpdir(), 'metrics-'));
    let store: EmbeddedStore = await createEmbeddedStore({ directory });
    const app = fastify();
    await app.register(ingestRoutes, { store: { ingest: (body, precision) => store.ingest(body, precision) } });
    const url = await app.listen({ host: '127.0.0.1', port: 0 });
    return {
      store: () => store,
      write: async (lines) => {
        const { rejected } = await store.ingest(Buffer.from(lines), 'ns');
        expect(rejected).toEqual([]);
      },
      results: async (test) => {
        await store.close();
        const found = await readResults(join(directory, databaseFile), test);
        store = await createEmbeddedStore({ directory });
        return found;
      },
      k6Output: { url: `${url}/k6`, env: {} },
      dispose: async () => {
        await app.close();
        await store.close();
        await rm(directory, { recursive: true, force: true });
      },
    };
  });
});

async function readResults(file: string, test: string): Promise<Array<Record<string, unknown>>> {
  const instance = await DuckDBInstance.create(file);
  const connection = await instance.connect();
  const sql = 'SELECT at_ms::DOUBLE, environment, fields FROM results WHERE test = $test ORDER BY at_ms';
  const reader = await connection.runAndReadAll(sql, { test });
  const rows = reader.getRows().map(([at, environment, fields]) => ({
    at: new Date(Number(at)).toISOString(),
    environment,
    ...(JSON.parse(String(fields)) as Record<string, unknown>),
  }));
  connection.disconnectSync();
  instance.closeSync();
  return rows;
}
