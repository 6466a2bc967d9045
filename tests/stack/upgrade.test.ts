import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../../backend/src/config';
import { createLogger } from '../../backend/src/http';
import { createSidecar } from '../../backend/src/main/sidecar';
import { createOwnDatabase } from '../../backend/src/testing/databases';
import {
  type EarlierRecords,
  keysOfRows,
  latestVersion,
  openEarlierEmbedded,
  openEarlierServer,
  storeRows,
  uncoveredColumns,
} from '../../backend/src/testing/earlier-records';
import { earlierRows } from '../../backend/src/testing/earlier-rows';
import { describeWith } from '../../backend/src/testing/real-parts';
import { writeCatalogue, type CatalogueFolder } from './catalogue';
import { sidecarEnvironment } from './sidecar';

/** Where the records of a test are. */
interface Place {
  readonly env: Readonly<Record<string, string>>;
  open(): Promise<EarlierRecords>;
  remove(): Promise<void>;
}

const prefixOf = (version: number) => `v${String(version).padStart(4, '0')}`;

function upgradesOf(newPlace: () => Promise<Place>): () => void {
  return () => {
    let catalogue: CatalogueFolder;
    let place: Place;
    let before: ReadonlySet<string>;
    let versions: readonly number[];
    let sidecar: StillSidecar;
    beforeAll(async () => {
      const latest = await latestVersion();
      versions = Array.from({ length: latest }, (_, version) => version);
      [place, catalogue] = await Promise.all([
        newPlace(),
        writeCatalogue(
          versions.map((version) => ({
            name: `${prefixOf(version)}-person`,
            script: 'passing.js',
            target: `http://${prefixOf(version)}-person.shop.example`,
          }))
        ),
      ]);
      const records = await place.open();
      // Those of each version go through exactly the migrations that came after it.
      for (const version of versions) {
        await records.migrateTo(version);
        await storeRows(records, earlierRows({ version, prefix: prefixOf(version), now: new Date() }));
      }
      before = await keysOfRows(records);
      await records.close();
      sidecar = await openStill(place, catalogue.file);
    }, 240_000);
    afterAll(async () => {
      await sidecar.close();
      await Promise.all([place.remove(), catalogue.remove()]);
    });

    const ids = (table: string) =>
      [...before].flatMap((key) => (key.startsWith(`${table} `) ? [key.slice(table.length + 1)] : [])).sort();

    it('are all read by the API, as the contract says', async () => {
      const listed: string[] = [];
      for (let cursor = ''; ;) {
        const page = await sidecar.get(`/api/v1/runs?limit=200${cursor}`);
        listed.push(...idsIn(page, 'runs'));
        if (typeof page['nextCursor'] !== 'string') {
          break;
        }
        cursor = `&cursor=${page['nextCursor']}`;
      }
      expect(listed.sort()).toEqual(ids('runs'));
      for (const version of versions) {
        const prefix = prefixOf(version);
        for (const run of ['queued-1', 'missed-1', 'redeploy-confirmed-1']) {
          expect(await sidecar.get(`/api/v1/runs/${prefix}-${run}`)).toMatchObject({ id: `${prefix}-${run}` });
        }
        expect(await sidecar.get(`/api/v1/runs/${prefix}-person-1`)).toMatchObject({
          storeCheck: { kind: 'compared', missingRequests: 6 },
          judgement: 1,
          endpoints: [expect.anything()],
          instances: [{ exitCode: 0, k6Summary: { requests: 600 } }],
        });
        expect((await sidecar.get(`/api/v1/runs/${prefix}-person-1/evidence`))['facts']).toHaveLength(1);
        expect(await sidecar.statusOf(`/api/v1/runs/${prefix}-resolved-2/verdict`)).toBe(200);
      }
    }, 180_000);

    it('can be acted on by people, and are on the banner', async () => {
      for (const version of versions) {
        const path = `/api/v1/incidents/incident-${prefixOf(version)}-person`;
        // No Vercel is configured: it says so, and nothing worse.
        expect(await sidecar.post(`${path}/approve`, {})).toBe(409);
        expect(await sidecar.post(`${path}/acknowledge`, {})).toBe(200);
      }
      const banner = await sidecar.get('/api/v1/banner');
      expect(banner).toMatchObject({ state: 'action_required' });
      expect(JSON.stringify(banner)).toContain(prefixOf(0));
      for (const version of versions) {
        const path = `/api/v1/incidents/incident-${prefixOf(version)}-person`;
        expect(await sidecar.post(`${path}/close`, { reason: 'mended' })).toBe(200);
      }
    }, 180_000);

    it('are shown by results, load tests, status and pages', async () => {
      await sidecar.get('/api/v1/banner/results');
      expect((await sidecar.get('/api/v1/tests'))['tests']).toHaveLength(versions.length);
      await sidecar.get('/api/v1/status');
      await sidecar.get('/api/v1/remediation/switch');
      // Of all versions together they are more than one answer holds.
      const [open, over] = await Promise.all(
        [true, false].map((isOpen) => sidecar.get(`/api/v1/incidents?limit=200&open=${isOpen}`))
      );
      expect([...idsIn(open ?? {}, 'incidents'), ...idsIn(over ?? {}, 'incidents')].sort()).toEqual(ids('incidents'));
      for (const page of ['/', ...versions.map((version) => `/runs/${prefixOf(version)}-person-1`)]) {
        expect([page, await sidecar.statusOf(page)]).toEqual([page, 200]);
      }
    }, 180_000);

    it('are all there, and every table and column has been thought of', async () => {
      await sidecar.close();
      expect(sidecar.errors()).toEqual([]);
      const records = await place.open();
      const after = await keysOfRows(records);
      expect([...before].filter((key) => !after.has(key))).toEqual([]);
      expect(ids('effects').length).toBeGreaterThan(20 * versions.length);
      const rows = earlierRows({ version: versions.length, prefix: 'any', now: new Date() });
      expect(await uncoveredColumns(records, rows)).toEqual([]);
      await records.close();
    }, 180_000);
  };
}

