import React from 'react';
import { t } from '../translations';
import { Badge, type BadgeColor, type IconName } from '@grafana/ui';
import type { Schemas } from '../api/request';
import { ofWord } from '../api/tolerant';

type VerdictWord = NonNullable<Schemas['Run']['verdict']>;
interface Look {
  readonly color: BadgeColor;
  /** Beside the word, so that the colour says nothing alone. */
  readonly icon: IconName;
}

const verdictLooks: Record<VerdictWord, Look> = {
  passed: { color: 'green', icon: 'check-circle' },
  failed: { color: 'red', icon: 'times-circle' },
  inconclusive: { color: 'orange', icon: 'question-circle' },
  errored: { color: 'orange', icon: 'exclamation-triangle' },
  missed: { color: 'purple', icon: 'clock-nine' },
};

const statusIcons: Record<Schemas['Run']['status'], IconName> = {
  queued: 'hourglass',
  running: 'play',
  awaitingParts: 'sync',
  judging: 'sync',
  judged: 'sync',
};

/** The verdict of a run, or where it is on the way to one. Words of a newer sidecar are shown as they are. */
export function Verdict({ run }: { readonly run: { readonly verdict: string | null; readonly status: string } }) {
  if (run.verdict === null) {
    return <Badge color="blue" icon={ofWord(statusIcons, run.status) ?? 'sync'} text={statusText(run.status)} />;
  }
  const look = ofWord(verdictLooks, run.verdict);
  return (
    <Badge color={look?.color ?? 'darkgrey'} icon={look?.icon ?? 'question-circle'} text={verdictText(run.verdict)} />
  );
}

/** Of marks in charts, which say the word beside it. */
export function verdictColor(verdict: string): string {
  return ofWord(verdictLooks, verdict)?.color ?? 'darkgrey';
}

export function verdictText(verdict: string): string {
  const names: Record<VerdictWord, string> = {
    passed: t('verdict.passed', 'passed'),
    failed: t('verdict.failed', 'failed'),
    inconclusive: t('verdict.inconclusive', 'inconclusive'),
    errored: t('verdict.errored', 'errored'),
    missed: t('verdict.missed', 'missed'),
  };
  return ofWord(names, verdict) ?? verdict;
}

function statusText(status: string): string {
  const judging = t('status.judging', 'being judged');
  const names: Record<Schemas['Run']['status'], string> = {
    queued: t('status.queued', 'queued'),
    running: t('status.running', 'running'),
    awaitingParts: judging,
    judging,
    judged: judging,
  };
  return ofWord(names, status) ?? status;
}

export function triggerText(trigger: string): string {
  const names: Record<Schemas['Run']['trigger'], string> = {
    schedule: t('trigger.schedule', 'schedule'),
    deployment: t('trigger.deployment', 'deployment'),
    manual: t('trigger.manual', 'manual'),
    external: t('trigger.external', 'external'),
    verification: t('trigger.verification', 'verification'),
  };
  return ofWord(names, trigger) ?? trigger;
}
