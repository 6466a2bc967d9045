import { checkHistory, type History } from './history';

/** A failure that was redeployed and stayed, and one that passed again. */
const good: History = {
  promised: [
    { runId: 'shop-1', verdicts: ['failed'] },
    { runId: 'basket-1', verdicts: ['failed'] },
    { runId: 'basket-2', verdicts: ['passed', 'errored'] },
  ],
  messages: [
    { effectId: 'slack-autoFixApplied-shop-1', at: 10, isMarked: false },
    { effectId: 'slack-actionRequired-basket-1', at: 10, isMarked: false },
    { effectId: 'slack-escalated-shop-2', at: 20, isMarked: false },
  ],
  deployments: [{ id: 'dpl_2', effectId: 'redeploy-1' }],
  annotations: [
    { runId: 'shop-1', text: 'slow' },
    { runId: 'shop-2', text: 'still slow' },
    { runId: 'basket-1', text: 'down' },
  ],
  ambiguous: [{ from: 11, to: 12 }],
  records: {
    runs: [
      run({ id: 'shop-1', test: 'shop', annotation: 'slow', autoFixDeploymentId: 'dpl_2', startedAt: 1, endedAt: 2 }),
      run({ id: 'shop-2', test: 'shop', annotation: 'still slow', startedAt: 3, endedAt: 4 }),
      run({ id: 'basket-1', test: 'basket', annotation: 'down', startedAt: 1, endedAt: 2 }),
      run({ id: 'basket-2', test: 'basket', verdict: 'passed', startedAt: 3, endedAt: 4 }),
    ],
    incidents: [
      { id: 'i1', test: 'shop', state: 'actionRequired', lastRunId: 'shop-2' },
      { id: 'i2', test: 'basket', state: 'resolved', lastRunId: 'basket-1' },
    ],
    effects: [{ id: 'slack-autoFixApplied-shop-1', kind: 'slackMessage', runId: 'shop-1', state: 'confirmed' }],
    remediations: [{ id: 'redeploy-1', state: 'notFixed', incidentId: 'i1', deploymentId: 'dpl_2', isOpen: false }],
  },
  banner: { state: 'action_required', runIds: ['shop-2'] },
};

function run(
  of: Partial<History['records']['runs'][number]> & { id: string; test: string; startedAt: number; endedAt: number }
): History['records']['runs'][number] {
  return {
    status: 'judged',
    verdict: 'failed',
    counts: true,
    isStoppedByPerson: false,
    diagnosisState: 'done',
    autoFixDeploymentId: null,
    annotation: null,
    ...of,
  };
}

type Change = (history: History) => Partial<History>;
const records =
  (change: (records: History['records']) => Partial<History['records']>): Change =>
  (history) => ({ records: { ...history.records, ...change(history.records) } });
const changed = <Item extends { id: string }>(items: readonly Item[], id: string, change: Partial<Item>): Item[] =>
  items.map((item) => (item.id === id ? { ...item, ...change } : item));

