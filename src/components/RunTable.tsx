import React from 'react';
import { dateTimeFormat } from '@grafana/data';
import { Badge, type BadgeColor, type Column, InteractiveTable, Stack, Text } from '@grafana/ui';
import type { Schemas } from '../api/request';
import type { RunRecord } from '../api/runRecord';
import { formatCount, formatDuration, formatErrorRate, formatMs } from '../../backend/src/lib/figures';

interface Props {
  runs: readonly RunRecord[];
}

/** What stands where nothing is known yet: never a zero. */
const notKnown = '–';

/** One line per run, with every field of the run record. */
export function RunTable({ runs }: Props) {
  return <InteractiveTable columns={columns} data={[...runs]} getRowId={(run) => run.id} />;
}

/** What stands where the sidecar sent something else than this app knows. */
const unreadable = 'cannot be read';

const columns: Array<Column<RunRecord>> = [
  column('startedAt', 'Run date and time', (run) => <RunDate run={run} />, 'string'),
  column('test', 'Load test', (run) => run.test, 'string'),
  figure('durationSeconds', 'Duration', (run) => formatDuration(run.durationSeconds)),
  figure('virtualUsers', 'Virtual users', (run) => formatCount(run.virtualUsers)),
  figure('avgResponseTimeMs', 'Average response time', (run) => responseTime(run, run.avgResponseTimeMs)),
  figure('p95ResponseTimeMs', 'p95 response time', (run) => responseTime(run, run.p95ResponseTimeMs)),
  figure('errorRate', 'Error rate', (run) => formatErrorRate(run.errorRate, run.errorRateSamples)),
  column('verdict', 'Pass/fail', (run) => <VerdictCell run={run} />, 'string'),
  column('diagnosis', 'Diagnosis', (run) => run.diagnosis?.text ?? notKnown, null),
  column('actionRequired', 'Action required', (run) => <ActionRequired run={run} />, 'basic'),
  column('autoFixApplied', 'Auto-fix applied', (run) => <AutoFix autoFix={run.autoFixApplied} />, null),
];

function column(
  id: Exclude<keyof RunRecord, 'unreadable'>,
  header: string,
  show: (run: RunRecord) => React.ReactNode,
  sortType: Column<RunRecord>['sortType'] | null = 'number'
): Column<RunRecord> {
  return {
    id,
    header,
    ...(sortType !== null && { sortType }),
    cell: ({ row }) => (row.original.unreadable.includes(id) ? unreadable : show(row.original)),
  };
}

/** A figure, told as everywhere. In a run that is not judged yet none is missing: it is not known yet. */
function figure(id: Parameters<typeof column>[0], header: string, show: (run: RunRecord) => string) {
  return column(id, header, (run) => (run.verdict === null && run[id] === null ? notKnown : show(run)));
}

const noAnswer: Schemas['Reason']['code'] = 'targetDidNotAnswer';

/** A dead target answers in no time at all: that is no response time. */
function responseTime({ reasons }: RunRecord, milliseconds: number | null): string {
  const time = formatMs(milliseconds);
  return milliseconds === null && reasons.some(({ code }) => code === noAnswer)
    ? `${time}: no request got an answer`
    : time;
}

function RunDate({ run }: { run: RunRecord }) {
  if (run.startedAt === null) {
    return <>{run.verdict === null ? 'not started yet' : 'never started'}</>;
  }
  return <>{dateTimeFormat(run.startedAt)}</>;
}

/** A table over all words of the contract, asked with a word that may be a newer one: undefined for that. */
function ofWord<Word extends string, Value>(table: Readonly<Record<Word, Value>>, word: string): Value | undefined {
  return new Map<string, Value>(Object.entries<Value>(table)).get(word);
}

const statusNames: Record<Schemas['Run']['status'], string> = {
  queued: 'queued',
  running: 'running',
  awaitingParts: 'being judged',
  judging: 'being judged',
  judged: 'being judged',
};

const verdictColors: Record<NonNullable<Schemas['Run']['verdict']>, BadgeColor> = {
  passed: 'green',
  failed: 'red',
  inconclusive: 'orange',
  errored: 'orange',
  missed: 'purple',
};

function VerdictCell({ run }: { run: RunRecord }) {
  if (run.verdict === null) {
    return <Badge color="blue" text={ofWord(statusNames, run.status) ?? run.status} />;
  }
  const reason = run.verdict === 'passed' ? undefined : run.reasons[0]?.text;
  return (
    <Stack direction="column" gap={0.5} alignItems="flex-start">
      <Badge color={ofWord(verdictColors, run.verdict) ?? 'darkgrey'} text={run.verdict} />
      {reason !== undefined && <Note>{reason}</Note>}
      {!run.counts && <Note>does not count: not a run of the catalogue as it stands</Note>}
    </Stack>
  );
}

function ActionRequired({ run }: { run: RunRecord }) {
  if (!run.actionRequired) {
    return <>No</>;
  }
  return (
    <Stack direction="column" gap={0.5} alignItems="flex-start">
      <Badge color="red" text="Yes" />
      {run.actionRequiredReason !== null && <Note>{run.actionRequiredReason}</Note>}
    </Stack>
  );
}

const autoFixOutcomes: Record<Schemas['AutoFixApplied']['outcome'], string> = {
  pending: 'not verified yet',
  fixed: 'fixed it',
  notFixed: 'did not fix it',
  unknown: 'outcome unknown',
};

function AutoFix({ autoFix }: { autoFix: RunRecord['autoFixApplied'] }) {
  if (autoFix === null) {
    return <>No</>;
  }
  return <>{`Yes: ${autoFix.action}, ${ofWord(autoFixOutcomes, autoFix.outcome) ?? autoFix.outcome}`}</>;
}

function Note({ children }: { children: string }) {
  return (
    <Text variant="bodySmall" color="secondary">
      {children}
    </Text>
  );
}
