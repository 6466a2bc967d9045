/**
 * What Grafana makes of a Flux query before InfluxDB gets it: variables of the dashboard first (in the browser), then the
 * `v.` ones (in its server). Only what the dashboards use; anything else is an error here, where Grafana would let it pass.
 */

/** The value of a variable: one, several, or "All" with the variable's custom value, which Grafana does not format. */
export type VariableValue = string | readonly string[] | { readonly all: string };

/** What a dashboard is looked at with. */
export interface DashboardView {
  readonly from: Date;
  readonly to: Date;
  /** As Grafana's server writes a step: `1s`, `1m0s`. */
  readonly windowPeriod: string;
  readonly variables: Readonly<Record<string, VariableValue>>;
}

/** `$name`, `${name}`, `${name:format}`, `[[name]]`. */
const variablePattern = /\$(\w+)|\$\{(\w+)(?::(\w+))?\}|\[\[(\w+)(?::(\w+))?\]\]/g;

/** @throws Error for a variable or a format that the view does not know. */
export function interpolate(query: string, view: DashboardView): string {
  return query
    .replace(variablePattern, (_match, bare, braced, bracedFormat, squared, squaredFormat) =>
      formatted(String(bare ?? braced ?? squared), bracedFormat ?? squaredFormat, view)
    )
    .replace(/\bv\.(\w+)/g, (_match, name) => serverVariable(String(name), view));
}

function formatted(name: string, format: string | undefined, { variables }: DashboardView): string {
  const value = variables[name];
  if (value === undefined) {
    throw new Error(`no variable "${name}"; there are ${Object.keys(variables).join(', ')}`);
  }
  if (typeof value === 'object' && 'all' in value) {
    return value.all;
  }
  const values = typeof value === 'string' ? [value] : value;
  switch (format) {
    case undefined:
      return values.length === 1 ? values.join() : `{${values.join(',')}}`;
    case 'regex': {
      const escaped = values.map((text) => text.replace(/[\\^$*+?.()|[\]{}/]/g, '\\$&'));
      return typeof value === 'string' ? escaped.join() : `(${escaped.join('|')})`;
    }
    case 'doublequote':
      return values.map((text) => `"${text.replaceAll('"', '\\"')}"`).join(',');
    case 'percentencode':
      return encodeURIComponent(values.join(','));
    default:
      throw new Error(`the format "${format}" of the variable "${name}" is none of those that the dashboards use`);
  }
}

function serverVariable(name: string, { from, to, windowPeriod }: DashboardView): string {
  const values: Readonly<Record<string, string>> = {
    timeRangeStart: from.toISOString(),
    timeRangeStop: to.toISOString(),
    windowPeriod,
  };
  const value = values[name];
  if (value === undefined) {
    throw new Error(`Grafana has no v.${name} that the dashboards use`);
  }
  return value;
}
