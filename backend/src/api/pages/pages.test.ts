import { describeOnEachDatabase } from '../../testing/databases';
import { changeRun } from '../../runs';
import { aProgress, noProgress } from '../../testing/progress';
import { storeRun } from '../../testing/run-rows';
import { openPages, type PagesApp } from './testing/pages-app';
import { diagnosis, emptyRecords, fillRecords, storeFailedRun, storeIncident } from './testing/records';

const browser = { accept: 'text/html,application/xhtml+xml' };

/** What a reader sees of a page: its text without markup, a space where there was any. */
const textOf = (body: string) =>
  body
    .replace(/<head>[^]*<\/head>/, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&#39;/g, "'")
    .replace(/\s+/g, ' ');

describeOnEachDatabase('the pages', (db) => {
  let pages: PagesApp;
  const get = (url: string, headers: Record<string, string> = {}) =>
    pages.app.inject({ url, headers: { ...browser, ...headers } });
  const read = async (url: string) => textOf((await get(url)).body);

  beforeEach(async () => {
    await emptyRecords(db());
    await fillRecords(db());
    pages = await openPages(db());
  });
  afterEach(() => pages.app.close());

  it('say how things stand, since when, and who is needed', async () => {
    const text = await read('/');
    expect(text).toContain('Action required A person is needed for checkout. Since 2025-11-23 11:57 UTC');
    expect(text).toContain(
      `open since 2025-11-23 11:57 UTC ${diagnosis.text} Why a person: The failure is persistent.`
    );
    expect(text).toContain('Auto-fix applied: No');
    expect((await get('/')).body).toContain('href="./runs/run-failed">Last run of checkout');
  });

  it('list the load tests with their last verdict and when the next result has to come', async () => {
    const text = await read('/');
    expect(text).toMatch(/checkout Pays for a basket .*✕ failed 2025-11-23 11:55 UTC runs when somebody starts it/);
    expect(text).toMatch(/search .*✓ passed .* 2025-11-23 12:05 UTC/);
  });

  it('say of a load test that k6 cannot run its script', async () => {
    const broken = await openPages(db(), {
      scriptProblemOf: ({ name }) => (name === 'search' ? 'scripts/search.js:3:9: Unexpected token ;' : null),
    });
    const { body } = await broken.app.inject({ url: '/', headers: browser });
    await broken.app.close();
    expect(textOf(body)).toContain('search k6 cannot run it: scripts/search.js:3:9: Unexpected token ; https://');
  });

  it('have every column of the results', async () => {
    const heads = [
      ...(await get('/')).body.matchAll(/<th role="columnheader" scope="col" class="(?:number|prose)?">([^<]*)</g),
    ];
    expect(heads.map(([, head]) => head).slice(5)).toEqual([
      'Run date and time',
      'Load test',
      'Pass/fail',
      'Duration',
      'Virtual users',
      'Average response time',
      'p95 response time',
      'Error rate',
      'Diagnosis',
      'Action required',
      'Auto-fix applied',
    ]);
    expect(await read('/')).toMatch(/✕ failed p95 1,240 ms > 500 ms 2 min 50 310 ms 1,240 ms 2 % \(100 of 5,000\)/);
  });

  it('name the next command where nothing has been measured', async () => {
    await emptyRecords(db());
    await pages.banner.refresh();
    const text = await read('/');
    expect(text).toContain('Nothing measured yet');
    expect(text).toContain('npx loadtests start checkout --wait');
    expect(text).toContain('npx loadtests run my-test.js');
  });

  it('show a failed run with verdict, reasons, figures, thresholds, diagnosis, evidence, incident, endpoints and log', async () => {
    const text = await read('/runs/run-failed');
    expect(text).toContain('Failed: p95 1,240 ms > 500 ms. error rate 2 % > 0 %');
    expect(text).toContain('Action required: The failure is persistent.');
    expect(text).toContain('p95 response time 1,240 ms 740 ms above 500 ms');
    expect(text).toMatch(/p95 ≤ 500 ms 500 ms 1,240 ms 740 ms above ✕ crossed catalogue/);
    expect(text).toMatch(/http_req_duration: avg<400 – 310 ms – ✓ kept k6 script/);
    expect(text).toContain(diagnosis.text);
    expect(text).toContain('E1 POST /payment: 100 of 100 requests failed with 503.');
    expect(text).toContain('Other facts that were known (1)');
    expect(text).toContain('refuses a redeploy (persistentFailure): the failure is persistent');
    expect(text).toContain('Action required : the failure is persistent');
    expect(text).toMatch(/POST \/payment 5xx 100 100 100 % .* GET \/basket 2xx/);
    expect(text).toContain('200: 4,900, 503: 100');
    expect(text).toContain('level=error msg=&quot;checkout gave up&quot;');
    expect((await get('/runs/run-failed')).body).not.toContain('refresh.js');
  });

  it('draw the course of a run, say in words what it shows, and give it as a table', async () => {
    const { body } = await get('/runs/run-failed');
    const titles = [...body.matchAll(/<title id="chart-\d-title">([^<]*)</g)].map(([, title]) => title);
    expect(titles).toEqual(['p95 response time', 'Error rate', 'Virtual users', 'Requests per second']);
    const text = textOf(body);
    expect(text).toContain('Highest: 1,335 ms, after 115 s. The limit of the run is 500 ms.');
    expect(text).toContain('Highest: 5 %, after 65 s.');
    expect(text).toMatch(/35 s – – 40 0 40 s 660 ms 0 % 45 40/);
  });

  it('say of a run that goes on what it waits for, and keep themselves up to date', async () => {
    const { body } = await get('/runs/run-running');
    expect(textOf(body)).toContain('… running It is running; the verdict comes after the end of k6.');
    expect(textOf(body)).toContain('The metric store does not answer now.');
    expect(body).toMatch(/<script src="\.\.\/assets\/refresh\.js\?v=\w+" data-seconds="5" defer>/);
  });

  it("show how a run of the sidecar's runner stands, and nothing of one that somebody else runs", async () => {
    await pages.app.close();
    const progress = { listen: noProgress.listen, of: async () => aProgress };
    pages = await openPages(db(), { progress });
    expect(await read('/runs/run-running')).not.toContain('Requests so far');
    await changeRun(db(), 'run-running', { reporter: 'runner' });
    const { body } = await get('/runs/run-running');
    expect(body).toContain('<progress max="100" value="75" aria-label="Running">');
    expect(textOf(body)).toContain(
      'Stage Running Time 45 s of 1 min Virtual users now 10 Iterations 120 Requests so far 1,234 ' +
        'p95 of the last 30 s 213 ms Error rate so far 0.4 %'
    );
  });

  it('show of a run that goes on what has been measured so far', async () => {
    await pages.app.close();
    const point = { at: '2025-11-23T12:01:00.000Z', virtualUsers: 3, avgResponseTimeMs: 1, p95ResponseTimeMs: 2 };
    const points = [{ ...point, requestsPerSecond: 12.5, failedRequestsPerSecond: 0 }];
    const store = { series: async () => ({ stepSeconds: 1, points }) };
    pages = await openPages(db(), { store });
    expect(await read('/runs/run-running')).toContain('Requests per second Highest: 12.5, after 0 s.');
  });

  it('answer 304 while nothing has changed, and anew when something has', async () => {
    for (const url of ['/', '/runs/run-running']) {
      const known = { 'if-none-match': String((await get(url)).headers.etag) };
      expect((await get(url, known)).statusCode).toBe(304);
      await storeRun(db(), { id: `next-${url.length}` });
      expect((await get('/', known)).statusCode).toBe(200);
    }
  });

  it('lead to the run in Grafana where that is known', async () => {
    await pages.app.close();
    pages = await openPages(db(), { inGrafana: (id) => `https://grafana.example.com/runs/${id}` });
    expect((await get('/runs/run-failed')).body).toContain('href="https://grafana.example.com/runs/run-failed"');
  });

  it.each(['/runs/none', '/runs/..%2f..%2fetc', '/runs/%3Cscript%3E'])('answer 404 as a page for %s', async (url) => {
    const answer = await get(url);
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([404, 'text/html; charset=utf-8']);
    expect(textOf(answer.body)).toContain('Not Found There is no ');
    expect(answer.body).not.toContain('<script>');
  });

  it('tell a program what there is, and of a run that is not there as the API does', async () => {
    const entry = await get('/', { accept: '*/*' });
    expect(entry.json()).toEqual({
      name: 'load-test-monitoring',
      version: '1.2.3',
      openapi: './openapi.json',
      docs: './docs',
      health: './health/ready',
    });
    expect(entry.headers.vary).toBe('accept');
    expect((await get('/runs/none', { accept: 'application/json' })).json()).toMatchObject({ status: 404 });
  });

  it('take HEAD, no other method, and are no part of the API', async () => {
    for (const url of ['/', '/runs/run-failed', '/assets/pages.css']) {
      expect(await pages.app.inject({ method: 'HEAD', url, headers: browser })).toMatchObject({
        statusCode: 200,
        body: '',
      });
      const put = await pages.app.inject({ method: 'PUT', url });
      expect([put.statusCode, put.headers.allow]).toEqual([405, 'GET, HEAD']);
    }
    const { paths } = (await pages.app.inject('/openapi.json')).json<{ paths: object }>();
    expect(Object.keys(paths)).toEqual(expect.not.arrayContaining(['/', '/runs/{id}', '/login', '/assets/{name}']));
  });

  it('allow no script or style but their own files, and nobody to frame them', async () => {
    for (const url of ['/', '/runs/run-failed', '/runs/none', '/login']) {
      const { headers, body } = await get(url);
      expect(headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self';/);
      expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
      expect(body).not.toMatch(/ style=| on\w+=|<style|<script(?! src="\.)/);
    }
    const css = await get((/href="\.(\/assets\/pages\.css\?v=\w+)"/.exec((await get('/')).body) ?? [])[1] ?? '');
    expect([css.statusCode, css.headers['content-type'], css.headers['cache-control']]).toEqual([
      200,
      'text/css; charset=utf-8',
      'public, max-age=31536000, immutable',
    ]);
    expect((await get('/assets/__proto__')).statusCode).toBe(404);
  });

  it('show what k6, the model and the tested system say as text, whatever it is', async () => {
    const hostile = `"'><script>alert(1)</script><img src=x onerror=alert(1)>`;
    await emptyRecords(db());
    await storeFailedRun(
      db(),
      {
        test: hostile,
        environment: hostile,
        target: hostile,
        startedBy: hostile,
        k6Version: hostile,
        reasons: [
          { code: 'p95Breach', text: hostile },
          { code: 'checksFailed', text: hostile },
        ],
        thresholds: [
          {
            source: 'k6',
            metric: hostile,
            expression: hostile,
            ok: null,
            limit: null,
            value: null,
            unit: null,
            margin: null,
            marginRatio: null,
          },
        ],
        diagnosis: { ...diagnosis, text: hostile },
        actionRequiredReason: hostile,
        correctedFrom: { verdict: 'errored', reason: hostile },
      },
      hostile
    );
    await storeIncident(db(), 'i-1', 'run-failed', hostile);
    await pages.banner.refresh();
    for (const url of ['/', '/runs/run-failed']) {
      const { body } = await get(url);
      expect(body).not.toMatch(/<script>|<img/);
      // Beside the attribute of the table there is the text.
      expect(body.split('&quot;&#39;&gt;&lt;script&gt;').length).toBeGreaterThan(4);
    }
  });
});
