import { connect, type AddressInfo } from 'node:net';
import { eq } from 'drizzle-orm';
import { pino } from 'pino';
import { type Change, type ChangeWatch, createChangeWatch } from '../changes';
import { createMetricsRegistry } from '../http';
import { insertIncident, moveIncident } from '../incidents';
import { incidents } from '../incidents/tables';
import type { ProgressWatch } from '../runner';
import { changeRun, runs } from '../runs';
import { describeOnEachDatabase } from '../testing/databases';
import { bearer, testHttp, type TestHttp } from '../testing/http-app';
import { aProgress, noProgress } from '../testing/progress';
import { storeRun } from '../testing/run-rows';
import { eventRoutes, type EventRoutesOptions } from './events';

interface Heard {
  readonly event: string;
  readonly id: string | undefined;
  readonly data: unknown;
}

let http: TestHttp;
let url: string;
async function open(
  options: Pick<EventRoutesOptions, 'changes'> & Partial<EventRoutesOptions>,
  registry = createMetricsRegistry()
): Promise<void> {
  http = await testHttp({ registry });
  await http.app.register(eventRoutes, { version: '1.2.3', progress: noProgress, ...options });
  url = `${await http.app.listen({ host: '127.0.0.1', port: 0 })}/api/v1/events`;
}
afterEach(() => http.app.close());

async function connectTo(scope = 'read') {
  const controller = new AbortController();
  const response = await fetch(url, { headers: bearer(scope), signal: controller.signal });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  /** The next block between empty lines; null at the end of the stream. */
  async function block(): Promise<string | null> {
    for (;;) {
      const end = text.indexOf('\n\n');
      if (end >= 0) {
        const found = text.slice(0, end);
        text = text.slice(end + 2);
        return found;
      }
      const read = await reader?.read();
      if (read === undefined || read.done) {
        return null;
      }
      text += read.value;
    }
  }
  async function next(): Promise<Heard | null> {
    for (;;) {
      const found = await block();
      if (found === null) {
        return null;
      }
      const fields = new Map(
        found.split('\n').map((line): [string, string] => {
          const colon = line.indexOf(':');
          return [line.slice(0, colon), line.slice(colon + 1).trim()];
        })
      );
      if (fields.has('data')) {
        return { event: fields.get('event') ?? '', id: fields.get('id'), data: JSON.parse(fields.get('data') ?? '') };
      }
    }
  }
  return { response, block, next, hangUp: () => controller.abort() };
}

/** A watch that tells what the test says. */
function scriptedChanges() {
  const listeners = new Set<(changes: readonly Change[]) => void>();
  const watch: Pick<ChangeWatch, 'listen'> = {
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  return { watch, listeners, tell: (changes: readonly Change[]) => listeners.forEach((listener) => listener(changes)) };
}

const change: Change = { kind: 'run', id: 'run-1', test: 'a', runId: 'run-1', status: 'judged', verdict: 'passed' };

describe('GET /api/v1/events', () => {
  it('says hello at once, in a form that no proxy collects or keeps', async () => {
    await open({ changes: scriptedChanges().watch });
    const { response, block, hangUp } = await connectTo();
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
      'x-content-type-options': 'nosniff',
    });
    expect(await block()).toMatch(/^retry: 3000\nevent: hello\nid: \S+\ndata: \{"version":"1.2.3"\}$/);
    hangUp();
  });

  it('tells everybody the same, listens once for all of them, and not at all for nobody', async () => {
    const { watch, tell, listeners } = scriptedChanges();
    await open({ changes: watch });
    const all = await Promise.all([connectTo(), connectTo(), connectTo()]);
    await Promise.all(all.map(({ next }) => next()));
    expect(listeners.size).toBe(1);
    tell([change]);
    const heard = await Promise.all(all.map(({ next }) => next()));
    expect(heard).toEqual(Array(3).fill({ event: 'change', id: expect.any(String), data: change }));
    all.forEach(({ hangUp }) => hangUp());
    await until(() => listeners.size === 0);
  });

  it('tells how runs stand, and listens to that too for nobody but its clients', async () => {
    const listeners = new Set<Parameters<ProgressWatch['listen']>[0]>();
    const listen: ProgressWatch['listen'] = (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    };
    await open({ changes: scriptedChanges().watch, progress: { listen } });
    const { next, hangUp } = await connectTo();
    await next();
    const data = { runId: 'run-1', test: 'a', ...aProgress };
    listeners.forEach((listener) => listener([data]));
    expect(await next()).toEqual({ event: 'progress', id: expect.any(String), data });
    hangUp();
    await until(() => listeners.size === 0);
  });

  it('shows that it lives', async () => {
    await open({ changes: scriptedChanges().watch, heartbeatMs: 5 });
    const { block, hangUp } = await connectTo();
    await block();
    expect(await block()).toBe('event: heartbeat\ndata: {}');
    hangUp();
  });

  it('refuses more listeners than it can serve, and takes one again when one has gone', async () => {
    const { watch, listeners } = scriptedChanges();
    await open({ changes: watch, maxListeners: 1 });
    const first = await connectTo();
    const refused = await connectTo();
    expect([refused.response.status, refused.response.headers.get('retry-after')]).toEqual([503, '30']);
    first.hangUp();
    await until(() => listeners.size === 0);
    const second = await connectTo();
    expect(second.response.status).toBe(200);
    second.hangUp();
  });

  it('drops who does not read, instead of keeping everything for them', async () => {
    const { watch, listeners, tell } = scriptedChanges();
    await open({ changes: watch });
    const { port } = http.app.server.address() as AddressInfo;
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.pause();
    socket.write(`GET /api/v1/events HTTP/1.1\r\nhost: x\r\nauthorization: ${bearer('read').authorization}\r\n\r\n`);
    await until(() => listeners.size === 1);
    const many = Array<Change>(5000).fill(change);
    await until(() => {
      tell(many);
      return listeners.size === 0;
    });
    socket.destroy();
  });

  it('ends at once when the sidecar shuts down', async () => {
    await open({ changes: scriptedChanges().watch });
    const { next } = await connectTo();
    await next();
    await http.app.close();
    expect(await next()).toBeNull();
  });

  it('is left out of the response times', async () => {
    const registry = createMetricsRegistry();
    await open({ changes: scriptedChanges().watch }, registry);
    const { next } = await connectTo();
    await next();
    await http.app.inject({ url: '/health/live' });
    await http.app.close();
    await next();
    expect(await registry.metrics()).not.toContain('/api/v1/events');
    expect(await registry.metrics()).toContain('/health/live');
  });

  it('asks for the scope read, and answers nothing to HEAD', async () => {
    await open({ changes: scriptedChanges().watch });
    expect((await connectTo('banner')).response.status).toBe(403);
    expect((await http.app.inject({ method: 'HEAD', url: '/api/v1/events' })).statusCode).toBe(405);
  });
});

