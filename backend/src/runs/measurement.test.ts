import { announcedContradiction, summaryContradiction, thresholdContradiction } from './measurement';
import type { ScriptThreshold } from '../model/run';
import { measurementSchema } from '../model/protocol';
import type { K6Summary } from '../model/k6-summary';

const threshold = (metric: string, expression: string, given: Partial<ScriptThreshold> = {}): ScriptThreshold => ({
  metric,
  expression,
  abortOnFail: false,
  delayAbortEval: null,
  ...given,
});
const shown = (pairs: ReadonlyArray<[string, string]>, shape: K6Summary['shape'] = 'handleSummary') => ({
  shape,
  thresholds: pairs.map(([metric, expression]) => ({ metric, expression, ok: true, samples: 'some' as const })),
});
const p95 = threshold('http_req_duration', 'p(95)<500');

describe('a summary with the thresholds of script and entry contradicts nothing', () => {
  it.each<[string, readonly ScriptThreshold[], ReadonlyArray<[string, string]>]>([
    ['none', [], []],
    [
      'the same, in another order',
      [p95, threshold('checks', 'rate>0.9')],
      [
        ['checks', 'rate>0.9'],
        ['http_req_duration', 'p(95)<500'],
      ],
    ],
    [
      'spaces around a tag',
      [threshold('http_req_duration{ name:x }', 'avg<9')],
      [['http_req_duration{name:x}', 'avg<9']],
    ],
    ['spaces within a tag', [threshold('a{ name : x , b: y }', 'avg<9')], [['a{b:y,name:x}', 'avg<9']]],
    [
      'a space that is part of a value',
      [threshold('a{name:front page}', 'avg<9')],
      [['a{ name:front page }', 'avg<9']],
    ],
    ['braces within a value', [threshold('a{name:http://x/${}}', 'avg<9')], [['a{ name:http://x/${} }', 'avg<9']]],
    ['quotes around a value', [threshold('a{name:"x"}', 'avg<9')], [['a{name:x}', 'avg<9']]],
    ['spaces in an expression', [threshold('a', ' avg < 300 ')], [['a', 'avg<300']]],
    ['the same one twice', [p95, { ...p95, abortOnFail: true }], [['http_req_duration', 'p(95)<500']]],
    [
      'one that aborts, which a summary does not tell',
      [{ ...p95, abortOnFail: true }],
      [['http_req_duration', 'p(95)<500']],
    ],
  ])('%s', (_, expected, pairs) => {
    expect(summaryContradiction(expected, shown(pairs))).toBeNull();
    expect(summaryContradiction(expected, shown(pairs, 'summaryExport'))).toBeNull();
  });

  it('nor does a shape that carries none', () => {
    expect(summaryContradiction([p95], shown([], 'machineReadable'))).toBeNull();
  });
});

