/** What the stack gives to Grafana: everything that the files of provisioning/ may ask for. */
export const givenVariables = [
  'INFLUX_URL',
  'INFLUX_ORG',
  'INFLUX_BUCKET',
  'INFLUX_RESULTS_BUCKET',
  'SIDECAR_URL',
] as const;

export const givenFiles = [
  '/run/loadtests/grafana-influx-token',
  '/run/loadtests/sidecar-read-key',
  '/run/loadtests/sidecar-operate-key',
  '/run/loadtests/slack-webhook-url',
] as const;

/** What a file asks for, in each of the ways that Grafana knows (pkg/setting/expanders.go and os.ExpandEnv). */
export function askedFor(text: string): { readonly variables: readonly string[]; readonly files: readonly string[] } {
  const found = (pattern: RegExp) => [...new Set([...text.matchAll(pattern)].flatMap(([, name]) => name ?? []))];
  return {
    variables: [
      ...found(/\$__env\{([^}]+)\}/g),
      ...found(/(?<!\$)\$\{([^}]+)\}/g),
      ...found(/(?<!\$)\$(?!__env\{|__file\{)(\w+)/g),
    ],
    files: found(/\$__file\{([^}]+)\}/g),
  };
}
