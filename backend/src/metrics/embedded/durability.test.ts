import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { selection } from '../testing/expected-figures';
import { generatedRun } from '../testing/generated-run';
import { createEmbeddedStore } from './embedded-store';

let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'metrics-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

describe('acknowledged samples', () => {
  it('survive SIGKILL', async () => {
    let acknowledged = 0;
    for (const bodies of [3, 12, 30]) {
      const child = spawn(
        process.execPath,
        ['--import', 'tsx', join(__dirname, '../testing/ingest-child.ts'), directory],
        { stdio: ['ignore', 'pipe', 'inherit'] }
      );
      let printed = '';
      child.stdout.on('data', (chunk) => {
        printed += String(chunk);
        if (printed.split('\n').length > bodies) {
          child.kill('SIGKILL');
        }
      });
      await new Promise((resolve) => child.once('close', resolve));
      acknowledged += Number(printed.trim().split('\n').at(-1));
      const store = await createEmbeddedStore({ directory });
      const figures = await store.figures(selection('killed'));
      await store.close();
      expect(acknowledged).toBeGreaterThan(0);
      expect(figures.requests).toBeGreaterThanOrEqual(acknowledged);
      expect(figures.p95ResponseTimeMs).toBeGreaterThan(0);
      acknowledged = figures.requests;
    }
  }, 180_000);

  it('survive an orderly close that comes while bodies are being stored', async () => {
    const store = await createEmbeddedStore({ directory });
    const bodies = [...generatedRun({ runId: 'closed', requests: 5_000, requestsPerBody: 250 })];
    const writes = bodies.map((body) => store.ingest(Buffer.from(body), 'ns'));
    await store.close();
    await Promise.all(writes);
    await expect(store.ingest(Buffer.from('a b=1'), 'ns')).rejects.toMatchObject({ name: 'MetricsStoreError' });
    const reopened = await createEmbeddedStore({ directory });
    const figures = await reopened.figures(selection('closed'));
    await reopened.close();
    expect(figures.requests).toBe(5_000);
  }, 180_000);

  it('are not mixed up with those of an earlier process', async () => {
    for (const runId of ['first', 'second', 'first']) {
      const store = await createEmbeddedStore({ directory });
      const bodies = generatedRun({ runId, requests: 100, endpoints: runId === 'first' ? 2 : 3 });
      await Promise.all([...bodies].map((body) => store.ingest(Buffer.from(body), 'ns')));
      await store.close();
    }
    const store = await createEmbeddedStore({ directory });
    const [first, second] = [await store.figures(selection('first')), await store.figures(selection('second'))];
    await store.close();
    expect([first.requests, first.endpoints.length]).toEqual([200, 2]);
    expect([second.requests, second.endpoints.length]).toEqual([100, 3]);
  });
});

describe('the event loop', () => {
  it('stays free for others while a large body is stored', async () => {
    const store = await createEmbeddedStore({ directory });
    const body = Buffer.from([...generatedRun({ runId: 'large', requests: 30_000, requestsPerBody: 30_000 })].join(''));
    let turns = 0;
    let underway = true;
    const count = () => {
      turns += 1;
      if (underway) {
        setImmediate(count);
      }
    };
    setImmediate(count);
    await store.ingest(body, 'ns');
    underway = false;
    await store.close();
    expect(turns).toBeGreaterThan(10);
  }, 180_000);
});

it('refuses a folder that another process uses, and says so', async () => {
  const child = spawn(process.execPath, ['--import', 'tsx', join(__dirname, '../testing/ingest-child.ts'), directory], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    await new Promise((resolve) => child.stdout.once('data', resolve));
    await expect(createEmbeddedStore({ directory })).rejects.toThrow(/in use by another process/);
  } finally {
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('close', resolve));
  }
}, 180_000);