describeOnEachDatabase('changes in the records', (db) => {
  let watch: ChangeWatch;
  let isAway = false;
  let queries = 0;
  beforeEach(async () => {
    queries = 0;
    await db().delete(runs);
    await db().delete(incidents);
    await storeRun(db(), { id: 'run-1', test: 'a' });
    const reading = new Proxy(db(), {
      get(target, name, receiver) {
        queries += name === 'select' ? 1 : 0;
        if (name === 'select' && isAway) {
          throw new Error('the database is away');
        }
        return Reflect.get(target, name, receiver);
      },
    });
    watch = createChangeWatch({ db: reading, logger: pino({ level: 'silent' }), everyMs: 5 });
    await open({ changes: watch });
  });
  afterEach(() => watch.stop());

  /** Connected, and the first look is over: a change that it cannot have seen is told. */
  async function listening() {
    const connection = await connectTo();
    await connection.next();
    // A look is three queries, one look at a time.
    await until(() => queries > 3);
    return { ...connection, told: async () => (await connection.next())?.data };
  }

  it('are told whoever made them: of runs, of incidents, and nothing of a lease', async () => {
    const { told, hangUp } = await listening();
    await changeRun(db(), 'run-1', { leaseUntil: new Date(), judgeAttempts: 3 });
    await changeRun(db(), 'run-1', { status: 'judged', verdict: 'failed', judgement: 1 });
    expect(await told()).toEqual({
      kind: 'run',
      id: 'run-1',
      test: 'a',
      runId: 'run-1',
      status: 'judged',
      verdict: 'failed',
    });
    const at = new Date();
    await db().transaction((tx) =>
      insertIncident(tx, {
        id: 'i-1',
        test: 'a',
        environment: 'production',
        state: 'actionRequired',
        openedAt: at,
        openedByRunId: 'run-1',
        lastRunId: 'run-1',
        lastFailureEndedAt: at,
      })
    );
    expect(await told()).toEqual({ kind: 'incident', id: 'i-1', test: 'a', runId: 'run-1' });
    await db().transaction((tx) => moveIncident(tx, 'i-1', { kind: 'acknowledged', at, text: 'seen', runId: null }));
    expect(await told()).toMatchObject({ kind: 'incident', id: 'i-1' });
    hangUp();
  });

  it('are told of a run that is judged long after newer ones', async () => {
    const newer = await storeRun(db(), { status: 'judged', announcedAt: new Date(Date.now() + 60_000) });
    const rows = await db().select().from(runs).where(eq(runs.id, newer));
    await db()
      .insert(runs)
      .values(Array.from({ length: 200 }, (_, index) => rows.map((row) => ({ ...row, id: `newer-${index}` }))).flat());
    const { told, hangUp } = await listening();
    await changeRun(db(), 'run-1', { status: 'judged', verdict: 'errored' });
    expect(await told()).toMatchObject({ id: 'run-1', verdict: 'errored' });
    hangUp();
  });

  it('are told after the database was away, on the same connection', async () => {
    const { told, hangUp } = await listening();
    isAway = true;
    await changeRun(db(), 'run-1', { status: 'judging' });
    const before = queries;
    await until(() => queries > before);
    isAway = false;
    expect(await told()).toMatchObject({ id: 'run-1', status: 'judging' });
    hangUp();
  });
});

async function until(condition: () => boolean, withinMs = 10_000): Promise<void> {
  const end = Date.now() + withinMs;
  while (!condition()) {
    if (Date.now() > end) {
      throw new Error('it did not come to that');
    }
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
