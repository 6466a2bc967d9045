/**
 * What is left of a chaos run when everything has come to rest: what the reporters were promised, what Slack, Vercel and
 * Grafana hold, what the records and the banner say.
 */
export interface History {
  /** Runs whose parts were all acknowledged, or that the sidecar has taken on itself, and how each may have ended. */
  readonly promised: ReadonlyArray<{ readonly runId: string; readonly verdicts: readonly string[] }>;
  readonly messages: readonly HistoryMessage[];
  readonly deployments: readonly HistoryDeployment[];
  readonly annotations: ReadonlyArray<{ readonly runId: string; readonly text: string }>;
  /** When a message may have been taken by Slack without its sender learning so, or without being listed yet. */
  readonly ambiguous: ReadonlyArray<{ readonly from: number; readonly to: number }>;
  readonly records: HistoryRecords;
  readonly banner: { readonly state: string; readonly runIds: readonly string[] };
}

export interface HistoryMessage {
  /** `slack-<kind>-<run>`, from the metadata of the message. */
  readonly effectId: string;
  readonly at: number;
  /** It says of itself that it may be a duplicate. */
  readonly isMarked: boolean;
}

/** One that the sidecar has asked for. */
export interface HistoryDeployment {
  readonly id: string;
  /** From its `meta`; null: it does not say what it is for. */
  readonly effectId: string | null;
}

export interface HistoryRecords {
  readonly runs: readonly HistoryRun[];
  readonly incidents: readonly HistoryIncident[];
  readonly effects: ReadonlyArray<{
    readonly id: string;
    readonly kind: string;
    readonly runId: string;
    readonly state: string;
    /** How far it has come, for who reads of one that has not ended. */
    readonly course?: string;
  }>;
  readonly remediations: readonly HistoryRemediation[];
}

export interface HistoryRun {
  readonly id: string;
  readonly test: string;
  readonly status: string;
  readonly verdict: string | null;
  readonly counts: boolean;
  /** A person has stopped it, so that nobody has to be told. */
  readonly isStoppedByPerson: boolean;
  readonly diagnosisState: string;
  /** Instants in ms since the epoch. */
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly autoFixDeploymentId: string | null;
  /** What Grafana must show of it; null: nothing. */
  readonly annotation: string | null;
}

export interface HistoryIncident {
  readonly id: string;
  readonly test: string;
  readonly state: string;
  readonly lastRunId: string;
}

export interface HistoryRemediation {
  /** The effect that redeploys. */
  readonly id: string;
  readonly state: string;
  readonly incidentId: string;
  readonly deploymentId: string | null;
  readonly isOpen: boolean;
}

/** A promise that was not kept, and where. */
export interface Violation {
  readonly promise:
    | 'every run that was taken is judged'
    | 'every verdict is right'
    | 'every failed run is told'
    | 'nothing is told twice'
    | 'one deployment per remediation'
    | 'every redeploy can be explained'
    | 'the records know every redeploy'
    | 'every failure has an incident'
    | 'one open incident per load test'
    | 'the banner says what the records say'
    | 'the annotations say what the records say'
    | 'all work comes to an end';
  readonly what: string;
}

const told = ['failed', 'inconclusive', 'errored', 'missed'];
const openIncidents = ['diagnosing', 'remediating', 'actionRequired'];
const openEffects = ['planned', 'claimed', 'sent'];

/** Every promise that this history breaks; empty: none. */
export function checkHistory(history: History): Violation[] {
  return [
    ...lostRuns(history),
    ...untold(history),
    ...toldTwice(history),
    ...redeploys(history),
    ...forgottenRedeploys(history),
    ...failuresWithoutIncident(history),
    ...openIncidentsPerTest(history),
    ...bannerOf(history),
    ...annotationsOf(history),
    ...workLeft(history),
  ];
}

function lostRuns({ promised, records }: History): Violation[] {
  const runs = byKey(records.runs, ({ id }) => id);
  return promised.flatMap(({ runId, verdicts }): Violation[] => {
    const verdict = runs.get(runId)?.[0]?.verdict ?? null;
    if (verdict === null) {
      return [{ promise: 'every run that was taken is judged', what: runId }];
    }
    return verdicts.includes(verdict)
      ? []
      : [{ promise: 'every verdict is right', what: `${runId} is ${verdict}, not ${verdicts.join(' or ')}` }];
  });
}

