import { z } from 'zod';
import { addressSchema } from '../lib/address';
import { cutLines, cutText, instantOrNull, storableText } from '../lib/storable';

/**
 * What a reporter (the CLI, `k6/lib/monitor.js`, a CI) sends about a run. Both calls are idempotent, so that a reporter
 * may repeat them until they are answered. Only what figures need may refuse a part: other text is cleaned, cut or
 * dropped.
 */

/** A run's id is a k6 tag, a path segment and part of a file name: a plain token. */
export const runIdSchema = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, 'letters, digits, ".", "_" and "-", at most 100 characters')
  .describe('Id of the run: the k6 tag `testid`');

/** Name of a load test in the catalogue. */
export const testNamePattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;
export const testNameSchema = z
  .string()
  .regex(testNamePattern, 'letters, digits, ".", "_" and "-", at most 100 characters')
  .describe('Name of the load test');

export const instanceSchema = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, 'letters, digits, ".", "_" and "-", at most 100 characters')
  .describe('The k6 tag `instance`: which of several k6 processes of the run');

const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/, 'a SHA-256 in lower-case hex');

/** `OfferedLoad`, as reporters send it and as it is stored. */
export const offeredLoadSchema = z.object({
  scenario: storableText(100),
  unit: z.enum(['users', 'arrivalsPerSecond']),
  lines: z
    .array(
      z.object({
        fromSeconds: z.number().nonnegative(),
        toSeconds: z.number().nonnegative(),
        from: z.number().nonnegative(),
        to: z.number().nonnegative(),
      })
    )
    .max(1000)
    .readonly()
    .nullable()
    .describe('Straight lines; null: the plan does not say'),
});

export const plannedLoadSchema = z.object({
  virtualUsers: z.number().int().nonnegative().nullable(),
  iterations: z.number().int().nonnegative().nullable(),
  durationSeconds: z.number().nonnegative().nullable(),
  // Not sent by earlier versions of k6/lib/monitor.js.
  userSeconds: z.number().nonnegative().nullable().default(null),
  earlyUserStops: z.number().int().nonnegative().nullable().default(null),
  arrivals: z.number().int().nonnegative().nullable().default(null),
  offered: z
    .array(offeredLoadSchema)
    .max(100)
    .readonly()
    .nullish()
    .describe('What each scenario offers over time; without it no redeploy is permitted'),
});

/**
 * What the reporter knows of how its k6 measures. Compared while the announcement is taken and never stored, since a
 * variable may be secret; what is left out is taken for the catalogue's.
 */
export const measurementSchema = z.strictObject({
  switches: z
    .array(storableText(100))
    .max(100)
    .default([])
    .describe('Switches and variables of k6 that change what is measured, such as --no-thresholds'),
  envNames: z.array(storableText(200)).max(1000).default([]).describe('Names that k6 was given with -e'),
  env: z
    .record(storableText(200), storableText(32_768).nullable())
    .default({})
    .describe("What the script sees of the variables that the catalogue's entry sets; null: not set"),
  options: z
    .record(storableText(100), z.unknown())
    .nullable()
    .default(null)
    .describe("k6's resolved options that change what is measured, such as noSetup; only those that are set"),
  thresholds: z
    .array(
      z.strictObject({
        metric: storableText(2000),
        expression: storableText(2000),
        abortOnFail: z.boolean(),
        delayAbortEval: storableText(100).nullable(),
      })
    )
    .max(1000)
    .nullable()
    .default(null)
    .describe("The script's own thresholds as k6 resolved them"),
});
export type Measurement = z.infer<typeof measurementSchema>;

/** Body of `POST /api/v1/runs`. */
export const announcementSchema = z.strictObject({
  id: runIdSchema,
  test: testNameSchema,
  target: addressSchema.describe('Base URL of the system under test, without credentials, query or fragment'),
  environment: storableText(100).min(1).default('production'),
  reporter: z.enum(['cli', 'handleSummary', 'other']),
  expectedInstances: z.number().int().min(1).max(1000).default(1),
  scriptHash: sha256Schema.nullable().default(null).describe("SHA-256 of the script file's bytes"),
  loadProfileHash: sha256Schema.nullable().default(null).describe('Hash of the scenarios as k6 resolved them'),
  planned: plannedLoadSchema.nullable().default(null),
  k6Version: cutText(100),
  startedAt: instantOrNull(),
  measurement: measurementSchema.nullable().default(null).describe('How the k6 of the run measures'),
});
z.globalRegistry.add(announcementSchema, { id: 'Announcement' });
export type Announcement = z.infer<typeof announcementSchema>;

