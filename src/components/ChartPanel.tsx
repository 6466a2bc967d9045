import React, { type ReactNode, useId, useMemo, useState } from 'react';
import { css } from '@emotion/css';
import {
  type DataFrame,
  DashboardCursorSync,
  type EventBus,
  EventBusSrv,
  type FieldConfigSource,
  getTimeZone,
  type GrafanaTheme2,
  LoadingState,
  type TimeRange,
} from '@grafana/data';
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
import type { Span } from './chartFields';
import { Recovering } from './Section';
import { useWidth } from './useWidth';

/** What charts that share a cursor have in common. */
export type SharedCursor = Pick<PanelContext, 'eventsScope' | 'sync'> & { readonly eventBus: EventBus };

/** One cursor moves over all charts that are given it. */
export function useSharedCursor(scope: string): SharedCursor {
  const [shared] = useState(() => ({
    eventsScope: scope,
    eventBus: new EventBusSrv(),
    sync: () => DashboardCursorSync.Crosshair,
  }));
  return shared;
}

interface Props {
  /** Where a link leads to. Default: none leads here. */
  readonly id?: string;
  readonly title: string;
  /** What it shows, in words: for who does not see it, and for the first glance. */
  readonly summary: string;
  /** The time or the length of it first, then the lines. */
  readonly frame: DataFrame;
  readonly annotations?: DataFrame | null;
  readonly config: FieldConfigSource;
  readonly timeRange: TimeRange;
  readonly shared: SharedCursor;
  /** Left out where the lines are over a length of time instead of a time of day. */
  readonly onZoom?: (span: Span) => void;
  /** More is to come. */
  readonly isGrowing?: boolean;
}

/** In steps of the theme's grid. */
const heightInSteps = 34;
const baseOptions = {
  legend: { showLegend: true, displayMode: 'list', placement: 'bottom', calcs: [] },
  tooltip: { mode: 'multi', sort: 'none' },
};

/** One chart, drawn by a panel of Grafana's own, and what it shows in words. */
export function ChartPanel(props: Props) {
  const { id, title, summary, frame, annotations = null, config, timeRange, shared, onZoom, isGrowing = false } = props;
  const description = useId();
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const [measured, width] = useWidth();
  const height = theme.spacing.gridSize * heightInSteps;
  const [x, ...lines] = frame.fields.map(({ name }) => name);
  const [hidden, toggle] = useHiddenLines(lines);
  const fieldConfig = useMemo(() => hiding(config, hidden), [config, hidden]);
  const context = useMemo(() => ({ ...shared, onToggleSeriesVisibility: toggle }), [shared, toggle]);
  const data = useMemo(
    () => ({
      state: isGrowing ? LoadingState.Streaming : LoadingState.Done,
      series: [frame],
      ...(annotations !== null && { annotations: [annotations] }),
      timeRange,
    }),
    [isGrowing, frame, annotations, timeRange]
  );
  const options = useMemo(() => (onZoom === undefined ? { ...baseOptions, xField: x } : baseOptions), [onZoom, x]);
  return (
    <div
      id={id}
      tabIndex={id === undefined ? undefined : -1}
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
                  pluginId={onZoom === undefined ? 'trend' : 'timeseries'}
                  title={title}
                  data={data}
                  options={options}
                  fieldConfig={fieldConfig}
                  timeZone={getTimeZone()}
                  width={innerWidth}
                  height={innerHeight}
                  {...(onZoom !== undefined && { onChangeTimeRange: onZoom })}
                />
              </PanelContextProvider>
            )}
          </PanelChrome>
        </Recovering>
      </div>
      <div id={description}>
        <Text variant="bodySmall" color="secondary">
          {summary}
        </Text>
      </div>
    </div>
  );
}

interface GridProps {
  /** Of a chart, in em. Default: so that three find room. */
  readonly leastWidth?: number;
  readonly children: ReactNode;
}

/** Charts side by side as far as there is room. */
export function ChartGrid({ leastWidth = 26, children }: GridProps) {
  const styles = useStyles2(getGridStyles, leastWidth);
  return <div className={styles.grid}>{children}</div>;
}

function hiding(config: FieldConfigSource, hidden: readonly string[]): FieldConfigSource {
  const overrides = hidden.map((name) => ({
    matcher: { id: 'byName', options: name },
    properties: [{ id: 'custom.hideFrom', value: { viz: true, legend: false, tooltip: true } }],
  }));
  return { ...config, overrides: [...config.overrides, ...overrides] };
}

/** Lines that were taken away by the legend, as on a dashboard: a click shows one alone, with ctrl it takes one away. */
function useHiddenLines(lines: readonly string[]) {
  const [hidden, setHidden] = useState<readonly string[]>([]);
  const key = JSON.stringify(lines);
  const toggle = useMemo(() => {
    const names = JSON.parse(key) as string[];
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
  }, [key]);
  return [hidden, toggle] as const;
}

const getStyles = (theme: GrafanaTheme2) => ({
  chart: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(0.5), minWidth: 0 }),
});

const getGridStyles = (theme: GrafanaTheme2, leastWidth: number) => ({
  grid: css({
    display: 'grid',
    gap: theme.spacing(2),
    gridTemplateColumns: `repeat(auto-fit, minmax(min(100%, ${leastWidth}em), 1fr))`,
  }),
});
