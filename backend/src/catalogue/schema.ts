import { isAbsolute } from 'node:path';
import { z } from 'zod';
import { addressText } from '../lib/address';
import { deployments } from './deployments-schema';
import { expected, text } from './expected';
import { testNameSchema } from '../model/protocol';
import { remediationTriggers, type SecretReference } from '../model/load-test';
import { normalisedTarget } from '../model/target';
import { endpointName } from '../model/verdict';
import { maintenanceWindows, permissions, schedule, scheduleShapes } from './schedule-schema';

const fractionText = 'a fraction from 0 to 1, such as 0.01 for 1 %';
const msText = 'a number of milliseconds greater than 0, such as 800';
const milliseconds = z
  .number(expected(msText))
  .positive(expected(msText))
  .max(3_600_000, expected('at most an hour, in milliseconds'));
const fraction = z.number(expected(fractionText)).min(0, expected(fractionText)).max(1, expected(fractionText));
const requestsText = 'a whole number of requests, at least 1';
const requests = z.number(expected(requestsText)).int(expected(requestsText)).min(1, expected(requestsText));
const secondsText = 'a whole number of seconds from 10 to 604800 (a week)';

const metricText = 'the name of a k6 metric, such as grpc_req_duration';
const metric = z.string(expected(metricText)).regex(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/, expected(metricText));
const metrics = z.strictObject(
  { responseTime: metric, requests: metric, failures: metric },
  expected('metrics with responseTime, requests and failures')
);

const endpointNameText = "a name as in k6's name tag, at most 500 characters";
const methodText = 'an HTTP method such as POST';
const noLimitText = 'at least one of p95ResponseTimeMs, avgResponseTimeMs and errorRate';
const endpoint = z
  .strictObject(
    {
      name: z.string(expected(endpointNameText)).regex(/^\S(?:.{0,498}\S)?$/u, expected(endpointNameText)),
      method: z
        .string(expected(methodText))
        .regex(/^[A-Za-z]{1,20}$/, expected(methodText))
        .toUpperCase()
        .nullable()
        .default(null),
      p95ResponseTimeMs: milliseconds.nullable().default(null),
      avgResponseTimeMs: milliseconds.nullable().default(null),
      errorRate: fraction.nullable().default(null),
      minimumRequests: requests.default(1),
    },
    expected('an endpoint with name and limits')
  )
  .refine(
    ({ p95ResponseTimeMs, avgResponseTimeMs, errorRate }) =>
      p95ResponseTimeMs !== null || avgResponseTimeMs !== null || errorRate !== null,
    `expected ${noLimitText}`
  );
const endpoints = z
  .array(endpoint, expected('a list of endpoints with limits'))
  .max(50, expected('at most 50 endpoints'))
  .superRefine((list, context) => {
    const seen = new Set<string>();
    list.forEach((each, index) => {
      const key = JSON.stringify([each.name, each.method]);
      if (seen.has(key)) {
        const message = `${endpointName(each)} has limits already; name and method are unique`;
        context.addIssue({ code: 'custom', path: [index, 'name'], message });
      }
      seen.add(key);
    });
  });

const thresholds = z.strictObject(
  {
    errorRate: fraction.default(0),
    p95ResponseTimeMs: milliseconds,
    avgResponseTimeMs: milliseconds.nullable().default(null),
    minimumRequests: requests.default(50),
    unmeasuredRequests: fraction.default(0),
    metrics: metrics.nullable().default(null),
    endpoints: endpoints
      .nullable()
      .default([])
      .transform((list) => list ?? []),
    checksMustPass: z.boolean(expected('true or false')).default(true),
  },
  expected('thresholds with at least p95ResponseTimeMs')
);

/** The metric store keeps the figures of HTTP requests alone. */
const judgedThresholds = thresholds.superRefine((limits, context) => {
  if (limits.metrics !== null && limits.endpoints.length > 0) {
    const message = 'endpoints are judged by HTTP requests, and `metrics` names something else; leave one of them out';
    context.addIssue({ code: 'custom', path: ['endpoints'], message });
  }
});

const target = z.string(expected(addressText)).transform((value, context) => {
  const normalised = normalisedTarget(value);
  if (normalised === null) {
    context.addIssue({ code: 'custom', message: `expected ${addressText}` });
    return z.NEVER;
  }
  return normalised;
});

const triggerText = `one of ${remediationTriggers.join(', ')} (external runs never lead to a redeploy)`;
const idText = (prefix: string) => `letters, digits, "_" and "-", such as ${prefix}_aB3`;
const vercelId = (prefix: string) =>
  z.string(expected(idText(prefix))).regex(/^[A-Za-z0-9_-]{1,100}$/, expected(idText(prefix)));

const vercel = z.strictObject(
  {
    projectId: vercelId('prj').nullable().default(null),
    teamId: vercelId('team').nullable().default(null),
    triggers: z
      .array(
        z.enum(remediationTriggers, expected(triggerText)),
        expected(`a list of ${remediationTriggers.join(', ')}`)
      )
      .transform((list) => [...new Set(list)])
      .default([...remediationTriggers]),
  },
  expected('projectId, teamId and triggers, each optional')
);

const variableName = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'expected a variable name of letters, digits and "_"')
  .refine((name) => name !== 'TARGET', 'TARGET is what `target` says; write it there')
  .refine((name) => !name.startsWith('LOADTEST'), 'names that begin with LOADTEST belong to the monitor');

