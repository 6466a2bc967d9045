import fc from '../testing/seeded-fast-check';
import type { ThresholdResult } from '../model/verdict';
import { type AlertExtras, renderAlert } from './messages';
import { alertKinds, type RunAlert } from './run-alert';
import { renderPlain, type SlackMessage } from './slack-blocks';
import { slackLimits } from './slack-text';

const p95Breach: ThresholdResult = {
  source: 'catalogue',
  metric: 'p95ResponseTimeMs',
  expression: 'p95 ≤ 800 ms',
  ok: false,
  limit: 800,
  value: 812,
  unit: 'ms',
  margin: 12,
  marginRatio: 0.015,
};

const failed: RunAlert = {
  kind: 'actionRequired',
  test: 'checkout',
  target: 'https://shop.example.com',
  environment: 'production',
  verdict: 'failed',
  runId: 'checkout-20261122-1004',
  runDate: '2026-11-22T10:04:00Z',
  durationSeconds: 125.4,
  virtualUsers: 20,
  requests: 500,
  errorRateSamples: 500,
  p95ResponseTimeMs: 812,
  avgResponseTimeMs: 240.3,
  errorRate: 0.002,
  breached: [
    p95Breach,
    {
      ...p95Breach,
      metric: 'errorRate',
      expression: 'error rate ≤ 0 %',
      limit: 0,
      value: 0.002,
      unit: 'fraction',
      margin: 0.002,
      marginRatio: null,
    },
  ],
  reasons: [
    { code: 'p95Breach', text: 'p95 too high' },
    { code: 'checksFailed', text: '3 of 500 checks failed' },
  ],
  diagnosis: { text: 'POST /pay answered 500 for 1 of 125 requests.', madeBy: 'haiku', model: null },
  actionRequiredReason: 'The policy does not permit a redeploy.',
  autoFix: null,
  runUrl: 'https://grafana.example.com/a/app/runs/checkout-20261122-1004?a=1&b=2',
  effectId: 'effect-1',
};

const worse: RunAlert = {
  ...failed,
  kind: 'regression',
  verdict: 'passed',
  breached: [],
  reasons: [{ code: 'withinLimits', text: 'all limits kept over 500 requests' }],
  diagnosis: null,
  actionRequiredReason: null,
  regression: {
    baselineRunId: 'checkout-20261121-1004',
    isPinned: false,
    findings: ['p95 812 ms instead of 600 ms (+35.3 %)', 'POST /pay: average 90 ms instead of 60 ms (+50 %)'],
  },
};

const autoFix = { projectId: 'prj_shop', deploymentId: 'dpl_9f2', deploymentUrl: 'https://shop-9f2.vercel.app' };
const nothingMeasured = {
  durationSeconds: null,
  virtualUsers: null,
  requests: null,
  p95ResponseTimeMs: null,
  avgResponseTimeMs: null,
  errorRate: null,
  breached: [],
  diagnosis: null,
};

function texts(message: SlackMessage): { header: string[]; section: string[]; field: string[]; context: string[] } {
  const found = { header: [] as string[], section: [] as string[], field: [] as string[], context: [] as string[] };
  for (const block of message.blocks) {
    if (block.type === 'header') {
      found.header.push(block.text.text);
    } else if (block.type === 'context') {
      found.context.push(...block.elements.map(({ text }) => text));
    } else if ('text' in block) {
      found.section.push(block.text.text);
    } else {
      found.field.push(...block.fields.map(({ text }) => text));
    }
  }
  return found;
}

