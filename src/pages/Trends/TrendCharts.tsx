import React, { useMemo } from 'react';
import { Button } from '@grafana/ui';
import type { Trend } from '../../api/trend';
import { linesConfig, type Span, timeRangeOf } from '../../components/chartFields';
import { ChartGrid, ChartPanel, type SharedCursor, useSharedCursor } from '../../components/ChartPanel';
import { TitledSection } from '../../components/TitledSection';
import { useZoom } from '../../components/useZoom';
import { t } from '../../translations';
import { deploymentMarks, drawnRuns, spanOfRuns, type TrendChart, trendCharts, trendFrame } from './trendFrames';
import { trendSummary } from './trendText';

interface Props {
  readonly test: string;
  readonly trend: Trend;
}

/** The figures from run to run, with the baseline and where the deployment changed. */
export function TrendCharts({ test, trend }: Props) {
  const zoom = useZoom();
  const shared = useSharedCursor(`load-test-trend-${test}`);
  const charts = useMemo(() => trendCharts(), []);
  const whole = useMemo(() => spanOfRuns(drawnRuns(trend)), [trend]);
  if (whole === null) {
    return null;
  }
  return (
    <TitledSection
      title={t('trends.charts', 'From run to run')}
      what={t('trends.charts-what', 'the charts')}
      actions={
        zoom.span !== null && (
          <Button variant="secondary" size="sm" icon="search-minus" onClick={zoom.leave}>
            {t('trends.all-runs', 'All runs')}
          </Button>
        )
      }
    >
      <ChartGrid>
        {charts.map((chart) => (
          <Figure
            key={chart.figure}
            chart={chart}
            trend={trend}
            shown={zoom.span ?? whole}
            shared={shared}
            onZoom={zoom.zoomTo}
          />
        ))}
      </ChartGrid>
    </TitledSection>
  );
}

interface FigureProps {
  readonly chart: TrendChart;
  readonly trend: Trend;
  readonly shown: Span;
  readonly shared: SharedCursor;
  readonly onZoom: (span: Span) => void;
}

function Figure({ chart, trend, shown, shared, onZoom }: FigureProps) {
  const runs = useMemo(() => drawnRuns(trend), [trend]);
  const frame = useMemo(() => trendFrame(chart, trend, runs), [chart, trend, runs]);
  const annotations = useMemo(() => deploymentMarks(runs), [runs]);
  const timeRange = useMemo(() => timeRangeOf(shown), [shown]);
  return (
    <ChartPanel
      title={chart.title}
      summary={trendSummary(chart, trend, runs)}
      frame={frame}
      annotations={annotations}
      config={linesConfig}
      timeRange={timeRange}
      shared={shared}
      onZoom={onZoom}
    />
  );
}
