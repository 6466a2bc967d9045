import React, { useMemo } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Text } from '@grafana/ui';
import type { RunDetailRecord } from '../../api/runDetail';
import { isUnderWay, type RunSeries, runSeriesQuery } from '../../api/runSeries';
import { ChartGrid, useSharedCursor } from '../../components/ChartPanel';
import { Section } from '../../components/Section';
import { useZoom } from '../../components/useZoom';
import { Chart } from './Chart';
import { isChartFact } from './chartFacts';
import { chartDefinitions, spanOfRun } from './chartFrames';
import { TitledSection } from '../../components/TitledSection';
import { evidenceQuery } from './queries';
import { t } from '../../translations';

interface Props {
  readonly run: RunDetailRecord;
}

/** A run that is under way is read again that often, in ms: k6 sends every second, a step is at least one. */
const readAgainEveryMs = 5_000;

/** Virtual users, response times and requests over the run, with the stretches that its diagnosis is about. */
export function Charts({ run }: Props) {
  const series = useQuery({
    ...runSeriesQuery(run),
    refetchInterval: isUnderWay(run) ? readAgainEveryMs : false,
    enabled: run.status !== 'queued',
  });
  const zoom = useZoom();
  const title = t('charts.title', 'Course of the run');
  if (run.status === 'queued') {
    return <Notice title={title} text={t('charts.queued', 'k6 has not been started yet: there is nothing to draw.')} />;
  }
  return (
    <Section
      title={title}
      what={t('charts.what', 'the course of the run')}
      query={series}
      actions={
        zoom.span !== null && (
          <Button variant="secondary" size="sm" icon="search-minus" onClick={zoom.leave}>
            {t('charts.whole-run', 'Whole run')}
          </Button>
        )
      }
    >
      {(answer) => <Drawn run={run} series={answer} readAt={series.dataUpdatedAt} zoom={zoom} />}
    </Section>
  );
}

interface DrawnProps extends Props {
  readonly series: RunSeries;
  readonly readAt: number;
  readonly zoom: ReturnType<typeof useZoom>;
}

function Drawn({ run, series, readAt, zoom }: DrawnProps) {
  const evidence = useQuery(evidenceQuery(run));
  const facts = useMemo(
    () => (evidence.data ?? []).filter(isChartFact).filter(({ id }) => run.diagnosis?.evidenceIds.includes(id)),
    [evidence.data, run.diagnosis]
  );
  const shared = useSharedCursor(`load-test-run-${run.id}`);
  const definitions = useMemo(() => chartDefinitions(), []);
  const whole = useMemo(() => spanOfRun(run, series, readAt), [run, series, readAt]);
  if (whole === null || !hasSamples(series)) {
    return <Alert severity="info" title={noSamplesText(run)} />;
  }
  return (
    <>
      {evidence.isError && (
        <Alert
          severity="warning"
          title={t('charts.no-evidence', 'What the diagnosis rests on is not marked in the charts')}
        >
          {evidence.error.message}
        </Alert>
      )}
      <ChartGrid>
        {definitions.map((definition) => (
          <Chart
            key={definition.id}
            definition={definition}
            run={run}
            series={series}
            whole={whole}
            shown={zoom.span ?? whole}
            facts={facts}
            shared={shared}
            onZoom={zoom.zoomTo}
          />
        ))}
      </ChartGrid>
    </>
  );
}

function Notice({ title, text }: { readonly title: string; readonly text: string }) {
  return (
    <TitledSection title={title}>
      <Text color="secondary">{text}</Text>
    </TitledSection>
  );
}

function hasSamples({ points }: RunSeries): boolean {
  return points.some(({ virtualUsers, requestsPerSecond }) => virtualUsers !== null || requestsPerSecond > 0);
}

function noSamplesText(run: RunDetailRecord): string {
  if (isUnderWay(run)) {
    return t('charts.no-samples-yet', 'No samples of this run have reached the metric store yet');
  }
  return run.startedAt === null
    ? t('charts.never-started', 'The run never started, so there is nothing to draw')
    : t('charts.no-samples', 'The metric store has no samples of this run: k6 did not send any, or they were lost');
}