/** Facts read from k6's own log while it ran; only a reporter that wraps the process has them. */
export const k6LogFactsSchema = z.strictObject({
  /** Exceptions in the script that k6 logged and went on after. */
  uncaughtExceptions: z.number().int().nonnegative(),
  /** Batches of samples that did not reach the metric store, or only in part. */
  failedWrites: z.number().int().nonnegative(),
  /** "The flush operation took higher than the expected set push interval". */
  lateFlushes: z.number().int().nonnegative(),
  /** Earlier versions of the CLI do not send it; without a default, so that the hash of a stored part stays what it was. */
  lostSamples: z
    .strictObject({
      /** Samples of those batches, where the log tells how many were lost. */
      counted: z.number().int().nonnegative(),
      uncountedBatches: z.number().int().nonnegative(),
      causes: cutLines(5, 300, 'first'),
    })
    .optional(),
  /** The last lines. */
  tail: cutLines(40, 500, 'last'),
});
export type K6LogFacts = z.infer<typeof k6LogFactsSchema>;

const shareSchema = z.number().min(0).max(1);

/** How the load generator did, looked at every second by a reporter that wraps the process. */
export const generatorFactsSchema = z.strictObject({
  watchedSeconds: z.number().nonnegative().describe('How long it was looked at; the shares are of this time'),
  cpuBusyShare: shareSchema.describe(
    'Share of the time in which at least 95 % of the processors of the machine were busy'
  ),
  saturatedShare: shareSchema.describe('Share in which that was so and k6 itself took at least 80 % of all processors'),
  peakCpu: shareSchema.describe('Busiest second of the machine: share of all processors'),
  peakK6Cpu: shareSchema.describe('Busiest second of k6: share of all processors of the machine'),
  peakMemoryMb: z.number().nonnegative().describe('Most resident memory of k6, in MB of 1024² bytes'),
});
export type GeneratorFacts = z.infer<typeof generatorFactsSchema>;

/** A limit for which the reporter ended k6: the entry's `deadlineSeconds`, or `RUNNER_MAX_MEMORY_MB`. */
export const exceededLimitSchema = z.strictObject({
  limit: z.enum(['deadlineSeconds', 'memoryMb']),
  value: z.number().positive(),
});
export type ExceededLimit = z.infer<typeof exceededLimitSchema>;

/** The warm-up before the judged k6: a k6 process of its own. */
export const warmUpSchema = z.strictObject({
  exitCode: z.number().int().nullable().describe('Null when a signal ended it'),
  signal: cutText(20),
  durationSeconds: z.number().nonnegative().describe('From its start to its end, setup() and teardown() included'),
  exceeded: exceededLimitSchema.nullable().default(null).describe('Why the reporter ended it'),
  logTail: cutLines(40, 500, 'last'),
});
export type WarmUp = z.infer<typeof warmUpSchema>;

export const summaryPartSchema = z.strictObject({
  part: z.literal('summary'),
  instance: instanceSchema.default('0'),
  summary: z
    .record(z.string(), z.unknown())
    .describe("k6's own summary: handleSummary's data, --summary-export, or the machine-readable one"),
});

export const exitCodePartSchema = z.strictObject({
  part: z.literal('exitCode'),
  instance: instanceSchema.default('0'),
  exitCode: z
    .number()
    .int()
    .nullable()
    .describe('Null when a signal ended the process. Any whole number: on Windows it may be beyond 255 or negative'),
  /** SIGKILL, SIGHUP … when a signal ended the process. */
  signal: cutText(20),
  startedAt: instantOrNull(),
  endedAt: instantOrNull(),
  /** True when somebody asked for the stop (Ctrl-C in the CLI, the stop route). */
  stoppedByPerson: z.boolean().default(false),
  /** False: k6 could not write a summary (killed, syntax error), so none will come. */
  summaryFollows: z.boolean().default(true),
  log: k6LogFactsSchema.nullable().default(null),
  // Earlier reporters send none of these; without defaults, so that the hash of a stored part stays what it was.
  exceeded: exceededLimitSchema.optional().describe('Why the reporter itself ended k6'),
  warmUp: warmUpSchema.optional(),
  generator: generatorFactsSchema.optional(),
});

/** Body of `POST /api/v1/runs/{id}/complete`: one part of one instance. */
export const partSchema = z.discriminatedUnion('part', [summaryPartSchema, exitCodePartSchema]);
z.globalRegistry.add(partSchema, { id: 'RunPart' });
export type RunPart = z.infer<typeof partSchema>;
export type SummaryPart = z.infer<typeof summaryPartSchema>;
export type ExitCodePart = z.infer<typeof exitCodePartSchema>;
