import React, { useId, useMemo, useState } from 'react';
import { css } from '@emotion/css';
import { type EventBus, getTimeZone, type GrafanaTheme2, LoadingState, type PanelData } from '@grafana/data';
import { PanelRenderer } from '@grafana/runtime';
import {
  PanelChrome,
  type PanelContext,
  PanelContextProvider,
  SeriesVisibilityChangeMode,
  Text,
  useStyles2,
  useTheme2,
} from '@grafana/ui';
import type { RunDetailRecord } from '../../api/runDetail';
import { p95Limit } from '../../components/figures';
import { Recovering } from '../../components/Section';
import { useWidth } from '../../components/useWidth';
import { anchors } from './anchors';
import { annotationsFrame, chartConfig, type ChartDefinition, chartFrame, type Span, timeRangeOf } from './chartFrames';
import { chartSummary, markedText } from './chartText';
import { type ChartFact, isUnderWay, type RunSeries } from './seriesQuery';

interface Props {
  readonly definition: ChartDefinition;
  readonly run: RunDetailRecord;
  readonly series: RunSeries;
  readonly whole: Span;
  readonly shown: Span;
  /** Cited facts, of any chart. */
  readonly facts: readonly ChartFact[];
  /** What charts that share a cursor have in common. */
  readonly shared: Pick<PanelContext, 'eventsScope' | 'sync'> & { readonly eventBus: EventBus };
  readonly onZoom: (span: Span) => void;
}

/** In steps of the theme's grid. */
const heightInSteps = 34;
const panelOptions = {
  legend: { showLegend: true, displayMode: 'list', placement: 'bottom', calcs: [] },
  tooltip: { mode: 'multi', sort: 'none' },
};

/** One chart, drawn by Grafana's own time series panel, and what it shows in words. */
export function Chart({ definition, run, series, whole, shown, facts: allFacts, shared, onZoom }: Props) {
  const { id, title } = definition;
  const description = useId();
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const [measured, width] = useWidth();
  const height = theme.spacing.gridSize * heightInSteps;
  const limit = id === 'responseTimes' ? p95Limit(run) : null;
  const facts = useMemo(() => allFacts.filter(({ about }) => about.chart === id), [allFacts, id]);
  const [hidden, toggle] = useHiddenLines(definition);
  const fieldConfig = useMemo(() => chartConfig(limit, hidden), [limit, hidden]);
  const data = usePanelData({ definition, run, series, whole, shown, facts });
  const context = useMemo(() => ({ ...shared, onToggleSeriesVisibility: toggle }), [shared, toggle]);
  return (
    <div
      id={anchors.chart(id)}
      tabIndex={-1}
      role="group"
      aria-label={title}
      aria-describedby={description}
      className={styles.chart}
    >
      <div ref={measured}>
        <Recovering what={title}>
          <PanelChrome title={title} width={width} height={height}>
            {(innerWidth, innerHeight) => (
              <PanelContextProvider value={context}>
                <PanelRenderer
                  pluginId="timeseries"
                  title={title}
                  data={data}
                  options={panelOptions}
                  fieldConfig={fieldConfig}
                  timeZone={getTimeZone()}
                  width={innerWidth}
                  height={innerHeight}
                  onChangeTimeRange={onZoom}
                />
              </PanelContextProvider>
            )}
          </PanelChrome>
        </Recovering>
      </div>
      <div id={description}>
        <Text variant="bodySmall" color="secondary">
          {[chartSummary(id, series, limit), markedText(facts)].filter((text) => text !== null).join(' ')}
        </Text>
      </div>
    </div>
  );
}

type DrawnData = Pick<Props, 'definition' | 'run' | 'series' | 'whole' | 'shown' | 'facts'>;

function usePanelData({ definition, run, series, whole, shown, facts }: DrawnData): PanelData {
  return useMemo(() => {
    const annotations = annotationsFrame(run, whole, facts);
    return {
      state: isUnderWay(run) ? LoadingState.Streaming : LoadingState.Done,
      series: [chartFrame(definition, series)],
      ...(annotations !== null && { annotations: [annotations] }),
      timeRange: timeRangeOf(shown),
    };
  }, [definition, run, series, whole, shown, facts]);
}

/** Lines that were taken away by the legend, as on a dashboard: a click shows one alone, with ctrl it takes one away. */
function useHiddenLines({ lines }: ChartDefinition) {
  const [hidden, setHidden] = useState<readonly string[]>([]);
  const toggle = useMemo(() => {
    const names = lines.map(({ name }) => name);
    return (label: string | string[] | null, mode: SeriesVisibilityChangeMode) => {
      const chosen = label === null ? names : [label].flat();
      setHidden((before) => {
        if (mode === SeriesVisibilityChangeMode.AppendToSelection) {
          const isHidden = (name: string) => before.includes(name) !== chosen.includes(name);
          return names.filter(isHidden);
        }
        const others = names.filter((name) => !chosen.includes(name));
        const isAloneAlready = others.every((name) => before.includes(name)) && before.length === others.length;
        return isAloneAlready ? [] : others;
      });
    };
  }, [lines]);
  return [hidden, toggle] as const;
}

const getStyles = (theme: GrafanaTheme2) => ({
  chart: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(0.5), minWidth: 0 }),
});
