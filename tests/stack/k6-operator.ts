import { z } from 'zod';

/**
 * What k6/k8s uses of the resources, by grafana/k6-operator (commit e2c9571a) config/crd/bases/k6.io_testruns.yaml and
 * api/v1alpha1/testrun_types.go, and Kubernetes' EnvVar and Volume in it. Strict: the API server drops what it does not know.
 */
const envSchema = z
  .strictObject({
    name: z.string(),
    value: z.string().optional(),
    valueFrom: z
      .union([
        z.strictObject({ fieldRef: z.strictObject({ fieldPath: z.string() }) }),
        z.strictObject({ secretKeyRef: z.strictObject({ name: z.string(), key: z.string() }) }),
      ])
      .optional(),
  })
  .refine(({ value, valueFrom }) => (value === undefined) !== (valueFrom === undefined), 'either of them');

const podSchema = z.strictObject({
  image: z.string(),
  env: z.array(envSchema),
  volumeMounts: z.tuple([z.strictObject({ name: z.literal('scripts'), mountPath: z.string() })]),
  volumes: z.tuple([
    z.strictObject({
      name: z.literal('scripts'),
      configMap: z.strictObject({
        name: z.string(),
        items: z.array(z.strictObject({ key: z.string(), path: z.string() })),
      }),
    }),
  ]),
});

export const testRunSchema = z.strictObject({
  apiVersion: z.literal('k6.io/v1alpha1'),
  kind: z.literal('TestRun'),
  metadata: z.strictObject({ name: z.string() }),
  spec: z.strictObject({
    parallelism: z.int().positive(),
    script: z.strictObject({ localFile: z.string() }),
    arguments: z.string(),
    initializer: podSchema,
    runner: podSchema.extend({
      resources: z.strictObject({ requests: z.strictObject({ cpu: z.string(), memory: z.string() }) }),
    }),
  }),
});
export type TestRun = z.infer<typeof testRunSchema>;

/** kubernetes-sigs/kustomize api/types/kustomization.go */
export const kustomizationSchema = z.strictObject({
  apiVersion: z.literal('kustomize.config.k8s.io/v1beta1'),
  kind: z.literal('Kustomization'),
  configMapGenerator: z.tuple([z.strictObject({ name: z.string(), files: z.array(z.string()) })]),
  generatorOptions: z.strictObject({ disableNameSuffixHash: z.literal(true) }),
});

interface Machine {
  /** Folder that stands for the mount. */
  readonly mounted: string;
  /** Of k6's API: on one machine the pods cannot share the port 6565. */
  readonly address: string;
  readonly secrets: Readonly<Record<string, string>>;
  /** Where in-cluster names stand in the manifest. */
  readonly variables: Readonly<Record<string, string>>;
}

/**
 * Command and variables of a pod: grafana/k6-operator pkg/resources/jobs/runner.go (NewRunnerJob),
 * pkg/segmentation/segmentation.go and pkg/types/script.go (UpdateCommand), and what kubelet does to `$(NAME)`.
 *
 * @param index from 1
 */
export function podCommand(
  { metadata, spec }: TestRun,
  index: number,
  { mounted, address, secrets, variables }: Machine
): { readonly command: readonly string[]; readonly env: Readonly<Record<string, string>> } {
  const { parallelism } = spec;
  const edge = (at: number): string => (at === 0 ? '0' : at === parallelism ? '1' : `${at}/${parallelism}`);
  const sequence = Array.from({ length: parallelism + 1 }, (_, at) => edge(at)).join(',');
  const env: Record<string, string> = {};
  for (const { name, value, valueFrom } of spec.runner.env) {
    const found =
      variables[name] ??
      value ??
      (valueFrom && 'secretKeyRef' in valueFrom ? secrets[valueFrom.secretKeyRef.key] : undefined) ??
      // The operator labels every pod with the name of its TestRun: pkg/resources/jobs/helpers.go.
      (valueFrom && 'fieldRef' in valueFrom && valueFrom.fieldRef.fieldPath === "metadata.labels['k6_cr']"
        ? metadata.name
        : undefined);
    if (found === undefined) {
      throw new Error(`the variable ${name} has no value`);
    }
    env[name] = found;
  }
  const script = spec.script.localFile.replace('/loadtests', mounted);
  const k6 = [
    ...['k6', 'run', '--quiet'],
    ...[`--execution-segment=${edge(index - 1)}:${edge(index)}`, `--execution-segment-sequence=${sequence}`],
    ...spec.arguments.split(/\s+/),
    ...[script, `--address=${address}`, '--paused'],
    ...['--tag', `instance_id=${index}`, '--tag', `testrun_name=${metadata.name}`],
  ].join(' ');
  const expanded = k6.replace(/\$\((\w+)\)/g, (reference, name: string) => env[name] ?? reference);
  const check = 'if [ ! -f "$1" ]; then\n  echo "LocalFile not found exiting..."\n  exit 1\nfi\nshift\nexec "$@"';
  return { command: ['sh', '-c', check, 'sh', script, 'sh', '-c', expanded], env };
}
