import { randomUUID } from 'node:crypto';
import { createOwnDatabase, type OwnDatabase } from '../../backend/src/testing/databases';
import { describeWith } from '../../backend/src/testing/real-parts';
import { startSilentServer } from '../scenarios/silent-server';
import { waitUntil } from './wait-until';
import { openDatabase, type OpenDatabase } from '../../backend/src/db/database';
import { createHints, type HintTimes } from '../../backend/src/db/notify';

/** Whoever is told everything at once, and finds a dead connection only by the connection itself. */
const quick: HintTimes = { apartMs: 20, echoEveryMs: 60_000, echoWithinMs: 5000, reconnectMs: 20 };

describeWith(['TEST_POSTGRES_URL'], 'hints between sidecars on one Postgres', () => {
  let own: OwnDatabase;
  let opened: OpenDatabase;
  const started: Array<() => Promise<void>> = [];
  beforeAll(async () => {
    own = await createOwnDatabase();
    opened = await openDatabase({ databaseUrl: own.url.toString(), dataDir: '' });
  });
  afterEach(async () => void (await Promise.all(started.splice(0).map((stop) => stop()))));
  afterAll(async () => {
    await opened.close();
    await own.drop();
  });

  /** @param url where it listens; what it sends goes to the records. */
  function start(url: URL = own.url, times = quick) {
    const heard: string[] = [];
    const lines: string[] = [];
    const hints = createHints({
      databaseUrl: url.toString(),
      db: opened.db,
      sidecar: randomUUID(),
      heard: (hint) => void heard.push(hint),
      random: () => 0,
      logger: {
        info: (...line: unknown[]) => void lines.push(String(line.at(-1))),
        warn: (...line: unknown[]) => void lines.push(String(line.at(-1))),
      },
      times,
    });
    hints.start();
    started.push(hints.stop);
    return { hints, heard, lines };
  }

  /** What it says when it begins to listen, which stands for all that it may have missed. */
  async function listening(each: ReturnType<typeof start>): Promise<void> {
    await waitUntil('it to listen', () => (each.heard.length >= 2 ? true : undefined));
    expect(each.heard.splice(0)).toEqual(['changed', 'runReady']);
  }

  const until = (each: ReturnType<typeof start>, hints: readonly string[]) =>
    waitUntil(`${hints.join(' and ')} to be heard`, () => (each.heard.join() === hints.join() ? true : undefined), {
      withinMs: 10_000,
      details: () => each.heard.join(),
    });

  it('are heard by every other one, and never by whoever has sent them', async () => {
    const [one, two, three] = [start(), start(), start()];
    await Promise.all([one, two, three].map(listening));
    one.hints.tell('changed');
    await Promise.all([two, three].map((each) => until(each, ['changed'])));
    two.hints.tell('runReady');
    await Promise.all([until(one, ['runReady']), until(three, ['changed', 'runReady'])]);
    expect(two.heard).toEqual(['changed']);
  });

  it('are few after many commits', async () => {
    const [one, two] = [start(), start()];
    await Promise.all([one, two].map(listening));
    Array.from({ length: 500 }, () => one.hints.tell('changed'));
    one.hints.tell('runReady');
    await waitUntil('the last one', () => two.heard.includes('runReady') || undefined);
    expect(two.heard.length).toBeLessThanOrEqual(3);
  });

  it('say nothing of anybody else on the channel', async () => {
    const one = start();
    await listening(one);
    for (const payload of ['', 'changed', 'dropped x', 'changed x y', 'changed stranger']) {
      await own.run(`SELECT pg_notify('loadtest_monitoring', '${payload}')`);
    }
    await until(one, ['changed']);
  });

  it('come again after the connection was cut, and what was missed is looked for at once', async () => {
    const [one, two] = [start(), start()];
    await Promise.all([one, two].map(listening));
    const cut = await own.run(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND application_name = 'load-test-monitoring hints'`
    );
    expect(cut).toBe(2);
    await Promise.all([one, two].map(listening));
    one.hints.tell('changed');
    await until(two, ['changed']);
    expect([...one.lines, ...two.lines]).toEqual([]);
  });

  it('do not arrive through a pooler that passes none on: it is said once, and sending goes on', async () => {
    // What is sent in one database is not heard in another: the listener sees what it sees behind such a pooler.
    const elsewhere = new URL(own.url);
    elsewhere.pathname = '/postgres';
    const two = start();
    await listening(two);
    const one = start(elsewhere, { ...quick, echoWithinMs: 50 });
    await waitUntil('it to be said', () => (one.lines.length > 0 ? true : undefined));
    one.hints.tell('changed');
    await until(two, ['changed']);
    expect([one.heard, one.lines]).toEqual([
      [],
      ['changes of other sidecars are seen some seconds late: no notifications of Postgres arrive'],
    ]);
  });

  it('end at once, also while the server does not answer', async () => {
    const silent = await startSilentServer();
    start(new URL(silent.url.replace('http:', 'postgres:')));
    await waitUntil('it to be connected', () => silent.connections() > 0 || undefined);
    const before = performance.now();
    await started.pop()?.();
    expect(performance.now() - before).toBeLessThan(1000);
    await silent.close();
  });
});
