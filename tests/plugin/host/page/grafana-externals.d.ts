declare module 'grafana-externals' {
  /** Every module that Grafana shares with plugins, by the name they ask for. Made by bundle.ts. */
  export const externals: Readonly<Record<string, () => unknown>>;
}
