import { reportInteraction } from '@grafana/runtime';
import { pluginId } from '../constants';

/** What people do with the app, for Grafana's own usage insights: names and counts only, never what a run is about. */
interface Interactions {
  page_viewed: { page: string };
  results_filtered: { filter: string };
  diagnosis_opened: { from: 'results' | 'run' | 'panel' };
  run_again: { trigger: string };
  run_now: Record<string, never>;
  run_stopped: { trigger: string };
  incident_acknowledged: { state: string };
  incident_closed: Record<string, never>;
  redeploy_approved: Record<string, never>;
  redeploy_rejected: Record<string, never>;
  breaker_reset: Record<string, never>;
  redeploys_switched: { off: boolean };
  feedback_given: { correct: boolean };
  summary_downloaded: { instances: number };
  connection_tested: { result: string };
  test_message_sent: { delivered: boolean };
}

export function report<Name extends keyof Interactions>(name: Name, properties: Interactions[Name]): void {
  reportInteraction(`${pluginId}_${name}`, { ...properties });
}