function untold({ messages, records }: History): Violation[] {
  return records.runs
    .filter(({ counts, verdict, isStoppedByPerson }) => counts && told.includes(verdict ?? '') && !isStoppedByPerson)
    .filter(({ id }) => !messages.some(({ effectId }) => isOfRun(effectId, id)))
    .map(({ id, verdict }) => ({ promise: 'every failed run is told', what: `${id} (${verdict ?? ''})` }));
}

/** `slack-actionRequired-<run>`, and `-judgement2` behind it. */
function isOfRun(effectId: string, runId: string): boolean {
  const rest = /^slack-[A-Za-z]+-(.*)$/.exec(effectId)?.[1] ?? '';
  return rest === runId || rest.startsWith(`${runId}-judgement`);
}

/**
 * Twice is right only where Slack's answer was lost or its list lagged, and then all but one say so. That one may come last: from
 * a sidecar that was suspended right before it sent it, for longer than its lease.
 */
function toldTwice({ messages, ambiguous }: History): Violation[] {
  return [...byKey(messages, ({ effectId }) => effectId)].flatMap(([effectId, same]): Violation[] => {
    const firstAt = Math.min(...same.map(({ at }) => at));
    const silent = same.filter(({ isMarked }) => !isMarked).slice(1);
    const needless = same.filter(
      ({ at, isMarked }) => isMarked && at > firstAt && !ambiguous.some(({ from, to }) => from <= at && to >= firstAt)
    );
    return [...silent, ...needless].map(({ isMarked }) => ({
      promise: 'nothing is told twice',
      what: isMarked ? `${effectId}, although Slack's answer was known` : `${effectId}, without saying so`,
    }));
  });
}

function redeploys({ deployments, records }: History): Violation[] {
  const known = byKey(records.remediations, ({ id }) => id);
  const perEffect = byKey(deployments, ({ effectId }) => effectId ?? '');
  const twice = [...perEffect]
    .filter(([, same]) => same.length > 1)
    .map(([effectId, same]): Violation => ({
      promise: 'one deployment per remediation',
      what: `${effectId}: ${same.map(({ id }) => id).join(', ')}`,
    }));
  const unexplained = deployments.flatMap(({ id, effectId }): Violation[] => {
    const remediation = known.get(effectId ?? '')?.[0];
    if (remediation === undefined) {
      return [{ promise: 'every redeploy can be explained', what: `${id} belongs to no remediation` }];
    }
    return remediation.state === 'notSent'
      ? [{ promise: 'the records know every redeploy', what: `${id} was made, the records say it was not sent` }]
      : [];
  });
  return [...twice, ...unexplained];
}

/** What is recorded as made was made; what nobody knows needs a person. */
function forgottenRedeploys({ deployments, records }: History): Violation[] {
  const made = new Set(deployments.map(({ id }) => id));
  const incidents = byKey(records.incidents, ({ id }) => id);
  const invented = records.remediations
    .filter(({ deploymentId }) => deploymentId !== null && !made.has(deploymentId))
    .map(({ id, deploymentId }) => `${id} names ${deploymentId ?? ''}, which was never made`);
  const onRuns = records.runs
    .filter(({ autoFixDeploymentId }) => autoFixDeploymentId !== null && !made.has(autoFixDeploymentId))
    .map(({ id }) => `${id} has an auto-fix that was never made`);
  const silent = records.remediations
    .filter(({ state, incidentId }) => state === 'unknown' && incidents.get(incidentId)?.[0]?.state === 'remediating')
    .map(({ id }) => `nobody knows what became of ${id}, and no person is asked`);
  return [...invented, ...onRuns, ...silent].map((what) => ({ promise: 'the records know every redeploy', what }));
}

