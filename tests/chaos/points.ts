import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const sources = resolve(__dirname, '../../backend/src');

/**
 * Names that a chaos run does not come by, and why: they are of what people do once in a while, of a start with another
 * configuration, or of what takes hours. Tests beside their code break them off instead.
 */
export const unreached: Readonly<Record<string, string>> = {
  'rebuild annotations': 'asked for by a person after Grafana has lost its annotations',
  'renew queued run': 'the catalogue is edited while a run is queued',
  'uncount announced run': 'a second k6 contradicts the announcement of the first one',
  'give feedback': 'a person says whether a diagnosis was right',
  'set switch': 'a person switches redeploys off',
  'complement announced run': 'a k6 elsewhere that somebody has announced before it started',
  'pin baseline': 'a person pins the run that others are held against',
  'approve redeploy': 'a person approves what a guard has left to them',
  'tell member': 'load tests that share a redeploy',
  'end waiting deployment': 'another deployment comes while one waits',
  'end unclaimable effect': 'a row with which every claim fails',
  'reset breaker': 'a person permits what the same failure forbids',
  'request stop': 'a person stops a run',
  'give up judging': 'a run whose judging has thrown five times',
  'postpone judging': 'a run that cannot be judged without a metric store that does not answer',
  'diagnosis failed': 'a diagnosis that throws',
  'late diagnosis': 'a diagnosis that takes longer than its deadline of minutes',
  'late alert': 'an alert that is not delivered for minutes',
  'unverified redeploy': 'an hour without a run after a redeploy',
  'stalled redeploy': "what follows from Vercel's answer cannot be written three times",
  'deployment ended': 'a build that fails at Vercel',
  'give up verification': 'another deployment takes the place of the redeploy',
  'run could not start': 'k6 cannot be started, or the entry has gone',
  'close orphaned': 'a k6 that goes on without its sidecar',
  'hand back deployment': 'a way down while a peer is asked about a deployment',
  'close overdue runs': 'a report that never comes',
  'decide ticks': 'a schedule',
  'see schedules': 'a schedule',
  'grafana DELETE': 'an annotation that two sidecars have written, or whose run has passed after all',
  'resultPoint postponed': 'a metric store that refuses a result: the embedded one refuses none',
  'slackEdit overtaken': 'a call that a sidecar has slept in for longer than its lease',
  'grafanaAnnotation overtaken': 'a call that a sidecar has slept in for longer than its lease',
  'resultPoint overtaken': 'a call that a sidecar has slept in for longer than its lease',
};

/** Every name that the code gives to a commit or a call, as it stands there; those that are made up at run time are left out. */
export function namesInSources(): ReadonlySet<string> {
  const names = new Set<string>();
  for (const file of readdirSync(sources, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts') || file.endsWith('.test.ts') || file.includes('testing/')) {
      continue;
    }
    const text = readFileSync(join(sources, file), 'utf8');
    for (const [, name = ''] of text.matchAll(/(?:inTransaction\(\s*[\w.]+,|betweenFaultPoints\()\s*'([^']+)'/g)) {
      names.add(name);
    }
  }
  return names;
}

/** `judge` of `judge: before`. */
export const nameOf = (point: string): string => point.slice(0, point.lastIndexOf(':'));

/** Whether a chaos run may never come by this point. */
export const isRare = (point: string): boolean => unreached[nameOf(point)] !== undefined;
