import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { announcementSchema, partSchema } from '../../backend/src/model/protocol';
import { parseSummary } from '../../backend/src/k6/summary';
import { inspectScript } from '../../backend/src/k6/inspect';
import { describeEachK6 } from '../../backend/src/testing/real-parts';
import { startTarget, type Target } from '../fixtures/k6/target';
import { runK6, scripts } from './k6-process';
import { startSidecar, type Answer } from './sidecar';

const handleSummary = join(scripts, 'handle-summary.js');
const plain = join(scripts, 'handle-summary-plain.js');

describeEachK6('k6/lib/monitor.js in real k6', (k6Bin) => {
  let target: Target;
  let sidecar: Awaited<ReturnType<typeof startSidecar>>;

  beforeEach(async () => {
    target = await startTarget();
  });
  afterEach(async () => {
    await Promise.all([target.close(), sidecar.close()]);
  });

  const listen = async (answers: readonly Answer[] = [], more: object = {}) => {
    sidecar = await startSidecar(answers, more);
  };
  const variables = () => ({
    LOADTESTS_URL: `${sidecar.url}/`,
    LOADTESTS_KEY: 'ingest-key',
    LOADTEST: 'checkout',
    TARGET: target.url,
  });
  const tagged = (script: string) => ['--tag', 'testid=run-1', script];

  it('announces the run with what was planned, then sends the summary, and leaves k6 its own text', async () => {
    await listen();
    const env = { ...variables(), LOADTEST_ENVIRONMENT: 'staging', DURATION: '2s' };
    const args = ['--tag', 'testid=run-1', '--tag', 'instance=a', handleSummary];
    const run = await runK6(k6Bin, args, env);

    expect(run.exitCode).toBe(0);
    expect(run.said).toEqual([`run run-1 reported to ${sidecar.url}`]);
    expect(run.stdout).toContain('http_req_duration');
    expect(sidecar.received.map(({ path, authorization }) => [path, authorization])).toEqual([
      ['/api/v1/runs', 'Bearer ingest-key'],
      ['/api/v1/runs/run-1/complete', 'Bearer ingest-key'],
    ]);
    const inspected = await inspectScript({
      k6Bin,
      script: handleSummary,
      args,
      env: { ...process.env, ...env },
      cwd: scripts,
    });
    const announced = announcementSchema.parse(sidecar.received[0]?.body);
    expect(announced).toMatchObject({
      id: 'run-1',
      test: 'checkout',
      target: target.url,
      environment: 'staging',
      reporter: 'handleSummary',
      expectedInstances: 1,
      scriptHash: createHash('sha256').update(readFileSync(handleSummary)).digest('hex'),
      loadProfileHash: inspected.ok ? inspected.loadProfileHash : '',
      planned: { virtualUsers: 3, durationSeconds: 2, userSeconds: 6 },
    });
    const sinceStartMs = Date.now() - Date.parse(announced.startedAt ?? '');
    expect(sinceStartMs).toBeGreaterThan(2000);
    expect(sinceStartMs).toBeLessThan(60_000);

    const part = partSchema.parse(sidecar.received[1]?.body);
    expect(part).toMatchObject({ part: 'summary', instance: 'a' });
    const parsed = parseSummary(part.part === 'summary' ? part.summary : null);
    expect(parsed).toMatchObject({ ok: true, summary: { requests: target.requests.length, failedRequests: 0 } });
  });

  it('works as a mere re-export, and does not send what setup() returned', async () => {
    await listen();
    const run = await runK6(k6Bin, tagged(plain), variables());
    expect(run.said).toEqual([`run run-1 reported to ${sidecar.url}`]);
    expect(announcementSchema.parse(sidecar.received[0]?.body)).toMatchObject({
      scriptHash: null,
      planned: { virtualUsers: null, iterations: 20, durationSeconds: null },
    });
    expect(JSON.stringify(sidecar.received)).not.toContain('a-secret-made-by-setup');
  });

  it('says how it measures: the options, the thresholds, and the named variables alone', async () => {
    await listen();
    const env = { ...variables(), ITEMS: '5', TOKEN: 'secret-value' };
    const run = await runK6(
      k6Bin,
      ['--user-agent', 'shop', '--no-setup', ...tagged(join(scripts, 'measured.js'))],
      env
    );
    expect(run.said).toEqual([`run run-1 reported to ${sidecar.url}`]);
    const { measurement } = announcementSchema.parse(sidecar.received[0]?.body);
    expect(measurement).toMatchObject({ switches: [], envNames: [], env: { ITEMS: '5', ABSENT: null } });
    expect(Object.keys(measurement?.env ?? {})).toEqual(['ITEMS', 'ABSENT']);
    expect(measurement?.options).toMatchObject({ userAgent: 'shop', noSetup: true, rps: 500 });
    const plain = { abortOnFail: false, delayAbortEval: null };
    expect(measurement?.thresholds).toEqual([
      { metric: 'http_req_duration{name:fast}', expression: 'p(95)<5000', ...plain },
      { metric: 'http_req_failed', expression: 'rate==0', abortOnFail: true, delayAbortEval: '10s' },
      { metric: 'http_req_failed', expression: 'rate<1', ...plain },
    ]);
    expect(JSON.stringify(sidecar.received)).not.toContain('secret-value');
  });

  it('plans for all instances together, whether they share one plan by segments or each runs the whole', async () => {
    await listen();
    const env = { ...variables(), LOADTEST_INSTANCES: '2', DURATION: '1s' };
    await runK6(k6Bin, tagged(plain), env);
    await runK6(k6Bin, tagged(handleSummary), env);
    await runK6(k6Bin, ['--execution-segment', '0:1/3', ...tagged(handleSummary)], env);
    const announced = sidecar.received.filter(({ path }) => path === '/api/v1/runs').map(({ body }) => body);
    expect(announced.map((body) => announcementSchema.parse(body).planned)).toMatchObject([
      { virtualUsers: null, iterations: 40, userSeconds: null },
      { virtualUsers: 0, iterations: null, userSeconds: 6, durationSeconds: 1 },
      { virtualUsers: 0, iterations: null, userSeconds: 3, durationSeconds: 1 },
    ]);
  });

  it('reports the pods of k6-operator, which differ by instance_id alone, as instances of one run', async () => {
    await listen();
    const env = { ...variables(), DURATION: '1s' };
    const pod = (id: number) => [
      ...['--execution-segment', `${id - 1}/2:${id}/2`, '--execution-segment-sequence', '0,1/2,1'],
      ...['--tag', `instance_id=${id}`, '--tag', `job_name=shop-${id}`, ...tagged(handleSummary)],
    ];
    const runs = await Promise.all([1, 2].map((id) => runK6(k6Bin, pod(id), env)));
    expect(runs.map(({ said }) => said)).toEqual(runs.map(() => [`run run-1 reported to ${sidecar.url}`]));
    const bodies = (path: string) =>
      sidecar.received.filter((request) => request.path === path).map(({ body }) => body);
    const announced = bodies('/api/v1/runs').map((body) => announcementSchema.parse(body));
    expect(announced).toMatchObject([{ expectedInstances: 2 }, { expectedInstances: 2 }]);
    // But for its start and its share, each announces the same, so that the second is taken for the first.
    const shared = announced.map((each) => ({ ...each, startedAt: null, measurement: null }));
    expect(shared[1]).toEqual(shared[0]);
    const parts = bodies('/api/v1/runs/run-1/complete').map((body) => partSchema.parse(body));
    expect(parts.map(({ instance }) => instance).sort()).toEqual(['1', '2']);
  });

  it('takes the tag instance before instance_id, and LOADTEST_INSTANCES before the segments', async () => {
    await listen();
    const args = ['--tag', 'instance=a', '--tag', 'instance_id=1', ...tagged(plain)];
    const segment = ['--execution-segment', '0:1/4', '--execution-segment-sequence', '0,1/4,1/2,3/4,1'];
    await runK6(k6Bin, [...segment, ...args], { ...variables(), LOADTEST_INSTANCES: '3' });
    expect(announcementSchema.parse(sidecar.received[0]?.body).expectedInstances).toBe(3);
    expect(partSchema.parse(sidecar.received[1]?.body).instance).toBe('a');
  });

  it('does not promise time in iterations where users wait between them', async () => {
    await listen();
    await runK6(k6Bin, ['--min-iteration-duration', '100ms', ...tagged(handleSummary)], {
      ...variables(),
      DURATION: '1s',
    });
    expect(announcementSchema.parse(sidecar.received[0]?.body).planned).toMatchObject({
      userSeconds: null,
      earlyUserStops: null,
      durationSeconds: 1,
    });
  });

  it("sends the machine-readable summary without the script's source", async () => {
    await listen();
    const run = await runK6(k6Bin, ['--new-machine-readable-summary', ...tagged(plain)], variables());
    expect(run.said).toEqual([`run run-1 reported to ${sidecar.url}`]);
    expect(announcementSchema.parse(sidecar.received[0]?.body).k6Version).toMatch(/^\d+\./);
    const part = partSchema.parse(sidecar.received[1]?.body);
    expect(parseSummary(part.part === 'summary' ? part.summary : null)).toMatchObject({
      ok: true,
      summary: {
        shape: 'machineReadable',
        iterations: 20,
        requests: target.requests.length,
        failedRequests: 0,
        p95ResponseTimeMs: expect.any(Number),
      },
    });
    expect(JSON.stringify(sidecar.received)).not.toContain('a-secret-made-by-setup');
  });

  it('reports after Ctrl-C as well, and k6 still exits 105', async () => {
    await listen();
    const env = { ...variables(), DURATION: '20s' };
    const run = await runK6(k6Bin, tagged(handleSummary), env, () => target.requests.length > 30);
    expect(run.exitCode).toBe(105);
    expect(run.said).toEqual([`run run-1 reported to ${sidecar.url}`]);
    // What was planned shows that the run did not reach it.
    expect(announcementSchema.parse(sidecar.received[0]?.body).planned).toMatchObject({ durationSeconds: 20 });
    const part = partSchema.parse(sidecar.received[1]?.body);
    const parsed = parseSummary(part.part === 'summary' ? part.summary : null);
    expect(parsed.ok ? parsed.summary.durationMs : null).toBeLessThan(20_000);
  });

  it('names everything that is missing at once, as a warning, and sends nothing', async () => {
    await listen();
    const run = await runK6(k6Bin, [plain], { TARGET: target.url });
    expect(run.exitCode).toBe(0);
    expect(run.said).toEqual([
      'not reported: not set: the tag testid (k6 run --tag testid=<an id of its own for every run>), ' +
        'LOADTESTS_URL (base URL of the monitor), LOADTESTS_KEY (API key with the scope ingest), ' +
        'LOADTESTS_TEST (name of the load test)',
    ]);
    expect(run.stdout).toContain('iterations');
    expect(sidecar.received).toEqual([]);
    const { stderr } = await runK6(k6Bin, ['--log-format', 'json', plain], { TARGET: target.url });
    expect(stderr).toMatch(/^\{"level":"warning","msg":"load test monitor: not reported/m);
  });

  it('names what is wrong beside what is missing, without repeating an address that holds a password', async () => {
    await listen();
    const run = await runK6(k6Bin, tagged(plain), {
      LOADTESTS_URL: 'http://me:secret@monitor.example.com',
      LOADTESTS_KEY: 'ingest-key',
      LOADTESTS_INSTANCES: 'two',
      TARGET: target.url,
    });
    expect(run.exitCode).toBe(0);
    expect(run.said).toEqual([
      'not reported: not set: LOADTESTS_TEST (name of the load test); LOADTESTS_URL is no base URL; right would be ' +
        'http(s)://host[:port] without credentials and query; LOADTESTS_INSTANCES is "two"; right would be a whole ' +
        'number from 1 to 1000',
    ]);
    expect(run.stderr).not.toContain('secret');
  });

  it('reads all of its variables with one prefix, which win over their earlier names', async () => {
    await listen();
    await runK6(k6Bin, tagged(plain), {
      ...variables(),
      TARGET: target.url,
      LOADTESTS_TEST: 'basket',
      LOADTESTS_TARGET: 'http://recorded.example.com',
      LOADTESTS_ENVIRONMENT: 'qa',
      LOADTEST_ENVIRONMENT: 'earlier',
      LOADTESTS_INSTANCES: '3',
    });
    expect(announcementSchema.parse(sidecar.received[0]?.body)).toMatchObject({
      test: 'basket',
      target: 'http://recorded.example.com',
      environment: 'qa',
      expectedInstances: 3,
    });
  });

  const hashOf = (script: string) => createHash('sha256').update(readFileSync(script)).digest('hex');
  it.each<[string, string, Record<string, string>]>([
    ['calls monitor() itself, whatever its folder is called', join('with space', 'calls-monitor.js'), {}],
    ['is named by LOADTESTS_SCRIPT', 'handle-summary-plain.js', { LOADTESTS_SCRIPT: plain }],
    ['is told by its hash', 'handle-summary-plain.js', { LOADTESTS_SCRIPT_HASH: hashOf(plain).toUpperCase() }],
    ['can be read, whatever hash is told', 'handle-summary.js', { LOADTESTS_SCRIPT_HASH: hashOf(plain) }],
  ])('tells which script it is where it %s', async (_how, name, env) => {
    await listen();
    await runK6(k6Bin, tagged(join(scripts, name)), { ...variables(), ...env });
    expect(announcementSchema.parse(sidecar.received[0]?.body).scriptHash).toBe(hashOf(join(scripts, name)));
  });

  it('reports all the same where the script is named or its hash told in a wrong way, and says what would be right', async () => {
    await listen();
    const env = { ...variables(), LOADTESTS_SCRIPT: '/nowhere.js', LOADTESTS_SCRIPT_HASH: 'abc' };
    expect(await runK6(k6Bin, tagged(plain), env)).toMatchObject({
      exitCode: 0,
      said: [
        "LOADTESTS_SCRIPT is /nowhere.js, where no file can be read; right would be the script's path",
        'LOADTESTS_SCRIPT_HASH is no SHA-256; right would be what "loadtests hash <script>" prints',
        `run run-1 reported to ${sidecar.url}`,
      ],
    });
    expect(announcementSchema.parse(sidecar.received[0]?.body).scriptHash).toBeNull();
  });

  it('says that the run does not count, and why', async () => {
    await listen([], { counts: false, countsReason: 'the hash of the script was not reported' });
    const run = await runK6(k6Bin, tagged(plain), variables());
    expect(run.said).toEqual([
      `run run-1 reported to ${sidecar.url}`,
      'run run-1 does not count: the hash of the script was not reported ' +
        '(LOADTESTS_SCRIPT_HASH=$(loadtests hash <script>) tells it)',
    ]);
  });

  it('is silent under a wrapper that reports by itself', async () => {
    await listen();
    const run = await runK6(k6Bin, tagged(plain), { ...variables(), LOADTESTS_REPORTER: 'cli' });
    expect(run.said).toEqual([]);
    expect(run.stdout).toContain('iterations');
    expect(sidecar.received).toEqual([]);
  });

  it('says why when the sidecar is down; k6 exits as it would', async () => {
    await listen();
    await sidecar.close();
    const run = await runK6(k6Bin, tagged(plain), variables());
    expect(run.exitCode).toBe(0);
    expect(run.said).toEqual([
      expect.stringMatching(
        /^run run-1 not reported: .*connection refused \(does the monitor run at LOADTESTS_URL\?\)$/
      ),
    ]);
  });

  it('does the same where the script makes k6 throw on failed requests', async () => {
    await listen();
    await sidecar.close();
    const run = await runK6(k6Bin, ['--throw', ...tagged(plain)], variables());
    expect(run.exitCode).toBe(0);
    expect(run.said).toEqual([
      expect.stringMatching(
        /^run run-1 not reported: .*connection refused \(does the monitor run at LOADTESTS_URL\?\)$/
      ),
    ]);
  });

  it('does not repeat what is refused, and hands on the reason, as a warning', async () => {
    await listen([401, 401]);
    const run = await runK6(k6Bin, tagged(plain), variables());
    expect(run.exitCode).toBe(0);
    expect(run.said).toEqual([
      'run run-1 not reported: 401 answered 401 on purpose (check LOADTESTS_KEY: a key with the scope ingest)',
    ]);
    expect(sidecar.received).toHaveLength(1);
    expect(run.stderr).not.toContain('ingest-key');
    const { stderr } = await runK6(k6Bin, ['--log-format', 'json', ...tagged(plain)], variables());
    expect(stderr).toMatch(/^\{"level":"warning","msg":"load test monitor: run run-1 not reported: 401/m);
  });

  it('tells what is wrong with what it has sent, such as credentials in TARGET, without repeating it', async () => {
    await listen([400]);
    const run = await runK6(k6Bin, tagged(plain), variables());
    expect(run.said).toEqual([
      'run run-1 not reported: 400 answered 400 on purpose body.target has the wrong form: a URL',
    ]);
  });

  it('says that another server is no monitor, also where that answers 200', async () => {
    await listen(['page']);
    const run = await runK6(k6Bin, tagged(plain), variables());
    expect(run.exitCode).toBe(0);
    expect(run.said).toEqual(['run run-1 not reported: 200 of what is no monitor (check LOADTESTS_URL)']);
    expect(sidecar.received).toHaveLength(1);
  });

  it('tries once more after a passing fault', async () => {
    await listen([503, 202, 503, 202]);
    const run = await runK6(k6Bin, tagged(plain), variables());
    expect(run.said).toEqual([`run run-1 reported to ${sidecar.url}`]);
    expect(sidecar.received).toHaveLength(4);
    expect(sidecar.received[1]).toEqual(sidecar.received[0]);
  });

  it('tells when only the summary was not taken', async () => {
    await listen([202, 409]);
    const run = await runK6(k6Bin, tagged(plain), variables());
    expect(run.said).toEqual(['run run-1 announced, but its summary was not taken: 409 answered 409 on purpose']);
  });

  it('waits 5 s and no longer for a sidecar that does not answer, twice', async () => {
    await listen(['never', 'never']);
    const startedAt = Date.now();
    const run = await runK6(k6Bin, tagged(plain), variables());
    expect(run.exitCode).toBe(0);
    expect(run.said).toEqual([expect.stringMatching(/^run run-1 not reported: .*timeout/)]);
    expect(Date.now() - startedAt).toBeLessThan(45_000);
    expect(sidecar.received).toHaveLength(2);
  });
});
