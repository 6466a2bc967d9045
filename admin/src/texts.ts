/** Every text of both elements; `{…}` stands for what is put in. Set some or all by attributes or the property `texts`. */
export const englishTexts = {
  banner: 'Load tests',
  actionRequiredOne: 'A load test needs attention',
  actionRequiredMany: '{count} load tests need attention',
  unknown: 'The state of the load tests is unknown',
  silent: 'The load test monitor does not answer',
  lastAnswer: 'Last answer:',
  since: 'Since',
  more: 'Show {count} more',
  dismiss: 'Dismiss',
  seeRun: 'See the run',
  results: 'Load test results',
  loading: 'Loading the load test results',
  empty: 'No load test has been judged yet.',
  failed: 'The load test results cannot be read ({reason}).',
  refused: 'You may not see the load test results ({reason}).',
  retry: 'Try again',
  meaning: 'What the figures mean',
  test: 'Load test',
  runDate: 'Run date and time',
  duration: 'Duration',
  virtualUsers: 'Virtual users',
  average: 'Average response time',
  p95: 'p95 response time',
  errorRate: 'Error rate',
  verdict: 'Pass/fail',
  diagnosis: 'Diagnosis',
  actionRequired: 'Action required',
  autoFix: 'Auto-fix applied',
  yes: 'Yes',
  no: 'No',
  notMeasured: 'not measured',
  'verdict.passed': 'passed',
  'verdict.failed': 'failed',
  'verdict.inconclusive': 'inconclusive',
  'verdict.errored': 'errored',
  'verdict.missed': 'missed',
  'outcome.pending': 'not verified yet',
  'outcome.fixed': 'fixed it',
  'outcome.notFixed': 'did not fix it',
  'outcome.unknown': 'outcome unknown',
  trend: 'p95 of {test}, {count} runs: from {first} to {last}, lowest {lowest}, highest {highest}',
  testMeaning: 'What was tried, and where.',
  runDateMeaning: 'When the load test started, in your time zone.',
  durationMeaning: 'How long it ran.',
  virtualUsersMeaning: 'How many simulated people used the site at once.',
  averageMeaning: 'How long a request took on average.',
  p95Meaning: '95 of 100 requests took at most this long.',
  errorRateMeaning: 'The share of requests that failed.',
  verdictMeaning:
    'Passed: every limit was kept. Failed: one was not. Anything else: the run says nothing about the site.',
  diagnosisMeaning: 'What most likely went wrong.',
  actionRequiredMeaning: 'Whether a person has to act.',
  autoFixMeaning: 'What was done without a person, and whether it helped.',
} as const;

export type TextKey = keyof typeof englishTexts;
export const textKeys = Object.keys(englishTexts) as readonly TextKey[];
export type Texts = Readonly<Record<TextKey, string>>;

/** A text with its places filled. */
export function fillIn(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place));
}
