import { formatCount, formatDuration, formatErrorRate, formatMs } from '../lib/figures';
import type { Trigger } from '../model/run';
import { responseTimesMissing } from '../model/verdict';
import { isOver, toldBreaches } from './message-lines';
import type { RunAlert } from './run-alert';
import { instantText } from './slack-text';

type Field = readonly [name: string, value: string];

const triggerWords: Readonly<Record<Trigger, string>> = {
  schedule: 'its schedule',
  deployment: 'a deployment',
  manual: 'a person',
  external: 'outside, such as CI or a laptop',
  verification: 'a redeploy, to verify it',
};

/** What a person compares: when and why the run was, what was in production, and the figures that no breach has told. */
export function alertFields(alert: RunAlert): Field[] {
  if (alert.kind === 'closed') {
    return [];
  }
  return [
    [alert.kind === 'missed' ? 'Due' : 'Run date', instantText(alert.runDate)],
    ...(alert.trigger === undefined ? [] : [['Started by', triggerWords[alert.trigger]] as const]),
    ...deploymentField(alert),
    ...figures(alert),
  ];
}

/** `dpl_9f2, commit 1a2b3c4, 2026-11-30 01:55 UTC` */
function deploymentField(alert: RunAlert): Field[] {
  const { deployment = null } = alert;
  if (deployment === null || isOver(alert)) {
    return [];
  }
  const { id, sha, createdAt } = deployment;
  const commit = sha === null ? [] : [`commit ${sha.slice(0, 7)}`];
  const made = createdAt === null ? [] : [instantText(createdAt)];
  return [['Last known deployment', [id, ...commit, ...made].join(', ')]];
}

function figures(alert: RunAlert): Field[] {
  // Six times "not measured" would only hide that nothing was.
  if (!isMeasured(alert)) {
    return alert.verdict === 'missed' ? [] : [['Figures', 'not measured']];
  }
  const told = new Set(toldBreaches(alert).map(({ metric }) => metric));
  const noTimes = responseTimesMissing(alert.reasons) !== null;
  const all: ReadonlyArray<readonly [name: string, value: string, isTold: boolean]> = [
    ['Virtual users', formatCount(alert.virtualUsers), false],
    ['Requests', formatCount(alert.requests), false],
    ['p95 response time', formatMs(alert.p95ResponseTimeMs), noTimes || told.has('p95ResponseTimeMs')],
    ['Error rate', formatErrorRate(alert.errorRate, alert.errorRateSamples), told.has('errorRate')],
    ['Average response time', formatMs(alert.avgResponseTimeMs), noTimes || told.has('avgResponseTimeMs')],
    ['Duration', formatDuration(alert.durationSeconds), false],
  ];
  return all.flatMap(([name, value, isTold]) => (isTold ? [] : [[name, value] as const]));
}

/** Whether there is any figure of the run. */
export function isMeasured({ requests, virtualUsers, durationSeconds, errorRate }: RunAlert): boolean {
  return [requests, virtualUsers, durationSeconds, errorRate].some((figure) => figure !== null);
}
