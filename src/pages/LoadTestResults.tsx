import React from 'react';
import { PluginPage } from '@grafana/runtime';
import { Alert, Button, EmptyState, LinkButton, LoadingPlaceholder, Stack } from '@grafana/ui';
import { useRuns } from '../api/useRuns';
import { NotUnderstood } from '../components/NotUnderstood';
import { RunTable } from '../components/RunTable';
import { configurationPath } from '../constants';

interface Props {
  /** Whether somebody has entered the sidecar's address. */
  configured: boolean;
}

/** Recent runs, newest first. */
export function LoadTestResults({ configured }: Props) {
  return <PluginPage>{configured ? <Results /> : <NotConfigured />}</PluginPage>;
}

function NotConfigured() {
  return (
    <EmptyState
      variant="call-to-action"
      hideImage
      message="The app is not connected to a sidecar yet"
      button={<LinkButton href={configurationPath}>Open the configuration</LinkButton>}
    >
      An administrator enters the sidecar&apos;s URL and keys once; results appear here after that.
    </EmptyState>
  );
}

function Results() {
  const { runs, reload, loadOlder } = useRuns();
  switch (runs.state) {
    case 'loading':
      return <LoadingPlaceholder text="Loading load test results" />;
    case 'failed':
      return (
        <Stack direction="column" gap={2} alignItems="flex-start">
          <Alert title="Load test results cannot be shown">{runs.message}</Alert>
          <Button variant="secondary" onClick={reload}>
            Try again
          </Button>
        </Stack>
      );
    case 'loaded':
      return runs.runs.length + runs.leftOut === 0 ? (
        <EmptyState
          variant="call-to-action"
          hideImage
          message="No load test has run yet"
          button={<Refresh onClick={reload} />}
        >
          Runs are listed here as soon as k6 reports to the sidecar.
        </EmptyState>
      ) : (
        <Stack direction="column" gap={2} alignItems="flex-start">
          <Refresh onClick={reload} />
          <NotUnderstood runs={runs.runs} leftOut={runs.leftOut} />
          <RunTable runs={runs.runs} />
          {runs.olderFailed !== null && <Alert title="Older runs cannot be shown">{runs.olderFailed}</Alert>}
          {runs.nextCursor !== null && (
            <Button variant="secondary" disabled={runs.loadingOlder} onClick={loadOlder}>
              {runs.loadingOlder ? 'Loading older runs' : 'Show older runs'}
            </Button>
          )}
        </Stack>
      );
  }
}

function Refresh({ onClick }: { onClick: () => void }) {
  return (
    <Button variant="secondary" icon="sync" onClick={onClick}>
      Refresh
    </Button>
  );
}
