/** The routers that @grafana/ui brings. Made by bundle.ts. */
declare module 'grafana-router' {
  import type { ComponentType, PropsWithChildren, ReactElement } from 'react';
  import type { locationService } from '@grafana/runtime';

  type History = ReturnType<typeof locationService.getHistory>;

  /** Of react-router 5, whose context the links of @grafana/ui use. */
  export const Router: ComponentType<PropsWithChildren<{ history: History }>>;
  /** Gives react-router 6, which plugins use, the same history. */
  export const CompatRouter: ComponentType<PropsWithChildren>;
  /** Of react-router 6: a plugin's own routes are relative to the one that it stands in. */
  export const Routes: ComponentType<PropsWithChildren>;
  export const Route: ComponentType<{ readonly path: string; readonly element: ReactElement }>;
}