const broken: ReadonlyArray<readonly [what: string, promises: readonly string[], change: Change]> = [
  [
    'an acknowledged run that nobody knows any more',
    ['every run that was taken is judged'],
    ({ promised }) => ({ promised: [...promised, { runId: 'gone', verdicts: ['passed'] }] }),
  ],
  [
    'a failed run that was judged as passed',
    ['every verdict is right'],
    ({ promised }) => ({ promised: [...promised, { runId: 'basket-2', verdicts: ['failed'] }] }),
  ],
  [
    'a failed run without a message',
    ['every failed run is told'],
    ({ messages }) => ({ messages: messages.filter(({ effectId }) => !effectId.endsWith('shop-2')) }),
  ],
  [
    'a message twice that does not say so',
    ['nothing is told twice'],
    ({ messages }) => ({
      messages: [...messages, { effectId: 'slack-autoFixApplied-shop-1', at: 13, isMarked: false }],
    }),
  ],
  [
    'a message twice although the answer was known',
    ['nothing is told twice'],
    ({ messages }) => ({
      ambiguous: [{ from: 1, to: 5 }],
      messages: [...messages, { effectId: 'slack-autoFixApplied-shop-1', at: 13, isMarked: true }],
    }),
  ],
  [
    'two deployments of one remediation',
    ['one deployment per remediation'],
    ({ deployments }) => ({ deployments: [...deployments, { id: 'dpl_3', effectId: 'redeploy-1' }] }),
  ],
  [
    'a deployment that does not say what it is for',
    ['every redeploy can be explained'],
    ({ deployments }) => ({ deployments: [...deployments, { id: 'dpl_3', effectId: null }] }),
  ],
  [
    'a deployment that was recorded as not sent',
    ['the records know every redeploy'],
    records(({ remediations }) => ({ remediations: changed(remediations, 'redeploy-1', { state: 'notSent' }) })),
  ],
  [
    'a recorded deployment that was never made',
    ['the records know every redeploy', 'the records know every redeploy'],
    () => ({ deployments: [] }),
  ],
  [
    'a redeploy of unknown outcome about which no person is asked',
    ['the records know every redeploy', 'the banner says what the records say', 'all work comes to an end'],
    records(({ remediations, incidents }) => ({
      remediations: changed(remediations, 'redeploy-1', { state: 'unknown' }),
      incidents: changed(incidents, 'i1', { state: 'remediating' }),
    })),
  ],
  [
    'a failure without an incident',
    ['every failure has an incident', 'the banner says what the records say'],
    records(({ incidents }) => ({ incidents: incidents.filter(({ id }) => id !== 'i1') })),
  ],
  [
    'an incident that a passed run has left open',
    ['every failure has an incident', 'the banner says what the records say'],
    records(({ incidents }) => ({ incidents: changed(incidents, 'i2', { state: 'actionRequired' }) })),
  ],
  [
    'two open incidents of one load test',
    ['one open incident per load test', 'the banner says what the records say'],
    records(({ incidents }) => ({
      incidents: [...incidents, { id: 'i3', test: 'shop', state: 'actionRequired', lastRunId: 'shop-2' }],
    })),
  ],
  [
    'a green banner beside an incident',
    ['the banner says what the records say'],
    () => ({ banner: { state: 'ok', runIds: [] } }),
  ],
  [
    'a banner about the run before',
    ['the banner says what the records say'],
    () => ({ banner: { state: 'action_required', runIds: ['shop-1'] } }),
  ],
  [
    'an annotation twice',
    ['the annotations say what the records say'],
    ({ annotations }) => ({ annotations: [...annotations, { runId: 'basket-1', text: 'down' }] }),
  ],
  [
    'an annotation with what is not true any more',
    ['the annotations say what the records say'],
    ({ annotations }) => ({
      annotations: annotations
        .map((each) => ({ ...each, text: each.text.toUpperCase() }))
        .slice(0, 1)
        .concat(annotations.slice(1)),
    }),
  ],
  [
    'a run without its annotation',
    ['the annotations say what the records say'],
    ({ annotations }) => ({ annotations: annotations.slice(1) }),
  ],
  [
    'an annotation of a run that there is not',
    ['the annotations say what the records say'],
    ({ annotations }) => ({ annotations: [...annotations, { runId: 'gone', text: 'x' }] }),
  ],
  [
    'an effect that nobody works on',
    ['all work comes to an end'],
    records(({ effects }) => ({ effects: effects.map((effect) => ({ ...effect, state: 'sent' })) })),
  ],
  [
    'a run that is not diagnosed',
    ['all work comes to an end'],
    records(({ runs }) => ({ runs: changed(runs, 'shop-1', { diagnosisState: 'pending' }) })),
  ],
  [
    'a remediation that stays open',
    ['all work comes to an end'],
    records(({ remediations }) => ({ remediations: changed(remediations, 'redeploy-1', { isOpen: true }) })),
  ],
];

it('has nothing to say about a history in which every promise was kept', () => {
  expect(checkHistory(good)).toEqual([]);
});

it.each(broken)('finds %s', (_what, promises, change) => {
  const found = checkHistory({ ...good, ...change(good) });
  expect(found.map(({ promise }) => promise)).toEqual(promises);
});

it('permits what it must: a duplicate that says so after a lost answer, a run that a person stopped, a closed incident', () => {
  const twice = { effectId: 'slack-autoFixApplied-shop-1', at: 13, isMarked: true };
  // Sent by a sidecar that had slept since before another one told it in its place.
  const late = { effectId: 'slack-late-9', isMarked: false };
  const stopped = run({
    id: 'shop-0',
    test: 'shop',
    verdict: 'errored',
    isStoppedByPerson: true,
    startedAt: 0,
    endedAt: 1,
  });
  const closed = changed(good.records.incidents, 'i1', { state: 'closed' });
  const history: History = {
    ...good,
    messages: [...good.messages, twice, { ...twice, effectId: 'slack-late-9', at: 3 }, { ...late, at: 9 }],
    records: { ...good.records, runs: [...good.records.runs, stopped], incidents: closed },
    banner: { state: 'ok', runIds: [] },
  };
  expect(checkHistory(history)).toEqual([]);
});