const secretName = variableName.refine(
  (name) => !name.startsWith('K6_'),
  'names that begin with K6_ are settings of k6 itself'
);
const secretText = '{ env: OTHER_NAME } or { file: /absolute/path }';
const secret = z
  .strictObject(
    {
      env: z
        .string(expected('the name of an environment variable of the sidecar'))
        .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, expected('the name of an environment variable of the sidecar'))
        .optional(),
      file: z
        .string(expected('the absolute path of a file'))
        .max(4096, expected('the absolute path of a file'))
        .refine((path) => isAbsolute(path), expected('the absolute path of a file'))
        .optional(),
    },
    expected(secretText)
  )
  .transform(({ env, file }, context): SecretReference => {
    if (env !== undefined && file === undefined) {
      return { env };
    }
    if (file !== undefined && env === undefined) {
      return { file };
    }
    context.addIssue({ code: 'custom', message: `expected either ${secretText}` });
    return z.NEVER;
  });

const warmUpSecondsText = 'a whole number of seconds from 5 to 600';
const warmUpUsersText = 'a whole number of virtual users from 1 to 1000';
const warmUp = z.strictObject(
  {
    durationSeconds: z
      .number(expected(warmUpSecondsText))
      .int(expected(warmUpSecondsText))
      .min(5, expected(warmUpSecondsText))
      .max(600, expected(warmUpSecondsText)),
    virtualUsers: z
      .number(expected(warmUpUsersText))
      .int(expected(warmUpUsersText))
      .min(1, expected(warmUpUsersText))
      .max(1000, expected(warmUpUsersText))
      .default(1),
  },
  expected('a warm-up with durationSeconds')
);

const labelText = 'a text of at most 100 characters in one line';
const labels = z
  .record(
    z.string().regex(/^[A-Za-z0-9_.-]{1,100}$/, 'expected a label of letters, digits, "_", "-" and ".", at most 100'),
    z
      .string(expected(labelText))
      .trim()
      .regex(/^.{1,100}$/u, expected(labelText)),
    expected('labels as name: text')
  )
  .refine((all) => Object.keys(all).length <= 20, 'expected at most 20 labels');

const loadTest = z.strictObject(
  {
    name: z.string(expected('a name of letters, digits, ".", "_" and "-"')).pipe(testNameSchema),
    description: text('a text of at most 500 characters', 500).nullable().default(null),
    script: text('the path of a k6 script inside the folder of this file, such as scripts/checkout.js', 500),
    target,
    environment: text('a name such as production', 100).default('production'),
    env: z
      .record(variableName, z.string(expected('a text')), expected('variables as NAME: value'))
      .nullable()
      .default({}),
    ignoredEnv: z
      .array(variableName, expected('a list of variable names'))
      .max(1000, expected('at most 1000 variable names'))
      .nullable()
      .default([]),
    secrets: z
      .record(secretName, secret, expected(`secrets as NAME: ${secretText}`))
      .nullable()
      .default({}),
    labels: labels.nullable().default({}),
    thresholds: judgedThresholds,
    deadlineSeconds: z
      .number(expected(secondsText))
      .int(expected(secondsText))
      .min(10, expected(secondsText))
      .max(604_800, expected(secondsText))
      .default(3600),
    warmUp: warmUp.nullable().default(null),
    schedule: schedule.nullable().default(null),
    triggers: permissions.nullable().default(null),
    deployments: deployments.nullable().default(null),
    maintenanceWindows: maintenanceWindows.nullable().default([]),
    remediation: z
      .strictObject({ vercel: vercel.nullable().default(null) }, expected('vercel: with a projectId'))
      .nullable()
      .default(null),
  },
  expected('a load test with name, script, target and thresholds')
);

/** A variable comes from one place. */
const checkedLoadTest = loadTest.superRefine(({ env, secrets }, context) => {
  for (const name of Object.keys(secrets ?? {})) {
    if (Object.hasOwn(env ?? {}, name)) {
      const message = `${name} is in env already; leave it out of one of the two`;
      context.addIssue({ code: 'custom', path: ['secrets', name], message });
    }
  }
});

/** `k6/loadtests.yaml` as people write it, after variables are put in. */
export const catalogueSchema = z.strictObject(
  {
    version: z.literal(1, expected('1, the version of this form')),
    maintenanceWindows: maintenanceWindows.nullable().default([]),
    loadTests: z.array(checkedLoadTest, expected('a list of load tests')).nullable().default([]),
  },
  expected('version: 1 and loadTests: with a list')
);

/** The keys that may stand where an unknown one was found. `path` is the one of the object around it. */
export function knownKeys(path: ReadonlyArray<string | number>): readonly string[] {
  const names = path.filter((step) => typeof step === 'string').join('.');
  const shapes: Readonly<Record<string, object>> = {
    '': catalogueSchema.shape,
    loadTests: loadTest.shape,
    'loadTests.thresholds': thresholds.shape,
    'loadTests.thresholds.metrics': metrics.shape,
    'loadTests.thresholds.endpoints': endpoint.shape,
    'loadTests.warmUp': warmUp.shape,
    'loadTests.deployments': deployments.shape,
    'loadTests.remediation': { vercel },
    'loadTests.remediation.vercel': vercel.shape,
    ...scheduleShapes,
  };
  const ofSecret = /^loadTests\.secrets\.[^.]+$/.test(names) ? { env: null, file: null } : {};
  return Object.keys(shapes[names] ?? ofSecret);
}
