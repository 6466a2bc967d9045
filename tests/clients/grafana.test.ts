import { createGrafanaLayer, type DiagnosisAnnotation } from '../../backend/src/annotations';
import { startFakeGrafana, type FakeGrafana } from '../../backend/src/testing/fakes/grafana';

const annotationOf = (runId: string): DiagnosisAnnotation => ({
  runId,
  severity: 'critical',
  text: 'checkout: failed. p95 812 ms <script>alert("x")</script> & more',
  from: new Date('2026-11-22T10:00:00Z'),
  to: new Date('2026-11-22T10:02:00Z'),
  tags: ['loadtest', 'diagnosis', `run:${runId}`, 'test:checkout', 'severity:critical'],
});
const annotation = annotationOf('run-1');
const runUrl = 'https://grafana.example.com/a/app/runs/run-1?a=1&b=2';
const inGrafana = {
  dashboardUID: null,
  time: Date.parse('2026-11-22T10:00:00Z'),
  timeEnd: Date.parse('2026-11-22T10:02:00Z'),
  tags: annotation.tags,
  text: 'checkout: failed. p95 812 ms &lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; more <a href="https://grafana.example.com/a/app/runs/run-1?a=1&amp;b=2">Open the run</a>',
};

let grafana: FakeGrafana;
beforeEach(async () => {
  grafana = await startFakeGrafana({ subPath: '/grafana' });
});
afterEach(() => grafana.close());

const layer = ({
  token = grafana.token,
  grafanaUrl = grafana.grafanaUrl,
  timeoutMs = 2000,
  now = () => new Date(),
} = {}) => createGrafanaLayer({ grafanaUrl, token, timeoutMs, now });
const put = (given: Partial<DiagnosisAnnotation> = {}) => layer().put({ ...annotation, ...given }, runUrl);

