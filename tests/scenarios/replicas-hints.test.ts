import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createOwnDatabase, type OwnDatabase } from '../../backend/src/testing/databases';
import { describeWith } from '../../backend/src/testing/real-parts';
import type { StackClient } from '../stack/client';
import { startSidecarProcess, type SidecarProcess } from '../stack/sidecar-process';
import { waitUntil } from '../stack/wait-until';
import { endpointDown, healthy } from './load';
import { startWorld, type World } from './world';

/** Well below the 5 s after which each looks by itself, and well above what a busy machine takes. */
const atOnceMs = 1000;
/** 5 s, and what a read takes on a busy machine. */
const byItselfMs = 6500;

describeWith(['TEST_POSTGRES_URL'], 'what one sidecar changes, shown by another one on the same Postgres', () => {
  let database: OwnDatabase;
  let world: World;
  let other: SidecarProcess;
  let dataDirOfOther = '';
  beforeAll(async () => {
    database = await createOwnDatabase();
    world = await startWorld({ tests: ['checkout', 'search'], env: { DATABASE_URL: database.url.toString() } });
    dataDirOfOther = await mkdtemp(join(tmpdir(), 'other-'));
    const { env, keys } = world.sidecar();
    other = await startSidecarProcess({ ...env, DATA_DIR: dataDirOfOther }, { keys });
    await listening();
  });
  afterAll(async () => {
    await other.end();
    await rm(dataDirOfOther, { recursive: true, force: true });
    await world.close();
    await database.drop();
  });

  const ofHints = "FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE '% hints'";

  /** Both do. */
  const listening = () =>
    waitUntil(
      'both to listen',
      async () => (await database.run(`SELECT 1 ${ofHints} AND query LIKE 'LISTEN%'`)) === 2 || undefined
    );

  const cut = () => database.run(`SELECT pg_terminate_backend(pid) ${ofHints}`);

  const shownAt = async (api: StackClient, tests: readonly string[]): Promise<number> => {
    let last = '';
    await waitUntil(
      `${tests.join(' and ') || 'nothing'} on the banner`,
      async () => {
        const { incidents } = await api.banner();
        last = incidents.map(({ test }) => test).join();
        return last === tests.join() || undefined;
      },
      { withinMs: 20_000, details: () => `Last seen: ${last}.` }
    );
    return performance.now();
  };

  /** How long after the first of the two banners the second one shows it, in ms. */
  async function apart(tests: readonly string[]): Promise<number> {
    const [one, two] = await Promise.all([world.api(), other.api].map((api) => shownAt(api, tests)));
    return Math.abs((one ?? NaN) - (two ?? NaN));
  }

  /** By a person: which of the two judges a passed run, and from which samples, is no matter here. */
  async function close(): Promise<void> {
    const [incident] = await world.api().incidents({ open: true });
    const body = { reason: 'the test is over' };
    const path = `/api/v1/incidents/${incident?.id}/close`;
    expect((await world.api().request('POST', path, { key: 'person', body })).status).toBe(200);
  }

  it('is an incident that opens', async () => {
    await world.reportOnly('checkout', endpointDown());
    expect(await apart(['checkout'])).toBeLessThan(atOnceMs);
  }, 180_000);

  it('is its acknowledgement, for whoever listens to the other one', async () => {
    const [incident] = await world.api().incidents({ open: true });
    const events = await listenTo(other.url, world.sidecar().keys.read);
    // Something to be told first: from then on the stream compares.
    await world.announceOnly('search', healthy());
    await waitUntil('the run to be told', () => events.text().includes('"kind":"run"') || undefined, {
      withinMs: 10_000,
      details: events.text,
    });
    const answer = await world
      .api()
      .request('POST', `/api/v1/incidents/${incident?.id}/acknowledge`, { key: 'person', body: {} });
    const before = performance.now();
    expect(answer.status).toBe(200);
    await waitUntil('the event', () => events.text().includes('"kind":"incident"') || undefined, {
      withinMs: 10_000,
      details: events.text,
    });
    expect(performance.now() - before).toBeLessThan(atOnceMs);
    events.stop();
    expect(await other.api.incidents({ open: true })).toMatchObject([{ acknowledgedAt: expect.any(String) }]);
  }, 180_000);

  it('is its end', async () => {
    await close();
    expect(await apart([])).toBeLessThan(atOnceMs);
  }, 180_000);

  it('comes within seconds where no notification arrives, and at once when they do again', async () => {
    let isCut = true;
    const cutting = waitUntil('the end of the cutting', async () => {
      await cut();
      return isCut ? undefined : true;
    });
    try {
      await world.reportOnly('search', endpointDown());
      expect(await apart(['search'])).toBeLessThan(byItselfMs);
    } finally {
      isCut = false;
      await cutting;
    }
    await listening();
    await close();
    expect(await apart([])).toBeLessThan(atOnceMs);
  }, 180_000);
});

/** The event stream of a sidecar, which has begun. */
async function listenTo(url: string, key: string): Promise<{ text(): string; stop(): void }> {
  const stopping = new AbortController();
  const response = await fetch(`${url}/api/v1/events`, {
    headers: { authorization: `Bearer ${key}` },
    signal: stopping.signal,
  });
  let text = '';
  const reading = (async () => {
    for await (const chunk of response.body ?? []) {
      text += Buffer.from(chunk).toString();
    }
  })();
  reading.catch(() => undefined);
  await waitUntil('the stream to begin', () => (text === '' ? undefined : true));
  return { text: () => text, stop: () => stopping.abort() };
}
