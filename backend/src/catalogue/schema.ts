import { z } from 'zod';
import { addressText } from '../lib/address';
import { expected, text } from './expected';
import { testNameSchema } from '../model/protocol';
import { remediationTriggers } from '../model/load-test';
import { normalisedTarget } from '../model/target';
import { maintenanceWindows, permissions, schedule, scheduleShapes } from './schedule-schema';

const fractionText = 'a fraction from 0 to 1, such as 0.01 for 1 %';
const msText = 'a number of milliseconds greater than 0, such as 800';
const milliseconds = z
  .number(expected(msText))
  .positive(expected(msText))
  .max(3_600_000, expected('at most an hour, in milliseconds'));
const requestsText = 'a whole number of requests, at least 1';
const secondsText = 'a whole number of seconds from 10 to 604800 (a week)';

const metricText = 'the name of a k6 metric, such as grpc_req_duration';
const metric = z.string(expected(metricText)).regex(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/, expected(metricText));
const metrics = z.strictObject(
  { responseTime: metric, requests: metric, failures: metric },
  expected('metrics with responseTime, requests and failures')
);

const thresholds = z.strictObject(
  {
    errorRate: z
      .number(expected(fractionText))
      .min(0, expected(fractionText))
      .max(1, expected(fractionText))
      .default(0),
    p95ResponseTimeMs: milliseconds,
    avgResponseTimeMs: milliseconds.nullable().default(null),
    minimumRequests: z
      .number(expected(requestsText))
      .int(expected(requestsText))
      .min(1, expected(requestsText))
      .default(50),
    unmeasuredRequests: z
      .number(expected(fractionText))
      .min(0, expected(fractionText))
      .max(1, expected(fractionText))
      .default(0),
    metrics: metrics.nullable().default(null),
    checksMustPass: z.boolean(expected('true or false')).default(true),
  },
  expected('thresholds with at least p95ResponseTimeMs')
);

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
    thresholds,
    deadlineSeconds: z
      .number(expected(secondsText))
      .int(expected(secondsText))
      .min(10, expected(secondsText))
      .max(604_800, expected(secondsText))
      .default(3600),
    schedule: schedule.nullable().default(null),
    triggers: permissions.nullable().default(null),
    maintenanceWindows: maintenanceWindows.nullable().default([]),
    remediation: z
      .strictObject({ vercel: vercel.nullable().default(null) }, expected('vercel: with a projectId'))
      .nullable()
      .default(null),
  },
  expected('a load test with name, script, target and thresholds')
);

/** `k6/loadtests.yaml` as people write it, after variables are put in. */
export const catalogueSchema = z.strictObject(
  {
    version: z.literal(1, expected('1, the version of this form')),
    maintenanceWindows: maintenanceWindows.nullable().default([]),
    loadTests: z.array(loadTest, expected('a list of load tests')).nullable().default([]),
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
    'loadTests.remediation': { vercel },
    'loadTests.remediation.vercel': vercel.shape,
    ...scheduleShapes,
  };
  return Object.keys(shapes[names] ?? {});
}