/** Writes straight into Grafana, as a person or a broken writer may. */
async function post(
  given: Partial<Omit<typeof inGrafana, 'dashboardUID'>> & { readonly dashboardUID?: string | null } = {}
) {
  const { dashboardUID: _none, ...usual } = inGrafana;
  await fetch(`${grafana.grafanaUrl}/api/annotations`, {
    method: 'POST',
    headers: { authorization: `Bearer ${grafana.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ ...usual, ...given }),
  });
}
/** The calls that change something, since this was last asked. */
let seen = 0;
beforeEach(() => void (seen = 0));
function writes(): string[] {
  const calls = grafana.calls.slice(seen).filter(({ method }) => method !== 'GET');
  seen = grafana.calls.length;
  return calls.map(({ method, path }) => `${method} ${path}`);
}
const ids = () => grafana.annotations.map(({ id }) => id);

describe('put', () => {
  it('writes one organisation region with its tags, escaped text and one link, under a sub-path', async () => {
    const outcome = await layer({ grafanaUrl: `${grafana.grafanaUrl}/` }).put(annotation, runUrl);
    expect(outcome).toEqual({ kind: 'confirmed', result: { did: 'created', annotationId: 1, removed: 0 } });
    expect(grafana.annotations).toEqual([{ id: 1, ...inGrafana }]);
  });

  it('leaves out a link that is not http(s)', async () => {
    await layer().put({ ...annotation, text: 'failed' }, 'javascript:alert(1)');
    expect(grafana.annotations[0]?.text).toBe('failed');
  });

  it('changes nothing where Grafana says the same already, in whatever order it lists the tags', async () => {
    await post({ tags: [...annotation.tags].reverse() });
    writes();
    expect(await put()).toEqual({ kind: 'confirmed', result: { did: 'nothing', annotationId: 1, removed: 0 } });
    expect(writes()).toEqual([]);
  });

  it.each<[string, Partial<typeof inGrafana>]>([
    ['text', { text: 'edited by hand' }],
    ['start', { time: inGrafana.time - 60_000 }],
    ['end', { timeEnd: inGrafana.timeEnd + 60_000 }],
    ['severity', { tags: [...annotation.tags.slice(0, 4), 'severity:warning'] }],
    ['tags, one more', { tags: [...annotation.tags, 'seen'] }],
  ])('changes the one that has another %s, in place', async (_what, given) => {
    await post(given);
    writes();
    expect(await put()).toMatchObject({ result: { did: 'changed', annotationId: 1 } });
    expect(writes()).toEqual(['PATCH /grafana/api/annotations/1']);
    expect(grafana.annotations).toEqual([{ id: 1, ...inGrafana }]);
  });

  it('makes a point of a region that has no length any more', async () => {
    await put();
    await put({ to: annotation.from });
    expect(grafana.annotations).toMatchObject([{ id: 1, time: inGrafana.time, timeEnd: inGrafana.time }]);
  });

  it('keeps the oldest of several, right, and removes the others', async () => {
    await post({ text: 'old' });
    await post();
    await post({ text: 'other' });
    expect(await put()).toMatchObject({ result: { did: 'changed', annotationId: 1, removed: 2 } });
    expect(grafana.annotations).toEqual([{ id: 1, ...inGrafana }]);
  });

  it("touches no other run's, no dashboard's own, and none without all three tags", async () => {
    await post({ tags: annotationOf('run-10').tags });
    await post({ dashboardUID: 'shop' });
    await post({ tags: ['loadtest', 'run:run-1'] });
    const before = structuredClone(grafana.annotations);
    grafana.script({ do: 'answer', status: 200, body: before, on: { method: 'GET' } });
    expect(await put()).toMatchObject({ result: { did: 'created', annotationId: 4 } });
    expect(grafana.annotations.slice(0, 3)).toEqual(before);
  });

  it('does not double an annotation whose answer was lost', async () => {
    grafana.script({ do: 'actThenDrop', on: { method: 'POST' } });
    expect(await put()).toMatchObject({ kind: 'unknown', code: 'connectionLost' });
    expect(await put()).toMatchObject({ result: { did: 'nothing', annotationId: 1 } });
    expect(grafana.annotations).toHaveLength(1);
  });

  it('writes a new one where the old one was removed while it was being changed', async () => {
    await post({ text: 'old' });
    const stale = structuredClone(grafana.annotations);
    await layer().remove('run-1');
    grafana.script({ do: 'answer', status: 200, body: stale, on: { method: 'GET' } });
    expect(await put()).toMatchObject({ result: { did: 'created', annotationId: 2 } });
    expect(grafana.annotations).toEqual([{ id: 2, ...inGrafana }]);
  });

  it('leaves one annotation where another sidecar has written its own in between', async () => {
    await post({ text: 'of a sidecar whose record was older' });
    grafana.script({ do: 'answer', status: 200, body: [], on: { method: 'GET' } });
    expect(await put()).toMatchObject({ result: { did: 'changed', annotationId: 1, removed: 1 } });
    expect(grafana.annotations).toEqual([{ id: 1, ...inGrafana }]);
  });

  it('takes one that Grafana does not show yet for written, and writes no second one', async () => {
    grafana.script({ do: 'answer', status: 200, body: [], on: { method: 'GET' }, times: 2 });
    expect(await put()).toMatchObject({ result: { did: 'created', annotationId: 1 } });
    expect(ids()).toEqual([1]);
  });

  it('is tried again later where that goes on', async () => {
    const stale = [{ ...inGrafana, id: 7, text: 'old' }];
    grafana.script({ do: 'answer', status: 200, body: stale, on: { method: 'GET' }, times: Infinity });
    expect(await put()).toMatchObject({ kind: 'retry', code: 'changedMeanwhile' });
  });

  it('stops in time where there are many to remove, and goes on at the next try', async () => {
    for (let count = 0; count < 4; count += 1) {
      await post();
    }
    let at = 0;
    const slow = layer({ now: () => new Date((at += 15_000)) });
    const outcomes = [];
    do {
      outcomes.push(await slow.put(annotation, runUrl));
    } while (outcomes.at(-1)?.kind === 'retry');
    expect(outcomes.length).toBeGreaterThan(1);
    expect(outcomes[0]).toMatchObject({ code: 'moreToRemove' });
    expect(ids()).toEqual([1]);
  });

  it('tells what surely did not happen from what may have', async () => {
    grafana.script({ do: 'rateLimit', retryAfterSeconds: 7 });
    expect(await put()).toMatchObject({ kind: 'retry', retryAfterSeconds: 7 });
    grafana.script({ do: 'answer', status: 502, body: 'bad gateway' });
    expect(await put()).toMatchObject({ kind: 'retry', code: 'serverError' });
    grafana.script({ do: 'answer', status: 502, body: 'bad gateway', on: { method: 'POST' } });
    expect(await put()).toMatchObject({ kind: 'unknown', code: 'serverError' });
    grafana.script({ do: 'answer', status: 200, body: '{"message":', on: { method: 'POST' } });
    expect(await put()).toMatchObject({ kind: 'unknown', code: 'unreadableReply' });
    grafana.script({ do: 'answer', status: 200, body: 'a page', on: { method: 'GET' } });
    expect(await put()).toMatchObject({ kind: 'retry', code: 'unreadableReply' });
    grafana.script({ do: 'neverAnswer', on: { method: 'POST' } });
    expect(await layer({ timeoutMs: 100 }).put(annotation, null)).toMatchObject({ kind: 'unknown', code: 'timeout' });
    expect(grafana.annotations).toEqual([]);
  });

  it.each(['PATCH', 'DELETE'])('says why where Grafana does not allow %s with this token', async (method) => {
    await post({ text: 'old' });
    await post();
    const body = { message: `Permissions needed: annotations:${method === 'PATCH' ? 'write' : 'delete'}` };
    grafana.script({ do: 'answer', status: 403, body, on: { method } });
    expect(await put()).toMatchObject({
      kind: 'rejected',
      code: 'forbidden',
      reason: expect.stringContaining(body.message) as string,
    });
  });

  it('is refused for good with a wrong token or address, without showing the token', async () => {
    const refused = await layer({ token: 'glsa_wrong' }).put(annotation, null);
    expect(refused).toMatchObject({ kind: 'rejected', code: 'unauthorized' });
    expect(JSON.stringify(refused)).not.toContain('glsa_');
    expect(await layer({ grafanaUrl: grafana.url }).put(annotation, null)).toMatchObject({ code: 'notFound' });
    expect(() => layer({ grafanaUrl: 'grafana:3000' })).toThrow(/^GRAFANA_URL/);
  });
});

describe('remove', () => {
  it('removes all of the run and nothing else; where there is none that is as good', async () => {
    await post();
    await post({ tags: annotationOf('run-2').tags });
    await post();
    expect(await layer().remove('run-1')).toMatchObject({ result: { did: 'removed', removed: 2 } });
    expect(ids()).toEqual([2]);
    expect(await layer().remove('run-1')).toMatchObject({ kind: 'confirmed', result: { did: 'nothing' } });
  });

  it('takes an annotation that somebody else has just removed for removed', async () => {
    await post();
    grafana.script({
      do: 'answer',
      status: 404,
      body: { message: 'Could not find annotation' },
      on: { method: 'DELETE' },
    });
    expect(await layer().remove('run-1')).toMatchObject({ kind: 'confirmed' });
  });

  it('is done at the next try where the answer was lost', async () => {
    await post();
    grafana.script({ do: 'actThenDrop', on: { method: 'DELETE' } });
    expect(await layer().remove('run-1')).toMatchObject({ kind: 'unknown' });
    expect(await layer().remove('run-1')).toMatchObject({ kind: 'confirmed' });
    expect(grafana.annotations).toEqual([]);
  });
});

describe('runIds', () => {
  it('lists the runs of all annotations, far more than one answer of Grafana holds', async () => {
    const runIds = Array.from({ length: 1201 }, (_, index) => `run-${index}`);
    for (const [index, runId] of runIds.entries()) {
      const time = inGrafana.time + index * 60_000;
      await post({ tags: annotationOf(runId).tags, time, timeEnd: time + 120_000 });
    }
    await post({ tags: ['loadtest', 'diagnosis'] });
    await post({ tags: annotationOf('of-a-dashboard').tags, dashboardUID: 'shop' });
    const listed = await layer().runIds();
    expect(listed).toEqual({ kind: 'listed', runIds: new Set(runIds) });
  }, 180_000);

  it('says so where there are too many at one time to be listed', async () => {
    const body = Array.from({ length: 500 }, (_, index) => ({ ...inGrafana, id: index + 1 }));
    grafana.script({ do: 'answer', status: 200, body, times: Infinity });
    expect(await layer().runIds()).toMatchObject({ kind: 'rejected', code: 'tooManyAnnotations' });
  }, 180_000);

  it('says why Grafana does not list them', async () => {
    grafana.script({ do: 'answer', status: 403, body: { message: 'Permissions needed: annotations:read' } });
    expect(await layer().runIds()).toMatchObject({
      kind: 'rejected',
      reason: expect.stringContaining('annotations:read') as string,
    });
  });
});
