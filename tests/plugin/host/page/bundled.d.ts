/** Modules that bundle.ts makes up: what Grafana itself reaches, but its packages do not export to plugins. */

declare module 'grafana-externals' {
  /** Every module that Grafana shares with plugins, by the name they ask for. */
  export const externals: Readonly<Record<string, () => unknown>>;
}

declare module 'grafana-internals' {
  import type { ComponentType, PropsWithChildren } from 'react';
  import type { PanelRendererProps, PluginPageProps } from '@grafana/runtime';

  export function setPluginPage(component: ComponentType<PluginPageProps>): void;
  export function setPanelRenderer(renderer: ComponentType<PanelRendererProps>): void;
}

declare module 'grafana-router' {
  import type { ComponentType, PropsWithChildren } from 'react';
  import type { locationService } from '@grafana/runtime';

  type History = ReturnType<typeof locationService.getHistory>;

  /** Of react-router 5, whose context the links of @grafana/ui use. */
  export const Router: ComponentType<PropsWithChildren<{ history: History }>>;
  /** Gives react-router 6, which plugins use, the same history. */
  export const CompatRouter: ComponentType<PropsWithChildren>;
}
