import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Evaluation } from './evaluate';
import type { Rule } from './schema';

/** An alert as a message shows it. */
export interface ShownAlert {
  readonly status: 'firing' | 'resolved';
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly dashboardUrl: string;
}

export const hasGo = spawnSync('go', ['version']).status === 0;

/** Go's own templates: they are built once, from the standard library alone. */
export function openRenderer() {
  const folder = mkdtempSync(path.join(tmpdir(), 'templates-'));
  const binary = path.join(folder, 'render');
  execFileSync('go', ['build', '-o', binary, path.join(__dirname, 'render/main.go')]);

  /** @throws Error with Go's words for a template that it does not read. */
  const render = (job: object) => execFileSync(binary, { input: JSON.stringify(job), encoding: 'utf8' });

  return {
    close: () => rmSync(folder, { recursive: true, force: true }),

    /** The alerts of an evaluation that has found something, with their annotations. */
    alertsOf(rule: Rule, evaluation: Evaluation, status: ShownAlert['status'] = 'firing'): readonly ShownAlert[] {
      const instances =
        evaluation.kind === 'values' ? evaluation.instances.filter(({ alerting }) => alerting) : [{ labels: {} }];
      return instances.map(({ labels }) => {
        const values = valuesOf(evaluation, labels);
        const annotations = Object.entries(rule.annotations).map(([name, text]) => [
          name,
          render({ text, labels, values }),
        ]);
        return {
          status,
          labels: { ...labels, ...rule.labels, alertname: rule.title },
          annotations: Object.fromEntries(annotations) as Record<string, string>,
          dashboardUrl: `https://grafana.example/d/${rule.dashboardUid}`,
        };
      });
    },

    /** A field of the contact point for these alerts. */
    message: (
      definitions: string,
      text: string,
      alerts: readonly ShownAlert[],
      externalUrl = 'https://grafana.example/'
    ) =>
      render({
        definitions,
        text,
        status: alerts.some(({ status }) => status === 'firing') ? 'firing' : 'resolved',
        alerts,
        externalUrl,
      }),
  };
}

/** `$values` of an alert: of each letter the result whose labels are the alert's or hold them. */
function valuesOf(evaluation: Evaluation, labels: Readonly<Record<string, string>>) {
  const holds = (others: Readonly<Record<string, string>>) =>
    Object.entries(labels).every(([name, value]) => others[name] === value);
  const reduced = evaluation.kind === 'values' ? [...evaluation.reduced] : [];
  return Object.fromEntries(
    reduced.flatMap(([refId, results]) => {
      const found = results.find((result) => holds(result.labels));
      return found === undefined ? [] : [[refId, found]];
    })
  );
}
