import {
  AppEvents,
  EventBusSrv,
  locationUtil,
  setTimeZoneResolver,
  type AppPlugin,
  type GrafanaConfig,
} from '@grafana/data';
import {
  config,
  EchoEventType,
  locationService,
  setAppEvents,
  setBackendSrv,
  setEchoSrv,
  setLocationSrv,
  setPluginComponentHook,
  setPluginComponentsHook,
  setPluginFunctionsHook,
  setPluginLinksHook,
  type EchoEvent,
} from '@grafana/runtime';
import { setPanelRenderer, setPluginPage } from 'grafana-internals';
import { createBackendSrv } from './backend-srv';
import { setUpPanelSettings } from './dashboard';
import { PanelRenderer } from './panel-renderer';
import { PluginPage } from './plugin-page';

/** Everything that Grafana sets up before it loads a plugin. */
export function setUpServices(): void {
  const events = new EventBusSrv();
  setTimeZoneResolver(() => config.bootData.user.timezone);
  setAppEvents(events);
  setBackendSrv(createBackendSrv(events));
  setLocationSrv(locationService);
  locationUtil.initialize({
    // Two types of the same object.
    config: config as unknown as GrafanaConfig,
    getTimeRangeForUrl: noTimeRange,
    getVariablesUrlParams: () => ({}),
  });
  setUpPanelSettings();
  setPluginPage(PluginPage);
  setPanelRenderer(PanelRenderer);
  recordAlerts(events);
  recordInteractions();
  withoutExtensions();
}

/** Of the dashboard on screen: here is never one. */
function noTimeRange(): never {
  throw new Error('There is no dashboard whose time range could be asked for');
}

function recordAlerts(events: EventBusSrv): void {
  const alerts: Window['__alerts'] = [];
  Object.assign(window, { __alerts: alerts });
  for (const type of [AppEvents.alertSuccess, AppEvents.alertWarning, AppEvents.alertError, AppEvents.alertInfo]) {
    events.on(type, (texts) => alerts.push({ severity: type.name, texts }));
  }
}

function recordInteractions(): void {
  const interactions: Window['__interactions'] = [];
  Object.assign(window, { __interactions: interactions });
  setEchoSrv({
    flush: () => undefined,
    addBackend: () => undefined,
    addEvent: ({ type, payload }: Omit<EchoEvent, 'meta'>) => {
      if (type === EchoEventType.Interaction) {
        interactions.push({ name: payload.interactionName, properties: payload.properties });
      }
    },
  });
}

/** No other plugin extends this one. */
function withoutExtensions(): void {
  setPluginLinksHook(() => ({ isLoading: false, links: [] }));
  setPluginComponentHook(() => ({ isLoading: false, component: null }));
  setPluginComponentsHook(() => ({ isLoading: false, components: [] }));
  setPluginFunctionsHook(() => ({ isLoading: false, functions: [] }));
}

export type LoadedPlugin = AppPlugin<Record<string, unknown>>;