describe('the Slack message about a run', () => {
  it('tells an on-call person what broke, by how much, why a person is needed, and where to look', () => {
    expect(renderPlain(renderAlert(failed))).toBe(
      `Action required: checkout
checkout failed on production (https://shop.example.com)
• p95 812 ms (limit 800 ms, +1.5 %)
• error rate 0.2 % (1 of 500; limit 0 %)
• 3 of 500 checks failed
A person is needed: The policy does not permit a redeploy.
Diagnosis (by Claude Haiku)
POST /pay answered 500 for 1 of 125 requests.
Open the run (https://grafana.example.com/a/app/runs/checkout-20261122-1004?a=1&b=2) for its figures.
  Run date: 2026-11-22 10:04 UTC
  Virtual users: 20
  Requests: 500
  Average response time: 240 ms
  Duration: 2 min 5 s
Run checkout-20261122-1004`
    );
  });

  it.each([
    [50, '50 % (25 of 50)'],
    [undefined, '50 %'],
    [null, '50 %'],
  ])(
    'counts the failed ones over what the error rate is over, not over all requests: %p',
    (errorRateSamples, shown) => {
      const text = renderPlain(
        renderAlert({ ...failed, breached: [], errorRate: 0.5, requests: 100, errorRateSamples })
      );
      expect(text).toContain(`  Error rate: ${shown}\n`);
      expect(text).toContain('  Requests: 100\n');
    }
  );

  it('shows the labels of the load test beside the run', () => {
    const labelled = { ...failed, labels: { team: 'payments & <shop>', tier: '1' } };
    expect(renderPlain(renderAlert(labelled))).toMatch(
      /\nRun checkout-20261122-1004 · team: payments & <shop> · tier: 1$/
    );
    const most = Object.fromEntries(
      Array.from({ length: 20 }, (_, index) => [`${'n'.repeat(90)}${index}`, '&'.repeat(100)])
    );
    const context = renderAlert({ ...failed, labels: most }).blocks.at(-1);
    expect(context?.type === 'context' && context.elements.every(({ text }) => text.length <= 2000)).toBe(true);
  });

  it('says on a phone the same in one line, and carries the effect id', () => {
    const message = renderAlert(failed);
    expect(message.text).toBe(
      'Action required: checkout failed on production with 20 virtual users: p95 812 ms (limit 800 ms, +1.5 %); error rate 0.2 % (1 of 500; limit 0 %)'
    );
    expect(message.metadata).toEqual({ event_type: 'load_test_alert', event_payload: { effect_id: 'effect-1' } });
  });

  it('gives the date in UTC, as logs have it, and the link as a link', () => {
    const { field, section } = texts(renderAlert(failed));
    expect(field).toContain('*Run date*\n2026-11-22 10:04 UTC');
    expect(section.join('\n')).toContain(
      '<https://grafana.example.com/a/app/runs/checkout-20261122-1004?a=1&amp;b=2|Open the run>'
    );
  });

  it('tells what is worse than in which run, and that no limit is broken', () => {
    const text = renderPlain(renderAlert(worse));
    expect(text).toContain('Passed, and worse than before: checkout');
    expect(text).toContain('Worse than run checkout-20261121-1004, the last passed one that may be compared with it:');
    expect(text).toContain('• POST /pay: average 90 ms instead of 60 ms (+50 %)');
    expect(text).toContain('No limit is broken: nothing is redeployed, no incident is opened');
    expect(renderAlert(worse).text).toContain('p95 812 ms instead of 600 ms (+35.3 %)');
  });

  it('says of a failed run too that it is worse than its baseline, once', () => {
    const line = '• worse than run checkout-20261121-1004, its pinned baseline: p95 812 ms instead of 600 ms (+35.3 %)';
    const regression = { ...worse.regression, baselineRunId: 'checkout-20261121-1004', isPinned: true };
    const beside = { ...regression, findings: ['p95 812 ms instead of 600 ms (+35.3 %)'] };
    expect(renderPlain(renderAlert({ ...failed, regression: beside }))).toContain(line);
    const reasons = [{ code: 'regression' as const, text: 'worse than run x' }];
    expect(renderPlain(renderAlert({ ...failed, regression: beside, breached: [], reasons }))).not.toContain(line);
  });

  it('does not call a redeploy a fix', () => {
    const message = renderAlert({ ...failed, kind: 'autoFixApplied', actionRequiredReason: null, autoFix });
    expect(texts(message).header).toEqual(['Auto-fix applied, verifying: checkout']);
    expect(renderPlain(message)).toContain(
      'Production of prj_shop was redeployed as dpl_9f2 (https://shop-9f2.vercel.app/). A run of checkout verifies it as soon as it is in production. If that does not pass, the banner comes on and a person is asked.'
    );
  });

  it('says until when a run has to show that a redeploy helped', () => {
    const asked = { ...autoFix, personAskedAt: '2026-11-23T05:01:00.000Z' };
    const message = renderAlert({ ...failed, kind: 'autoFixApplied', actionRequiredReason: null, autoFix: asked });
    expect(renderPlain(message)).toMatch(
      /If that does not pass, or does not begin by 2026-11-23 05:01 UTC, the banner comes on and a person is asked\./
    );
  });

  it('says of a redeploy that a run has verified what it was before and what it is now', () => {
    const before = { ...failed, p95ResponseTimeMs: 1840, errorRate: 0.024, errorRateSamples: 1000 };
    const fixed = { deploymentId: 'dpl_9f2', before };
    const now = { kind: 'recovered', verdict: 'passed', p95ResponseTimeMs: 120, errorRate: 0, fixedBy: fixed } as const;
    expect(renderPlain(renderAlert({ ...failed, ...now }))).toContain(
      'Fixed by the redeploy dpl_9f2, and verified by this run. The incident is resolved. p95 1,840 ms before, 120 ms now; error rate 2.4 % before, 0 % now.'
    );
  });

  it('says of a redeploy that did not hold that it was made', () => {
    const plain = renderPlain(renderAlert({ ...failed, autoFix, actionRequiredReason: 'The next run failed again.' }));
    expect(plain).toContain('was redeployed as dpl_9f2');
    expect(plain).toContain('A person is needed: The next run failed again.');
  });

  it.each([
    ['inconclusive', 'inconclusive', 'Inconclusive: checkout', 'This is not a pass.'],
    ['errored', 'errored', 'Run errored: checkout', 'it says nothing about the system under test'],
    ['missed', 'missed', 'Run missed: checkout', 'is not known'],
    ['recovered', 'passed', 'Recovered: checkout', 'The incident is resolved.'],
  ] as const)('has a message of its own for %s', (kind, verdict, title, sentence) => {
    const plain = renderPlain(renderAlert({ ...failed, kind, verdict, breached: [], actionRequiredReason: null }));
    expect(plain.split('\n')[0]).toBe(title);
    expect(plain).toContain(sentence);
  });

  it('says "not measured" instead of zero, and lists no figures of a run that never was', () => {
    const errored = renderPlain(renderAlert({ ...failed, ...nothingMeasured, kind: 'errored', verdict: 'errored' }));
    expect(errored.match(/.*not measured.*/g)).toEqual(['  Figures: not measured']);
    const partly = { ...failed, ...nothingMeasured, requests: 20, kind: 'errored', verdict: 'errored' } as const;
    expect(renderPlain(renderAlert(partly))).toContain('p95 response time: not measured');
    const missed = renderPlain(renderAlert({ ...failed, ...nothingMeasured, kind: 'missed', verdict: 'missed' }));
    expect(missed).toContain('Due: 2026-11-22 10:04 UTC');
    expect(missed).not.toContain('not measured');
  });

  it('labels a text made by rules', () => {
    const message = renderAlert({
      ...failed,
      diagnosis: { text: 'Errors on one endpoint.', madeBy: 'rules', model: null },
    });
    expect(renderPlain(message)).toContain('Diagnosis (by rules, without a model)');
  });

  it('links only http(s) addresses', () => {
    const message = renderAlert({ ...failed, runUrl: 'javascript:alert(1)' });
    expect(JSON.stringify(message)).not.toContain('javascript');
    expect(renderPlain(message)).toContain('Open the run');
  });

  it('keeps a link whole when its label is empty', () => {
    const message = renderAlert({ ...failed, autoFix: { ...autoFix, deploymentId: '\u0000 ' } });
    expect(texts(message).section.join('\n')).toContain('<https://shop-9f2.vercel.app/|link>');
  });

  it('shows mentions, links and formatting from outside as plain text', () => {
    const text = '<!channel> <@U123> <https://evil.example|click> *bold* `code` ~gone~ _it_ http_req_failed @here & co';
    const message = renderAlert({ ...failed, diagnosis: { text, madeBy: 'haiku', model: null } });
    expect(texts(message).section[3]).toBe(
      '*Diagnosis* (by Claude Haiku)\n&lt;!channel&gt; &lt;@U123&gt; &lt;https://evil.example|click&gt; ∗bold∗ ʼcodeʼ ∼gone∼ ˍitˍ http_req_failed ＠here &amp; co'
    );
  });

  it('cuts between code points, never inside an escaped character', () => {
    const message = renderAlert({
      ...failed,
      test: `${'&'.repeat(40)}`,
      diagnosis: { text: '😀'.repeat(2000), madeBy: 'haiku', model: null },
    });
    expect(texts(message).header[0]).toMatch(/^Action required: (&amp;)+…$/);
    expect(texts(message).section[3]).toMatch(/^\*Diagnosis\* \(by Claude Haiku\)\n(😀)+…$/u);
  });
});