/** The newest run that counts decides, in the order in which they started. */
function failuresWithoutIncident({ records }: History): Violation[] {
  const counting = records.runs.filter(
    ({ counts, verdict }) => counts && (verdict === 'failed' || verdict === 'passed')
  );
  return [...byKey(counting, ({ test }) => test)].flatMap(([test, runs]): Violation[] => {
    const newest = runs.reduce((a, b) => (b.startedAt > a.startedAt ? b : a));
    const incidents = records.incidents.filter((incident) => incident.test === test);
    const isOpen = incidents.some(({ state }) => openIncidents.includes(state));
    const isClosedByPerson = incidents.some(({ state }) => state === 'closed');
    const passedAfter = runs.every(
      ({ verdict, endedAt }) => verdict === 'passed' || (endedAt ?? 0) <= newest.startedAt
    );
    if (newest.verdict === 'failed' && !isOpen && !isClosedByPerson) {
      return [{ promise: 'every failure has an incident', what: `${newest.id} has none` }];
    }
    const counted = records.runs.filter((run) => run.test === test && run.counts);
    const isNewest = counted.every(({ startedAt }) => startedAt <= newest.startedAt);
    return newest.verdict === 'passed' && isOpen && passedAfter && isNewest
      ? [{ promise: 'every failure has an incident', what: `${test} has passed, its incident is open` }]
      : [];
  });
}

function openIncidentsPerTest({ records }: History): Violation[] {
  const open = records.incidents.filter(({ state }) => openIncidents.includes(state));
  return [...byKey(open, ({ test }) => test)]
    .filter(([, same]) => same.length > 1)
    .map(([test, same]) => ({
      promise: 'one open incident per load test',
      what: `${test}: ${same.map(({ id }) => id).join(', ')}`,
    }));
}

function bannerOf({ banner, records }: Pick<History, 'banner' | 'records'>): Violation[] {
  const wanted = records.incidents
    .filter(({ state }) => state === 'actionRequired')
    .map(({ lastRunId }) => lastRunId)
    .sort();
  const shown = [...banner.runIds].sort();
  const state = wanted.length === 0 ? 'ok' : 'action_required';
  return banner.state === state && shown.join() === wanted.join()
    ? []
    : [
        {
          promise: 'the banner says what the records say',
          what: `${banner.state} [${shown.join(', ')}] instead of ${state} [${wanted.join(', ')}]`,
        },
      ];
}

function annotationsOf({ annotations, records }: History): Violation[] {
  const shown = byKey(annotations, ({ runId }) => runId);
  const known = new Set(records.runs.map(({ id }) => id));
  const ofRuns = records.runs.flatMap(({ id, annotation }) => {
    const texts = (shown.get(id) ?? []).map(({ text }) => text);
    const wanted = annotation === null ? [] : [annotation];
    return texts.join('\n') === wanted.join('\n')
      ? []
      : [
          `${id}: ${texts.length} of it, ${texts.length === wanted.length ? 'with another text' : `not ${wanted.length}`}`,
        ];
  });
  const ofNone = [...shown.keys()].filter((id) => !known.has(id)).map((id) => `${id} is no run of the records`);
  return [...ofRuns, ...ofNone].map((what) => ({ promise: 'the annotations say what the records say', what }));
}

function workLeft({ records }: History): Violation[] {
  return [
    ...records.effects
      .filter(({ state }) => openEffects.includes(state))
      .map(({ id, state, course }) => `the effect ${id} is ${state}${course === undefined ? '' : ` (${course})`}`),
    ...records.runs
      .filter(({ status, diagnosisState }) => status !== 'judged' || ['pending', 'late'].includes(diagnosisState))
      .map(({ id, status, diagnosisState }) => `the run ${id} is ${status}, its diagnosis ${diagnosisState}`),
    ...records.remediations.filter(({ isOpen }) => isOpen).map(({ id, state }) => `the remediation ${id} is ${state}`),
    ...records.incidents
      .filter(({ state }) => state === 'diagnosing' || state === 'remediating')
      .map(({ id, state }) => `the incident ${id} is ${state}`),
  ].map((what) => ({ promise: 'all work comes to an end', what }));
}

/** What can be held against the banner at any time, whatever is under way. */
export const checkBanner = bannerOf;

function byKey<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  }
  return groups;
}
