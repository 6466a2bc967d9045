import React from 'react';
import type { DataFrame, PanelData } from '@grafana/data';
import type { PanelRendererProps } from '@grafana/runtime';

/**
 * Stands where Grafana draws a panel. Shows plugin and title, and beside it, for tests, what the panel was given, as
 * JSON (type `ShownPanel` of panels.ts).
 */
export function PanelRenderer(props: PanelRendererProps) {
  const { data, fieldConfig, height, options, pluginId, timeZone, title, width } = props;
  const given = {
    pluginId,
    title,
    width,
    height,
    timeZone,
    options,
    fieldConfig,
    state: data?.state,
    canZoom: props.onChangeTimeRange !== undefined,
    timeRange: data && { from: data.timeRange.from.valueOf(), to: data.timeRange.to.valueOf() },
    frames: data?.series.map(describeFrame) ?? [],
    annotations: annotationsOf(data),
  };
  return (
    <div style={{ width, height, overflow: 'hidden', border: '1px dashed currentcolor' }}>
      {`${title} (${pluginId})`}
      <script type="application/json" data-testid={`panel-${title}`}>
        {JSON.stringify(given)}
      </script>
    </div>
  );
}

function describeFrame({ name, refId, fields, length }: DataFrame) {
  return {
    name,
    refId,
    rows: length,
    fields: fields.map(({ config, name: field, type, values }) => ({
      name: field,
      type,
      unit: config.unit,
      displayName: config.displayName,
      rows: values.length,
    })),
  };
}

/** One object per annotation, with the columns of its frame. */
function annotationsOf(data: PanelData | undefined): ReadonlyArray<Record<string, unknown>> {
  return (data?.annotations ?? []).flatMap(({ fields, length }) =>
    Array.from({ length }, (_, row) => Object.fromEntries(fields.map(({ name, values }) => [name, values[row]])))
  );
}
