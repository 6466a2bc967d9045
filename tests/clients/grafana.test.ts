import { createAnnotationClient, renderAnnotation, type DiagnosisAnnotation } from '../../backend/src/annotations';
import { startFakeGrafana, type FakeGrafana } from '../../backend/src/testing/fakes/grafana';

const annotation: DiagnosisAnnotation = {
  effectId: 'effect-1',
  runId: 'run-1',
  test: 'checkout',
  severity: 'critical',
  text: 'checkout: failed. p95 812 ms <script>alert("x")</script> & more',
  from: new Date('2026-11-22T10:00:00Z'),
  to: new Date('2026-11-22T10:02:00Z'),
  runUrl: 'https://grafana.example.com/a/app/runs/run-1?a=1&b=2',
};

let grafana: FakeGrafana;
beforeEach(async () => {
  grafana = await startFakeGrafana({ subPath: '/grafana' });
});
afterEach(() => grafana.close());

const client = ({ token = grafana.token, grafanaUrl = grafana.grafanaUrl, timeoutMs = 2000 } = {}) =>
  createAnnotationClient({ grafanaUrl, token, timeoutMs });
const retry = { lookupFirst: true };

describe('the annotation client', () => {
  it('writes one organisation region with the five tags, escaped text and one link, under a sub-path', async () => {
    const outcome = await client({ grafanaUrl: `${grafana.grafanaUrl}/` }).write(annotation);
    expect(outcome).toEqual({ kind: 'confirmed', result: { annotationId: 1 } });
    expect(grafana.annotations).toEqual([
      {
        id: 1,
        dashboardUID: null,
        time: Date.parse('2026-11-22T10:00:00Z'),
        timeEnd: Date.parse('2026-11-22T10:02:00Z'),
        tags: ['loadtest', 'diagnosis', 'run:run-1', 'test:checkout', 'severity:critical'],
        text: 'checkout: failed. p95 812 ms &lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; more <a href="https://grafana.example.com/a/app/runs/run-1?a=1&amp;b=2">Open the run</a>',
      },
    ]);
  });

  it('leaves out a link that is not http(s)', async () => {
    await client().write({ ...annotation, text: 'failed', runUrl: 'javascript:alert(1)' });
    expect(grafana.annotations[0]?.text).toBe('failed');
  });

  it('does not double an annotation whose answer was lost', async () => {
    grafana.script({ do: 'actThenDrop' });
    expect(await client().write(annotation)).toMatchObject({ kind: 'unknown', code: 'connectionLost' });
    expect(await client().write(annotation, retry)).toEqual({ kind: 'confirmed', result: { annotationId: 1 } });
    expect(grafana.annotations).toHaveLength(1);
  });

  it('writes at a retry when there is none yet, and never adopts that of another run', async () => {
    await client().write({ ...annotation, runId: 'run-10' });
    grafana.script({ do: 'answer', status: 200, body: grafana.annotations, on: { method: 'GET' } });
    expect(await client().write(annotation, retry)).toEqual({ kind: 'confirmed', result: { annotationId: 2 } });
  });

  it.each([[401], [404], [429], [500]])('still does not know when the look-up is answered with %i', async (status) => {
    grafana.script({ do: 'answer', status, body: { message: 'no' } });
    expect(await client().write(annotation, retry)).toMatchObject({ kind: 'unknown', code: 'lookupFailed' });
    expect(grafana.annotations).toHaveLength(0);
  });

  it('is refused for good with a wrong token or address, without showing the token', async () => {
    const refused = await client({ token: 'glsa_wrong' }).write(annotation);
    expect(refused).toMatchObject({ kind: 'rejected', code: 'unauthorized' });
    expect(JSON.stringify(refused)).not.toContain('glsa_');
    expect(await client({ grafanaUrl: grafana.url }).write(annotation)).toMatchObject({ code: 'notFound' });
    expect(() => client({ grafanaUrl: 'grafana:3000' })).toThrow(/^GRAFANA_URL/);
  });

  it('tells what surely did not happen from what may have', async () => {
    grafana.script({ do: 'rateLimit', retryAfterSeconds: 7 }, { do: 'answer', status: 502, body: 'bad gateway' });
    expect(await client().write(annotation)).toMatchObject({ kind: 'retry', retryAfterSeconds: 7 });
    expect(await client().write(annotation)).toMatchObject({ kind: 'unknown', code: 'serverError' });
    grafana.script({ do: 'actThenAnswer', status: 200, body: '{"message":' }, { do: 'neverAnswer' });
    expect(await client().write(annotation)).toMatchObject({ kind: 'unknown', code: 'unreadableReply' });
    expect(await client({ timeoutMs: 100 }).write(annotation)).toMatchObject({ kind: 'unknown', code: 'timeout' });
  });
});

describe('the text of an annotation', () => {
  const run = {
    test: 'checkout',
    verdict: 'failed',
    actionRequired: true,
    virtualUsers: 20,
    p95ResponseTimeMs: 812,
    errorRate: 0.002,
    errorRateSamples: 500,
    breached: [],
    diagnosisText: 'Errors persist on POST /pay.',
  } as const;

  it('is short, with figures and units', () => {
    expect(renderAnnotation(run)).toEqual({
      severity: 'critical',
      text: 'checkout: failed. p95 812 ms, error rate 0.2 % (1 of 500), 20 virtual users. Action required. Errors persist on POST /pay.',
    });
    const long = renderAnnotation({ ...run, diagnosisText: '😀'.repeat(900) }).text;
    expect([...long]).toHaveLength(500);
    expect(long.endsWith('😀…')).toBe(true);
  });

  it('is critical only when a person is needed', () => {
    expect(renderAnnotation({ ...run, actionRequired: false }).severity).toBe('warning');
    expect(renderAnnotation({ ...run, verdict: 'passed', actionRequired: false }).severity).toBe('info');
  });
});
