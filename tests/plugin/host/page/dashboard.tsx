import React, { useEffect, useMemo, useState } from 'react';
import {
  applyFieldOverrides,
  type DataFrameJSON,
  dataFrameFromJSON,
  displayNameOverrideProcessor,
  EventBusSrv,
  type FieldConfigPropertyItem,
  type FieldConfigSource,
  getDefaultTimeRange,
  getPanelOptionsWithDefaults,
  identityOverrideProcessor,
  type InterpolateFunction,
  type LoadingState,
  PanelPlugin,
  standardEditorsRegistry,
  standardFieldConfigEditorRegistry,
} from '@grafana/data';
import { PanelChrome, useTheme2 } from '@grafana/ui';
import { loadAmdModule } from './amd';

/** What a dashboard gives to its panel; set by a test (panels.ts) before the page is there, and changed by it. */
export interface GivenPanel {
  /** Folder of the panel within the app. */
  readonly folder: string;
  readonly title: string;
  /** px; null: all the room there is. */
  readonly width: number | null;
  readonly height: number;
  readonly state: LoadingState;
  readonly series: readonly DataFrameJSON[];
  readonly annotations: readonly DataFrameJSON[];
  readonly options: Record<string, unknown>;
  readonly fieldConfig: FieldConfigSource;
}

declare global {
  interface Window {
    __panel?: GivenPanel;
    /** Gives the panel on screen something else. */
    __givePanel?: (changed: Partial<GivenPanel>) => void;
  }
}

/** The settings of a field that dashboards may have, as far as they change what a panel is given. */
const standardProperties = ['displayName', 'unit', 'decimals', 'noValue', 'mappings', 'links', 'min', 'max', 'color'];

/** Editors of panel options. */
const standardEditors = ['boolean', 'multi-select', 'number', 'radio', 'select', 'text'];

/** Registers what Grafana has for every panel: options and settings of fields, without anything to edit them with. */
export function setUpPanelSettings(): void {
  standardEditorsRegistry.setInit(() => standardEditors.map((id) => ({ id, name: id, editor: () => null })));
  standardFieldConfigEditorRegistry.setInit(() =>
    standardProperties.map((id): FieldConfigPropertyItem => ({
      id,
      path: id,
      name: id,
      editor: () => null,
      override: () => null,
      process: id === 'displayName' ? displayNameOverrideProcessor : identityOverrideProcessor,
      shouldApply: () => true,
    }))
  );
}

/** A dashboard with one panel, from the module that the build made of it. */
export function Dashboard({ pluginId }: { readonly pluginId: string }) {
  const [given, setGiven] = useState(window.__panel);
  const [plugin, setPlugin] = useState<PanelPlugin | null>(null);
  const folder = given?.folder;
  useEffect(() => {
    window.__givePanel = (changed) => setGiven((before) => before && { ...before, ...changed });
    loadAmdModule(`public/plugins/${pluginId}/panels/${folder}/module.js`).then(
      (module) => setPlugin(panelOf(module)),
      (error: unknown) => console.error(error)
    );
  }, [pluginId, folder]);
  return (
    <>
      <h1>Dashboard</h1>
      {plugin !== null && given !== undefined && <Panel plugin={plugin} given={given} />}
    </>
  );
}

function panelOf(module: unknown): PanelPlugin {
  const { plugin } = module as { plugin?: unknown };
  if (!(plugin instanceof PanelPlugin)) {
    throw new Error('module.js exports no PanelPlugin: does it bring an @grafana/data of its own?');
  }
  return plugin;
}

function Panel({ plugin, given }: { readonly plugin: PanelPlugin; readonly given: GivenPanel }) {
  const theme = useTheme2();
  const windowWidth = useWindowWidth();
  const { options, fieldConfig } = getPanelOptionsWithDefaults({
    plugin,
    currentOptions: given.options,
    currentFieldConfig: given.fieldConfig,
    isAfterPluginChange: false,
  });
  const series = useMemo(
    () =>
      applyFieldOverrides({
        data: given.series.map((frame) => dataFrameFromJSON(frame)),
        fieldConfig,
        fieldConfigRegistry: plugin.fieldConfigRegistry,
        replaceVariables,
        theme,
      }),
    // eslint-disable-next-line react-hooks/exhaustive-deps -- new at every drawing, of what is given
    [given.series, given.fieldConfig, plugin, theme]
  );
  const annotations = useMemo(() => given.annotations.map((frame) => dataFrameFromJSON(frame)), [given.annotations]);
  const timeRange = useMemo(() => getDefaultTimeRange(), []);
  const data = { state: given.state, series, annotations, timeRange };
  const Body = plugin.panel;
  if (Body === null) {
    throw new Error('The panel plugin has no panel');
  }
  const width = given.width ?? windowWidth;
  return (
    <PanelChrome title={given.title} width={width} height={given.height}>
      {(innerWidth, innerHeight) => (
        <Body
          id={1}
          title={given.title}
          data={plugin.dataSupport.annotations ? data : { ...data, annotations: [] }}
          timeRange={timeRange}
          timeZone="browser"
          options={options}
          fieldConfig={fieldConfig}
          transparent={false}
          width={innerWidth}
          height={innerHeight}
          renderCounter={0}
          eventBus={eventBus}
          onOptionsChange={notFromHere}
          onFieldConfigChange={notFromHere}
          onChangeTimeRange={notFromHere}
          replaceVariables={replaceVariables}
        />
      )}
    </PanelChrome>
  );
}

function useWindowWidth(): number {
  const [width, setWidth] = useState(window.innerWidth);
  useEffect(() => {
    const change = () => setWidth(window.innerWidth);
    window.addEventListener('resize', change);
    return () => window.removeEventListener('resize', change);
  }, []);
  return width;
}

const eventBus = new EventBusSrv();

function notFromHere(): never {
  throw new Error('The panel changes its dashboard, which nobody expects of it');
}

/** `${__data.fields.<name>}`, as in data links. */
const replaceVariables: InterpolateFunction = (text, scopedVars) => {
  const at = scopedVars?.__dataContext?.value as
    { frame: { fields: ReadonlyArray<{ name: string; values: readonly unknown[] }> }; rowIndex?: number } | undefined;
  return text.replace(/\$\{__data\.fields\.([\w.]+)\}/g, (whole, name: string) => {
    const field = at?.frame.fields.find((each) => each.name === name);
    return field === undefined || at?.rowIndex === undefined ? whole : String(field.values[at.rowIndex]);
  });
};