describe('hostile text', () => {
  const hostile = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 4000 }),
    fc.string({
      unit: fc.constantFrom('<', '>', '&', '!', '@', '|', '*', '`', '\n', '~', '_', '😀', 'http://x'),
      maxLength: 4000,
    }),
    fc.constantFrom('<!channel>', '<@U1>', '<https://evil.example|x>', '>quote\n>quote', '\u202e<!here>', '')
  );
  const figure = fc.oneof(fc.constant(null), fc.double({ min: 0 }));
  const breach = fc.record({
    source: fc.constantFrom('catalogue', 'k6'),
    metric: hostile,
    expression: hostile,
    ok: fc.constant(false),
    limit: figure,
    value: figure,
    unit: fc.constantFrom('ms', 'fraction', null),
    margin: figure,
    marginRatio: figure,
  });
  const course = fc.record({
    since: hostile,
    runs: fc.nat(),
    failed: fc.nat(),
    isMore: fc.boolean(),
    lastPassedAt: fc.option(hostile),
    cause: fc.option(hostile),
    until: fc.option(hostile),
  });
  const alerts: fc.Arbitrary<RunAlert> = fc.record({
    trigger: fc.constantFrom('schedule', 'external'),
    reporter: fc.constantFrom('runner', 'handleSummary'),
    deployment: fc.option(fc.record({ id: hostile, createdAt: fc.option(hostile), sha: fc.option(hostile) })),
    lookFirst: fc.option(hostile),
    course: fc.option(course),
    person: fc.option(fc.record({ by: hostile, said: fc.option(hostile) })),
    kind: fc.constantFrom(...alertKinds),
    test: hostile,
    target: hostile,
    environment: hostile,
    verdict: fc.constantFrom('passed', 'failed', 'inconclusive', 'errored', 'missed'),
    runId: hostile,
    runDate: fc.oneof(hostile, fc.constant(null), fc.constant('2026-11-22T10:04:00Z')),
    durationSeconds: figure,
    virtualUsers: figure,
    requests: figure,
    p95ResponseTimeMs: figure,
    avgResponseTimeMs: figure,
    errorRate: figure,
    breached: fc.array(breach as fc.Arbitrary<ThresholdResult>, { maxLength: 12 }),
    reasons: fc.array(fc.record({ code: fc.constantFrom('p95Breach', 'aborted'), text: hostile }), { maxLength: 12 }),
    diagnosis: fc.option(
      fc.record({ text: hostile, madeBy: fc.constantFrom('haiku', 'rules'), model: fc.option(hostile) })
    ),
    actionRequiredReason: fc.option(hostile),
    autoFix: fc.option(fc.record({ projectId: hostile, deploymentId: hostile, deploymentUrl: fc.option(hostile) })),
    runUrl: fc.oneof(hostile, fc.webUrl({ withQueryParameters: true }), fc.constant(null)),
    effectId: fc.constant('effect-1'),
  });

  const instant = fc.constant('2026-11-22T10:04:00.000Z');
  const extras: fc.Arbitrary<AlertExtras> = fc.record(
    {
      now: fc.record({
        state: fc.constantFrom(
          'diagnosing',
          'redeploying',
          'redeployed',
          'actionRequired',
          'escalated',
          'resolved',
          'closed'
        ),
        since: instant,
        reason: fc.option(hostile),
        failed: fc.nat(),
        seen: fc.option(fc.record({ by: hostile, at: instant })),
        run: fc.option(fc.record({ id: hostile, url: fc.option(fc.webUrl()) })),
        person: fc.option(fc.record({ by: hostile, said: fc.option(hostile) })),
        lastRunId: hostile,
      }),
      doubt: fc.option(hostile),
    },
    { requiredKeys: [] }
  );

  it("never exceeds Slack's limits and never becomes a mention, a link or a broken token", () => {
    fc.assert(
      fc.property(alerts, extras, (alert, more) => {
        const message = renderAlert(alert, more);
        const { header, section, field, context } = texts(message);
        const bounds: Array<[string[], number]> = [
          [header, slackLimits.headerText],
          [section, slackLimits.sectionText],
          [field, slackLimits.fieldText],
          [context, slackLimits.sectionText],
        ];
        for (const [found, limit] of bounds) {
          found.forEach((text) => {
            expect(text.length).toBeGreaterThan(0);
            expect(text.length).toBeLessThanOrEqual(limit);
          });
        }
        expect(field.length).toBeLessThanOrEqual(slackLimits.fields);
        expect(message.blocks.length).toBeLessThanOrEqual(slackLimits.blocks);
        expect(JSON.stringify(message.blocks).length).toBeLessThan(slackLimits.allBlocksText);
        expect(message.text.length).toBeLessThanOrEqual(1000);
        expect(message.text).not.toMatch(/[<>]/);
        expect(header.join('')).not.toMatch(/[<>]/);

        // What is left after taking out our own three links holds no markup at all.
        const ownTokens = /<https?:\/\/[^<>|\s]+\|[^<>|]+>/g;
        const all = [...section, ...field, ...context].join('\n');
        const links = all.match(/<http/g) ?? [];
        expect(all.replace(ownTokens, '')).not.toMatch(/[<>]/);
        expect(links.length).toBeLessThanOrEqual(3);
      }),
      { numRuns: 300 }
    );
  });
});
