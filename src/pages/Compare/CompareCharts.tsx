import React, { useMemo } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Alert } from '@grafana/ui';
import type { RunDetailRecord } from '../../api/runDetail';
import { type RunSeries, runSeriesQuery } from '../../api/runSeries';
import { linesConfig, timeRangeOf } from '../../components/chartFields';
import { ChartGrid, ChartPanel, type SharedCursor, useSharedCursor } from '../../components/ChartPanel';
import { Section } from '../../components/Section';
import { t } from '../../translations';
import { type CompareChart, compareCharts, compareFrame, compareSummary } from './compareFrames';

interface Props {
  readonly base: RunDetailRecord;
  readonly run: RunDetailRecord;
}

/** Both runs on one axis, each from its own start on. */
export function CompareCharts({ base, run }: Props) {
  // The series of another run would be wrong here, even for a moment.
  const ofBase = useQuery({ ...runSeriesQuery(base), placeholderData: undefined });
  const ofRun = useQuery({ ...runSeriesQuery(run), placeholderData: undefined });
  return (
    <Section what={t('compare.course-of-base', 'the course of the base')} query={ofBase}>
      {(baseSeries) => (
        <Section what={t('compare.course-of-run', 'the course of the run')} query={ofRun}>
          {(runSeries) => <Drawn base={baseSeries} run={runSeries} />}
        </Section>
      )}
    </Section>
  );
}

interface SeriesOfBoth {
  readonly base: RunSeries;
  readonly run: RunSeries;
}

function Drawn({ base, run }: SeriesOfBoth) {
  const shared = useSharedCursor('load-test-compare');
  const charts = useMemo(() => compareCharts(), []);
  if (base.points.length + run.points.length === 0) {
    return <Alert severity="info" title={t('compare.no-samples', 'The metric store has no samples of these runs')} />;
  }
  return (
    // Four charts are two by two.
    <ChartGrid leastWidth={34}>
      {charts.map((chart) => (
        <Figure key={chart.id} chart={chart} base={base} run={run} shared={shared} />
      ))}
    </ChartGrid>
  );
}

interface FigureProps extends SeriesOfBoth {
  readonly chart: CompareChart;
  readonly shared: SharedCursor;
}

/** What a panel over a length of time does not look at. */
const anyTime = timeRangeOf({ from: 0, to: 1 });

function Figure({ chart, base, run, shared }: FigureProps) {
  const frame = useMemo(() => compareFrame(chart, base, run), [chart, base, run]);
  return (
    <ChartPanel
      title={chart.title}
      summary={compareSummary(chart, base, run)}
      frame={frame}
      config={linesConfig}
      timeRange={anyTime}
      shared={shared}
    />
  );
}