function idsIn(body: Readonly<Record<string, unknown>>, key: string): string[] {
  return (body[key] as ReadonlyArray<{ readonly id: string }>).map(({ id }) => id);
}

/** A sidecar that neither listens nor works. */
interface StillSidecar {
  /** Expects a 200. */
  get(path: string): Promise<Readonly<Record<string, unknown>>>;
  statusOf(path: string): Promise<number>;
  post(path: string, body: object): Promise<number>;
  errors(): readonly string[];
  close(): Promise<void>;
}

async function openStill(place: Place, catalogueFile: string): Promise<StillSidecar> {
  const { env, keys } = sidecarEnvironment({ catalogueFile, dataDir: '', env: { ...place.env, K6_BIN: '/no/k6' } });
  const config = loadConfig(env);
  let log = '';
  const logger = createLogger({ level: 'error', secrets: [], destination: { write: (line) => void (log += line) } });
  const { app, phases } = await createSidecar({ config, logger });
  await app.ready();
  let isClosed = false;
  const keyFor = (path: string) => (path.startsWith('/api/v1/banner') ? keys.banner : keys.person);
  const ask = (method: 'GET' | 'POST', path: string, body?: object) =>
    app.inject({
      method,
      url: path,
      headers: { authorization: `Bearer ${keyFor(path)}`, host: '127.0.0.1' },
      ...(body && { payload: body }),
    });
  return {
    async get(path) {
      const answer = await ask('GET', path);
      if (answer.statusCode !== 200) {
        throw new Error(`${path} answered ${answer.statusCode}: ${answer.body}\n${log}`);
      }
      return answer.json<Record<string, unknown>>();
    },
    statusOf: async (path) => (await ask('GET', path)).statusCode,
    post: async (path, body) => (await ask('POST', path, body)).statusCode,
    errors: () => log.split('\n').filter((line) => line !== ''),
    async close() {
      if (!isClosed) {
        isClosed = true;
        for (const phase of phases) {
          await phase.run(new AbortController().signal, 10_000);
        }
      }
    },
  };
}

describe(
  'records of every earlier version, on PGlite',
  upgradesOf(async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'upgrade-'));
    return {
      env: { DATA_DIR: dataDir },
      open: () => openEarlierEmbedded(dataDir),
      remove: () => rm(dataDir, { recursive: true, force: true }),
    };
  })
);

describeWith(
  ['TEST_POSTGRES_URL'],
  'records of every earlier version, on a Postgres server',
  upgradesOf(async () => {
    const [own, dataDir] = await Promise.all([createOwnDatabase(), mkdtemp(join(tmpdir(), 'upgrade-'))]);
    return {
      env: { DATA_DIR: dataDir, DATABASE_URL: own.url.toString() },
      open: () => openEarlierServer(own.url.toString()),
      async remove() {
        await own.drop();
        await rm(dataDir, { recursive: true, force: true });
      },
    };
  })
);
