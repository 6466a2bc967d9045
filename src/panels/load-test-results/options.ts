import type { RunField } from '../../components/runColumns';

/** Options of the panel, as dashboards keep them; what a dashboard does not say is as in `defaultOptions`. */
export interface PanelOptions {
  /** `latest`: the newest run of each load test in each environment. */
  readonly show?: 'list' | 'latest';
  /** Shown columns; none: every one that the frame has. */
  readonly columns?: readonly RunField[];
  /** A line or two per run, as in a place too narrow for a table. */
  readonly compact?: boolean;
}

export const defaultOptions: Required<PanelOptions> = { show: 'list', columns: [], compact: false };
