import React, { useMemo } from 'react';
import { isUnderWay, type RunSeries } from '../../api/runSeries';
import type { RunDetailRecord } from '../../api/runDetail';
import { type Span, timeRangeOf } from '../../components/chartFields';
import { ChartPanel, type SharedCursor } from '../../components/ChartPanel';
import { p95Limit } from '../../components/figures';
import { anchors } from './anchors';
import type { ChartFact } from './chartFacts';
import { annotationsFrame, chartConfig, type ChartDefinition, chartFrame } from './chartFrames';
import { chartSummary, markedText } from './chartText';

interface Props {
  readonly definition: ChartDefinition;
  readonly run: RunDetailRecord;
  readonly series: RunSeries;
  readonly whole: Span;
  readonly shown: Span;
  /** Cited facts, of any chart. */
  readonly facts: readonly ChartFact[];
  readonly shared: SharedCursor;
  readonly onZoom: (span: Span) => void;
}

/** One chart of a run, with its limit and what is marked in it. */
export function Chart({ definition, run, series, whole, shown, facts: allFacts, shared, onZoom }: Props) {
  const { id, title } = definition;
  const limit = id === 'responseTimes' ? p95Limit(run) : null;
  const facts = useMemo(() => allFacts.filter(({ about }) => about.chart === id), [allFacts, id]);
  const frame = useMemo(() => chartFrame(definition, series), [definition, series]);
  const annotations = useMemo(() => annotationsFrame(run, whole, facts), [run, whole, facts]);
  const config = useMemo(() => chartConfig(limit), [limit]);
  const timeRange = useMemo(() => timeRangeOf(shown), [shown]);
  return (
    <ChartPanel
      id={anchors.chart(id)}
      title={title}
      summary={[chartSummary(id, series, limit), markedText(facts)].filter((text) => text !== null).join(' ')}
      frame={frame}
      annotations={annotations}
      config={config}
      timeRange={timeRange}
      shared={shared}
      onZoom={onZoom}
      isGrowing={isUnderWay(run)}
    />
  );
}
