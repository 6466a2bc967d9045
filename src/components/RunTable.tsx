import React from 'react';
import { dateTimeFormat } from '@grafana/data';
import { Badge, type BadgeColor, type Column, InteractiveTable, Stack, Text } from '@grafana/ui';
import type { AutoFixApplied, RunRecord, Verdict } from '../api/runRecord';
import { formatDuration, formatErrorRate, formatMilliseconds, notKnown } from './figures';

interface Props {
  runs: RunRecord[];
}

/** One line per run, with every field of the run record. */
export function RunTable({ runs }: Props) {
  return <InteractiveTable columns={columns} data={runs} getRowId={(run) => run.id} />;
}

const columns: Array<Column<RunRecord>> = [
  {
    id: 'startedAt',
    header: 'Run date and time',
    cell: ({ row }) => <RunDate run={row.original} />,
    sortType: 'string',
  },
  { id: 'test', header: 'Load test', sortType: 'string' },
  column('durationSeconds', 'Duration', (run) => formatDuration(run.durationSeconds)),
  column('virtualUsers', 'Virtual users', (run) => run.virtualUsers ?? notKnown),
  column('avgResponseTimeMs', 'Average response time', (run) => responseTime(run, run.avgResponseTimeMs)),
  column('p95ResponseTimeMs', 'p95 response time', (run) => responseTime(run, run.p95ResponseTimeMs)),
  column('errorRate', 'Error rate', (run) => formatErrorRate(run.errorRate, run.failedRequests, run.errorRateSamples)),
  { id: 'verdict', header: 'Pass/fail', cell: ({ row }) => <VerdictCell run={row.original} />, sortType: 'string' },
  { id: 'diagnosis', header: 'Diagnosis', cell: ({ row }) => row.original.diagnosis?.text ?? notKnown },
  {
    id: 'actionRequired',
    header: 'Action required',
    cell: ({ row }) => <ActionRequired run={row.original} />,
    sortType: 'basic',
  },
  {
    id: 'autoFixApplied',
    header: 'Auto-fix applied',
    cell: ({ row }) => <AutoFix autoFix={row.original.autoFixApplied} />,
  },
];

function column(id: keyof RunRecord, header: string, show: (run: RunRecord) => React.ReactNode): Column<RunRecord> {
  return { id, header, sortType: 'number', cell: ({ row }) => show(row.original) };
}

/** A dead target answers in no time at all: that is no response time. */
function responseTime({ reasons }: RunRecord, milliseconds: number | null): string {
  return milliseconds === null && reasons.some(({ code }) => code === 'targetDidNotAnswer')
    ? 'not measured: no request got an answer'
    : formatMilliseconds(milliseconds);
}

function RunDate({ run }: { run: RunRecord }) {
  return <>{run.startedAt === null ? 'never started' : dateTimeFormat(run.startedAt)}</>;
}

const verdictColors: Record<Verdict, BadgeColor> = {
  passed: 'green',
  failed: 'red',
  inconclusive: 'orange',
  errored: 'orange',
  missed: 'purple',
};

function VerdictCell({ run }: { run: RunRecord }) {
  if (run.verdict === null) {
    return <Badge color="blue" text={run.status === 'running' ? 'running' : 'being judged'} />;
  }
  const reason = run.verdict === 'passed' ? undefined : run.reasons[0]?.text;
  return (
    <Stack direction="column" gap={0.5} alignItems="flex-start">
      <Badge color={verdictColors[run.verdict]} text={run.verdict} />
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

const autoFixOutcomes: Record<AutoFixApplied['outcome'], string> = {
  pending: 'not verified yet',
  fixed: 'fixed it',
  notFixed: 'did not fix it',
  unknown: 'outcome unknown',
};

function AutoFix({ autoFix }: { autoFix: AutoFixApplied | null }) {
  return <>{autoFix === null ? 'No' : `Yes: ${autoFix.action}, ${autoFixOutcomes[autoFix.outcome]}`}</>;
}

function Note({ children }: { children: string }) {
  return (
    <Text variant="bodySmall" color="secondary">
      {children}
    </Text>
  );
}