it.each<[string, readonly ScriptThreshold[], ReadonlyArray<[string, string]>, RegExp]>([
  ['none at all', [p95], [], /"http_req_duration: p\(95\)<500" is missing/],
  ['one less', [p95, threshold('checks', 'rate>0.9')], [['http_req_duration', 'p(95)<500']], /"checks: .* is missing/],
  ['another limit', [p95], [['http_req_duration', 'p(95)<5000']], /p\(95\)<500" is missing/],
  ['another selector', [threshold('a{name:x}', 'avg<9')], [['a{name:y}', 'avg<9']], /"a\{name:x\}: avg<9" is missing/],
  ['one more', [], [['checks', 'rate>0.5']], /"checks: rate>0.5" is not among them/],
])('a summary with other thresholds contradicts: %s', (_, expected, pairs, reason) => {
  expect(summaryContradiction(expected, shown(pairs))).toMatch(reason);
  expect(summaryContradiction(expected, shown(pairs))).toMatch(/^k6's summary shows other thresholds/);
});

describe('thresholds as a reporter resolved them', () => {
  const aborting = { ...p95, abortOnFail: true, delayAbortEval: '1m30s' };

  it.each<[string, readonly ScriptThreshold[], readonly ScriptThreshold[]]>([
    ['the same', [aborting], [aborting]],
    ['a delay in another form', [aborting], [{ ...aborting, delayAbortEval: '90s' }]],
    [
      'no delay and a delay of 0',
      [{ ...p95, abortOnFail: true }],
      [{ ...p95, abortOnFail: true, delayAbortEval: '0s' }],
    ],
    ['a delay that nothing waits for', [p95], [{ ...p95, delayAbortEval: '10s' }]],
  ])('%s', (_, expected, resolved) => {
    expect(thresholdContradiction(expected, resolved)).toBeNull();
  });

  it.each<[string, readonly ScriptThreshold[]]>([
    ['does not abort', [p95]],
    ['aborts at once', [{ ...aborting, delayAbortEval: null }]],
    ['another limit', [{ ...aborting, expression: 'p(95)<50' }]],
    ['none', []],
  ])('contradict: %s', (_, resolved) => {
    expect(thresholdContradiction([aborting], resolved)).toMatch(/^the script resolves to other thresholds/);
  });
});

describe('an announcement', () => {
  const entry = {
    env: { ITEMS: '20', TOKEN: 'secret-value' },
    ignoredEnv: ['CI_JOB'],
    secrets: { SHOP_TOKEN: { env: 'TOKEN' } },
  };
  const expected = { thresholds: [p95], measuredOptions: { rps: 50, blockHostnames: ['ads.example'] } };
  const same = { ...expected.measuredOptions };
  const contradiction = (given: Record<string, unknown>, instances = 1) =>
    announcedContradiction(measurementSchema.parse(given), entry, expected, instances);

  it.each<[string, Record<string, unknown>]>([
    ['nothing known', {}],
    ['the same variables', { env: { ITEMS: '20', TOKEN: 'secret-value' } }],
    ['some of them', { env: { ITEMS: '20' } }],
    ['variables that the entry does not set', { env: { OTHER: 'x', CI: null } }],
    [
      'names that are set, ignored or the monitor’s',
      { envNames: ['ITEMS', 'CI_JOB', 'TARGET', 'LOADTESTS_REPORTER', 'LOADTEST'] },
    ],
    ['the name of a secret', { envNames: ['SHOP_TOKEN'] }],
    ['the same options', { options: same }],
    [
      'options that say "not set"',
      { options: { ...same, noSetup: false, hosts: null, blacklistIPs: [], executionSegment: '0:1' } },
    ],
    ['the same thresholds', { thresholds: [p95] }],
  ])('contradicts nothing: %s', (_, given) => {
    expect(contradiction(given)).toBeNull();
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['a switch', { switches: ['--no-thresholds'] }, '--no-thresholds changes what is measured'],
    ['another value', { env: { ITEMS: '1' } }, "the variable ITEMS is not the catalogue's"],
    ['an empty value', { env: { ITEMS: '' } }, "the variable ITEMS is not the catalogue's"],
    ['no value', { env: { ITEMS: null } }, 'the variable ITEMS is not set, but in the catalogue'],
    [
      'a name that nobody knows',
      { envNames: ['SLOW'] },
      '-e "SLOW" is neither in the catalogue\'s env nor among its ignoredEnv',
    ],
    ['an option', { options: { ...same, noSetup: true } }, 'k6\'s option "noSetup" is not the catalogue\'s'],
    ['another option', { options: { ...same, rps: 5 } }, 'k6\'s option "rps" is not the catalogue\'s'],
    ['one option less', { options: { rps: 50 } }, 'k6\'s option "blockHostnames" is not the catalogue\'s'],
    [
      'a part of the plan',
      { options: { ...same, executionSegment: '0:1/2' } },
      'k6\'s option "executionSegment" is not the catalogue\'s',
    ],
    [
      'no thresholds',
      { thresholds: [] },
      'the script resolves to other thresholds than the catalogue\'s: "http_req_duration: p(95)<500" is missing',
    ],
  ])('contradicts: %s', (_, given, reason) => {
    expect(contradiction(given)).toBe(reason);
  });

  it('never names a value, which may be secret', () => {
    expect(contradiction({ env: { TOKEN: 'other-secret' } })).toBe("the variable TOKEN is not the catalogue's");
  });

  it('lets several instances share the plan by segments', () => {
    expect(contradiction({ options: { ...same, executionSegment: '0:1/2' } }, 2)).toBeNull();
  });
});

it('compares options of any depth', () => {
  let deep: unknown = 1;
  for (let level = 0; level < 200_000; level += 1) {
    deep = [deep];
  }
  const measurement = { ...measurementSchema.parse({}), options: { hosts: deep } };
  const entry = { env: {}, ignoredEnv: [], secrets: {} };
  expect(announcedContradiction(measurement, entry, { thresholds: [], measuredOptions: {} }, 1)).toBe(
    'k6\'s option "hosts" is not the catalogue\'s'
  );
});
