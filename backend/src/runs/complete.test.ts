import { runs } from './tables';
import { describeOnEachDatabase } from '../testing/databases';
import { completeRun, missingParts } from './complete';
import { partSchema, type RunPart } from '../model/protocol';
import { findRun, partsOf } from './repository';
import { parseSummary } from '../k6/summary';
import { storeRun } from '../testing/run-rows';

const exitCode = (changes: Record<string, unknown> = {}): RunPart =>
  partSchema.parse({ part: 'exitCode', exitCode: 0, ...changes });
const summary = (requests = 100, instance = '0'): RunPart =>
  partSchema.parse({
    part: 'summary',
    instance,
    summary: { metrics: { http_reqs: { count: requests, rate: 10 } }, root_group: {} },
  });
/** The same as `summary(100)`, its keys in another order. */
const reordered: RunPart = partSchema.parse({
  part: 'summary',
  summary: { root_group: {}, metrics: { http_reqs: { rate: 10, count: 100 } } },
});

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => `${from + index}`);

describeOnEachDatabase('the parts of a run', (db) => {
  beforeEach(async () => void (await db().delete(runs)));

  const send = (runId: string, part: RunPart, sender: 'runner' | 'api' = 'api') =>
    completeRun({ db: db(), now: () => new Date() }, runId, part, sender);
  const statusOf = async (id: string) => (await findRun(db(), id))?.status;

  it.each([
    ['exit code first', exitCode(), summary()],
    ['summary first', summary(), exitCode()],
  ])('are awaited, then judged: %s', async (_, first, second) => {
    const id = await storeRun(db());
    expect(await send(id, first)).toMatchObject({ state: 'recorded', waitingFor: [expect.any(String)] });
    expect(await statusOf(id)).toBe('awaitingParts');
    expect(await send(id, second)).toMatchObject({ state: 'recorded', waitingFor: [] });
    expect(await statusOf(id)).toBe('judging');
  });

  it('never fail over text that no figure needs', async () => {
    const id = await storeRun(db());
    let group: unknown = { name: 'innermost', groups: {} };
    for (let level = 0; level < 40; level += 1) {
      group = { name: `level ${level}`, groups: { inner: group } };
    }
    const odd = {
      metrics: { http_reqs: { count: 100, rate: 10 }, 'mine\0': { count: 1, rate: 1 } },
      root_group: { checks: { 'body is "ok\0"': { name: 'body is "ok\0"', passes: 60 } }, groups: { group } },
      setup_data: { deep: group, half: '\ud800' },
    };
    expect(await send(id, partSchema.parse({ part: 'summary', summary: odd }))).toMatchObject({ state: 'recorded' });
    const [stored] = await partsOf(db(), id);
    expect(stored?.content).toMatchObject({
      summary: { metrics: { http_reqs: { count: 100 } }, root_group: { checks: { 'body is "ok"': { passes: 60 } } } },
    });
  });

  it('keep a crossed threshold whose selector differs from a kept one by NUL alone', async () => {
    const id = await storeRun(db());
    const trend = (crossed: boolean) => ({ avg: 1, 'p(95)': 1, count: 3, thresholds: { 'p(95)<5': crossed } });
    const metrics = { 'own{name:a\0}': trend(true), 'own{name:a}': trend(false) };
    expect(await send(id, partSchema.parse({ part: 'summary', summary: { metrics } }))).toMatchObject({
      state: 'recorded',
    });
    const [stored] = await partsOf(db(), id);
    const parsed = parseSummary(stored?.content.part === 'summary' ? stored.content.summary : null);
    expect(parsed.ok ? parsed.summary.thresholds.map(({ ok }) => ok).sort() : []).toEqual([false, true]);
  });

  it.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ['NUL in the signal', { signal: 'SIG\0KILL' }, { signal: 'SIGKILL' }],
    ['a long signal', { signal: 's'.repeat(1000) }, { signal: 's'.repeat(20) }],
    ['a number for a signal', { signal: 9 }, { signal: null }],
    ['NUL and half characters in the log', { tail: ['a\0b', '\ud800'] }, { tail: ['ab', '\ufffd'] }],
    ['a long line', { tail: ['x'.repeat(70_000)] }, { tail: ['x'.repeat(500)] }],
    ['too many lines', { tail: Array.from({ length: 90 }, (_, line) => `${line}`) }, { tail: range(50, 90) }],
    ['no lines', { tail: null }, { tail: [] }],
    ['lines that are no text', { tail: [null, 1, 'a', {}] }, { tail: ['a'] }],
    [
      'odd causes of lost samples',
      { lostSamples: { counted: 1, uncountedBatches: 0, causes: ['a\0', ...range(0, 9), 7] } },
      { lostSamples: { counted: 1, uncountedBatches: 0, causes: ['a', ...range(0, 4)] } },
    ],
    ['a start in the year 1', { startedAt: '0001-01-01T00:00:00Z' }, { startedAt: null }],
    ['an end that is no instant', { endedAt: 'soon\0' }, { endedAt: null }],
    ['instants that are no text', { startedAt: 0, endedAt: {} }, { startedAt: null, endedAt: null }],
  ])('are taken with %s, and leave the run ready to be judged', async (_title, odd, expected) => {
    const id = await storeRun(db());
    const inLog = 'tail' in odd || 'lostSamples' in odd;
    const counts = { uncaughtExceptions: 2, failedWrites: 1, lateFlushes: 0 };
    const sent = { part: 'exitCode', exitCode: 99, ...(inLog ? { log: { ...counts, tail: [], ...odd } } : odd) };
    await send(id, summary());
    expect(await send(id, partSchema.parse(sent))).toMatchObject({ state: 'recorded', waitingFor: [] });
    expect(await statusOf(id)).toBe('judging');
    const stored = (await partsOf(db(), id)).find(({ part }) => part === 'exitCode')?.content;
    expect(stored).toMatchObject({ exitCode: 99, ...(inLog ? { log: { ...counts, ...expected } } : expected) });
    expect(await send(id, partSchema.parse(sent))).toMatchObject({ state: 'duplicate' });
  });

  it.each([
    { exitCode: 'none' },
    { exitCode: 0.5 },
    { log: { uncaughtExceptions: -1, failedWrites: 0, lateFlushes: 0, tail: [] } },
    { stoppedByPerson: 'yes' },
  ])('are refused where a figure or the verdict needs what is wrong: %j', (wrong) => {
    expect(partSchema.safeParse({ part: 'exitCode', exitCode: 0, ...wrong }).success).toBe(false);
  });

  it.each([3_221_225_786, -1_073_741_510, 256])('take the exit code %d, as Windows gives them', async (code) => {
    const id = await storeRun(db());
    expect(await send(id, exitCode({ exitCode: code }))).toMatchObject({ state: 'recorded' });
  });

  it('may come again, before and after the run is complete, and change nothing', async () => {
    const id = await storeRun(db());
    await send(id, summary());
    expect(await send(id, reordered)).toMatchObject({ state: 'duplicate', waitingFor: ['exit code of instance 0'] });
    await send(id, exitCode());
    expect(await send(id, reordered)).toMatchObject({ state: 'duplicate', waitingFor: [] });
    expect(await send(id, exitCode())).toMatchObject({ state: 'duplicate' });
    expect(await partsOf(db(), id)).toHaveLength(2);
  });

  it('are refused with other content, and when the run is being judged', async () => {
    const id = await storeRun(db());
    await send(id, summary());
    await expect(send(id, summary(101))).rejects.toMatchObject({
      name: 'RunConflictError',
      message: expect.stringContaining('summary of instance "0" was stored before with other content'),
    });
    await send(id, exitCode());
    await expect(send(id, exitCode({ instance: '1' }))).rejects.toMatchObject({ name: 'RunConflictError' });
    expect((await partsOf(db(), id)).map(({ part }) => part)).toEqual(['exitCode', 'summary']);
  });

  it("of a run of the sidecar's own are its runner's alone", async () => {
    const id = await storeRun(db(), { reporter: 'runner' });
    await expect(send(id, exitCode())).rejects.toMatchObject({ name: 'RunConflictError' });
    expect(await send(id, exitCode(), 'runner')).toMatchObject({ state: 'recorded' });
  });

  it('of more instances than announced are refused', async () => {
    const id = await storeRun(db(), { expectedInstances: 2 });
    await send(id, exitCode({ instance: 'a' }));
    await send(id, exitCode({ instance: 'b' }));
    await expect(send(id, exitCode({ instance: 'c' }))).rejects.toMatchObject({
      name: 'RunConflictError',
      message: expect.stringContaining('2 k6 instances and a, b reported already; "c" is one too many'),
    });
  });

  it('that arrive at once are both kept, and exactly one of them completes the run', async () => {
    for (let round = 0; round < 5; round += 1) {
      const id = await storeRun(db(), { expectedInstances: 2 });
      const receipts = await Promise.all([
        send(id, exitCode({ instance: 'a' })),
        send(id, summary(100, 'a')),
        send(id, exitCode({ instance: 'b' })),
        send(id, summary(50, 'b')),
      ]);
      expect(receipts.map(({ state }) => state)).toEqual(['recorded', 'recorded', 'recorded', 'recorded']);
      expect(receipts.filter(({ waitingFor }) => waitingFor.length === 0)).toHaveLength(1);
      expect(await partsOf(db(), id)).toHaveLength(4);
      expect(await statusOf(id)).toBe('judging');
    }
  });

  it('that arrive twice at once are one', async () => {
    const id = await storeRun(db());
    const receipts = await Promise.all([send(id, summary()), send(id, reordered), send(id, summary())]);
    expect(receipts.map(({ state }) => state).sort()).toEqual(['duplicate', 'duplicate', 'recorded']);
    expect(await partsOf(db(), id)).toHaveLength(1);
  });

  it('need a run that was announced, and a summary that k6 can have written', async () => {
    await expect(send('nobody', exitCode())).rejects.toMatchObject({
      name: 'RunNotAnnouncedError',
      message: expect.stringContaining('never announced'),
    });
    const id = await storeRun(db());
    const nonsense = partSchema.parse({ part: 'summary', summary: { metrics: { http_reqs: { count: -1 } } } });
    await expect(send(id, nonsense)).rejects.toMatchObject({ name: 'SummaryNotReadableError' });
    expect(await partsOf(db(), id)).toEqual([]);
  });

  it('are stored without what setup() returned', async () => {
    const id = await storeRun(db());
    const part = partSchema.parse({
      part: 'summary',
      summary: { metrics: {}, root_group: {}, setup_data: { token: 'hunter2-is-secret' } },
    });
    await send(id, part);
    expect(JSON.stringify(await partsOf(db(), id))).not.toContain('hunter2');
  });
});

describe('what a run still waits for', () => {
  const parts = (...contents: RunPart[]) => contents.map((content) => ({ instance: content.instance, content }));

  it.each([
    ['nothing has come', 1, 'cli', [], ['1 more instance']],
    ['a killed k6 sends no summary', 1, 'cli', parts(exitCode({ summaryFollows: false })), []],
    ['handleSummary never knows the exit code', 1, 'handleSummary', parts(summary()), []],
    ['anybody else does', 1, 'other', parts(summary()), ['exit code of instance 0']],
    [
      'several instances',
      3,
      'cli',
      parts(exitCode({ instance: 'a' }), summary(1, 'a'), summary(1, 'b')),
      ['exit code of instance b', '1 more instance'],
    ],
  ] as const)('%s', (_, expectedInstances, reporter, received, expected) => {
    expect(missingParts({ expectedInstances, reporter }, received)).toEqual(expected);
  });
});
