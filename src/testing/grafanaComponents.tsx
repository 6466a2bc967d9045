import React from 'react';
import type { PanelRendererProps, PluginPageProps } from '@grafana/runtime';

/** In the place of what Grafana itself puts into `@grafana/runtime` when it starts. */
export function PluginPage({ children, actions, renderTitle, subTitle }: PluginPageProps) {
  return (
    <main>
      {renderTitle?.('')}
      {subTitle}
      {actions}
      {children}
    </main>
  );
}

/**
 * A panel says what it was given: the kind of panel, its frames, the range of time and the annotations. Its button zooms
 * into the first second of 1970, as somebody who drags over the panel does.
 */
export function PanelRenderer({ pluginId, title, data, fieldConfig, onChangeTimeRange }: PanelRendererProps) {
  const frames = (list: NonNullable<typeof data>['series'] | undefined) =>
    (list ?? []).map(({ name, fields, length }) => ({
      name,
      length,
      fields: fields.map(({ name: field, type, config, values }) => ({ name: field, type, unit: config.unit, values })),
    }));
  const given = {
    pluginId,
    frames: frames(data?.series),
    annotations: frames(data?.annotations),
    timeRange: data && { from: data.timeRange.from.toISOString(), to: data.timeRange.to.toISOString() },
    fieldConfig,
  };
  return (
    <>
      <pre data-testid={`panel-${title}`}>{JSON.stringify(given)}</pre>
      <button onClick={() => onChangeTimeRange?.({ from: 0, to: 1000 })}>{`Zoom ${title}`}</button>
    </>
  );
}
