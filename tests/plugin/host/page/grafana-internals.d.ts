/** What Grafana itself reaches of @grafana/runtime, but plugins do not. Made by bundle.ts. */
declare module 'grafana-internals' {
  import type { ComponentType } from 'react';
  import type { PanelRendererProps, PluginPageProps } from '@grafana/runtime';

  export function setPluginPage(component: ComponentType<PluginPageProps>): void;
  export function setPanelRenderer(component: ComponentType<PanelRendererProps>): void;
}
