import type { Verdict } from '../model/run';
import type { OpenIncidentState } from '../model/incident';

/** What is known of the load test's open incident, if there is one. */
export interface OpenIncident {
  readonly state: OpenIncidentState;
  readonly lastFailureEndedAt: Date;
  /** True once its one redeploy was planned or sent. */
  readonly hasRedeploy: boolean;
  /** When the redeploy was seen in production; null: not yet, never, or there is none. */
  readonly liveAt: Date | null;
}

/** A judged run that counts. */
export interface JudgedRun {
  readonly verdict: Verdict;
  readonly startedAt: Date;
  readonly stoppedByPerson: boolean;
}

/** What a judged run does to the incident of its load test (the table of docs/architecture.md). */
export type IncidentStep =
  | { readonly kind: 'none' }
  /** Opens one to be diagnosed (a failed run), or straight as action required (the second unusable run in a row). */
  | { readonly kind: 'open'; readonly state: 'diagnosing' | 'actionRequired'; readonly reason: string | null }
  /** Joins the open one; `escalate` carries why it now needs a person. */
  | { readonly kind: 'join'; readonly escalate: string | null }
  | { readonly kind: 'resolve' };

/**
 * @param previous verdict of the load test's previous counting run (runs stopped by a person left out), null without one.
 */
export function incidentStep(run: JudgedRun, open: OpenIncident | null, previous: Verdict | null): IncidentStep {
  switch (run.verdict) {
    case 'passed':
      return open !== null && resolves(run, open) ? { kind: 'resolve' } : { kind: 'none' };
    case 'failed':
      if (open === null) {
        return { kind: 'open', state: 'diagnosing', reason: null };
      }
      return { kind: 'join', escalate: open.hasRedeploy ? 'the load test failed again after the redeploy' : null };
    case 'inconclusive':
    case 'errored':
    case 'missed': {
      if (run.stoppedByPerson) {
        return { kind: 'none' };
      }
      const reason = `two runs in a row gave no usable result (${previous ?? 'none'}, then ${run.verdict})`;
      const second = previous !== null && isUnusable(previous);
      if (open === null) {
        return second ? { kind: 'open', state: 'actionRequired', reason } : { kind: 'none' };
      }
      if (showsNothingOfRedeploy(run, open)) {
        return {
          kind: 'join',
          escalate: `the run after the redeploy was ${run.verdict}, so that nothing shows whether the redeploy helped`,
        };
      }
      return { kind: 'join', escalate: second ? reason : null };
    }
  }
}

/** A run resolves only what it can know of: it started after the last failure ended and after the redeploy went live. */
function resolves(run: JudgedRun, open: OpenIncident): boolean {
  if (run.startedAt.getTime() <= open.lastFailureEndedAt.getTime()) {
    return false;
  }
  if (!open.hasRedeploy) {
    return true;
  }
  return open.liveAt === null ? open.state === 'actionRequired' : run.startedAt.getTime() > open.liveAt.getTime();
}

/** It was the run that had to show whether the redeploy helped. */
function showsNothingOfRedeploy(run: JudgedRun, { state, liveAt }: OpenIncident): boolean {
  return state === 'remediating' && liveAt !== null && run.startedAt.getTime() > liveAt.getTime();
}

/** Says nothing about the tested system. */
export function isUnusable(verdict: Verdict | null): boolean {
  return verdict === 'inconclusive' || verdict === 'errored' || verdict === 'missed';
}
