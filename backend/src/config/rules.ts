import type { ConfigProblem } from './read-environment';
import { type Environment, type VariableName, variableInfo, environmentSchema } from './variables';

/** Which variables are set at all, right or wrong, and the parsed values of those that are right. */
export interface SetVariables {
  readonly set: ReadonlySet<VariableName>;
  readonly parsed: Partial<Environment>;
}

/** What is wrong between variables. Looks at presence first, so that it also speaks when a value is wrong in itself. */
export function crossProblems({ set, parsed }: SetVariables): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  const report = (name: VariableName, what: string, right: string) => problems.push({ name, what, right });
  const needs = (present: VariableName, missing: VariableName) => {
    if (set.has(present) && !set.has(missing)) {
      report(missing, `is missing, and ${present} is set`, rightFor(missing));
    }
  };

  if (set.has('SLACK_BOT_TOKEN') && set.has('SLACK_WEBHOOK_URL')) {
    report('SLACK_WEBHOOK_URL', 'is set, and SLACK_BOT_TOKEN as well', 'one of the two ways to write to Slack');
  }
  needs('SLACK_BOT_TOKEN', 'SLACK_CHANNEL');
  if (!set.has('SLACK_WEBHOOK_URL')) {
    needs('SLACK_CHANNEL', 'SLACK_BOT_TOKEN');
  }
  needs('GRAFANA_TOKEN', 'GRAFANA_URL');
  needs('INFLUX_TOKEN', 'INFLUX_URL');
  if (set.has('INFLUX_URL') && parsed.INFLUX_BUCKET && parsed.INFLUX_BUCKET === parsed.INFLUX_RESULTS_BUCKET) {
    report(
      'INFLUX_RESULTS_BUCKET',
      'is the bucket of the raw samples, whose retention would delete results',
      rightFor('INFLUX_RESULTS_BUCKET')
    );
  }
  if (parsed.REMEDIATION_MODE !== undefined && parsed.REMEDIATION_MODE !== 'off' && !set.has('VERCEL_TOKEN')) {
    report('REMEDIATION_MODE', 'needs VERCEL_TOKEN, which is not set', 'off, or VERCEL_TOKEN set');
  }
  const allowed = parsed.VERCEL_ALLOWED_PROJECT_IDS;
  if (allowed !== undefined && allowed.length > 0 && parsed.VERCEL_PROJECT_ID !== undefined) {
    if (!allowed.includes(parsed.VERCEL_PROJECT_ID)) {
      report('VERCEL_ALLOWED_PROJECT_IDS', 'does not hold VERCEL_PROJECT_ID', 'a list with VERCEL_PROJECT_ID in it');
    }
  }
  return problems;
}

/** What is allowed, and probably not meant. */
export function crossWarnings({ set, parsed }: SetVariables): ConfigProblem[] {
  const warnings: ConfigProblem[] = [];
  const warn = (name: VariableName, what: string, right: string) => warnings.push({ name, what, right });

  if (set.has('INFLUX_URL') && !set.has('INFLUX_TOKEN')) {
    warn(
      'INFLUX_TOKEN',
      'is not set: only an InfluxDB 1.13 without authentication will answer',
      rightFor('INFLUX_TOKEN')
    );
  }
  if (set.has('GRAFANA_URL') && !set.has('GRAFANA_TOKEN')) {
    warn('GRAFANA_TOKEN', 'is not set: no annotation can be written', rightFor('GRAFANA_TOKEN'));
  }
  if (parsed.RUN_ALERTS === 'grafana' && !(set.has('GRAFANA_URL') && set.has('GRAFANA_TOKEN'))) {
    warn(
      'RUN_ALERTS',
      'is grafana, and nobody can ask Grafana whether its rules are there: the sidecar tells about runs by itself',
      'sidecar, or GRAFANA_URL and GRAFANA_TOKEN set'
    );
  }
  if (set.has('VERCEL_TOKEN') && parsed.REMEDIATION_MODE !== 'off') {
    if (!set.has('VERCEL_PROJECT_ID') && (parsed.VERCEL_ALLOWED_PROJECT_IDS ?? []).length === 0) {
      warn(
        'VERCEL_ALLOWED_PROJECT_IDS',
        'is not set: every redeploy will be refused',
        rightFor('VERCEL_ALLOWED_PROJECT_IDS')
      );
    }
  }
  for (const name of ['VERCEL_PROJECT_ID', 'VERCEL_TEAM_ID', 'VERCEL_ALLOWED_PROJECT_IDS'] as const) {
    if (set.has(name) && !set.has('VERCEL_TOKEN')) {
      warn(name, 'has no effect without VERCEL_TOKEN', 'VERCEL_TOKEN set as well');
    }
  }
  if (set.has('SLACK_CHANNEL') && set.has('SLACK_WEBHOOK_URL') && !set.has('SLACK_BOT_TOKEN')) {
    warn('SLACK_CHANNEL', 'has no effect: a webhook writes to the channel it was made for', 'unset');
  }
  if (set.has('WEBHOOK_VERCEL_SECRET') && !set.has('VERCEL_TOKEN')) {
    warn(
      'VERCEL_TOKEN',
      'is not set: nobody can ask Vercel whether a deployment is in production before its load test starts',
      rightFor('VERCEL_TOKEN')
    );
  }
  if (parsed.REMEDIATION_MODE === 'approve') {
    warn('REMEDIATION_MODE', 'approve waits for approvals that this version cannot take', 'auto, dry-run or off');
  }
  if (set.has('DATABASE_URL') && !set.has('INFLUX_URL')) {
    warn('INFLUX_URL', 'is not set: the embedded metric store serves one sidecar only', rightFor('INFLUX_URL'));
  }
  if (set.has('BANNER_ALLOWED_ORIGINS') && parsed.BANNER_PUBLIC === false) {
    warn(
      'BANNER_ALLOWED_ORIGINS',
      'lets pages send the banner key from the browser, where every visitor can read it',
      'unset with a proxy on the admin site, or BANNER_PUBLIC=true'
    );
  }
  return warnings;
}

function rightFor(name: VariableName): string {
  return variableInfo.get(environmentSchema.shape[name])?.right ?? '';
}
