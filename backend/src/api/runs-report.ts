import { z } from 'zod';
import type { HttpApp } from '../http';
import { announcementSchema, instanceSchema, partSchema } from '../model/protocol';
import { announceRun, type Announcing, completeRun } from '../runs';
import { runParams } from './run-params';
import { runSchema, runView } from './run-view';

export interface RunReportOptions extends Announcing {
  readonly runUrl: (runId: string) => string | null;
  /** A run has all its parts. */
  readonly runReady: () => void;
}

/** Largest part: k6's summary with hundreds of thresholds and groups. */
const partLimitBytes = 4 * 1024 * 1024;

const announcedRunSchema = runSchema.extend({
  comparedVariables: z
    .array(z.string())
    .describe("Variables that the catalogue's entry sets: the same announcement again may say what the script sees"),
});

const receiptSchema = z.object({
  runId: z.string(),
  instance: instanceSchema,
  part: z.enum(['summary', 'exitCode']),
  state: z.enum(['recorded', 'duplicate']),
  waitingFor: z.array(z.string()).describe('Parts that are still to come; empty: the run is judged now'),
  counts: z.boolean().describe('False: a verdict and nothing more, see countsReason'),
  countsReason: z.string().nullable(),
});

/** What reporters say of a run: that there is one, and its parts. */
export async function runReportRoutes(app: HttpApp, options: RunReportOptions): Promise<void> {
  announce(app, options);
  complete(app, options);
}

function announce(app: HttpApp, options: RunReportOptions): void {
  app.post(
    '/api/v1/runs',
    {
      config: { scope: 'ingest' },
      schema: {
        tags: ['runs'],
        operationId: 'announceRun',
        summary: 'Announce a run',
        description: 'Idempotent: the same announcement again answers 200 with the same run, another one 409.',
        body: announcementSchema,
        response: {
          200: announcedRunSchema.describe('Announced before with the same content: the run as it is now'),
          201: announcedRunSchema.describe('The new run'),
        },
        problems: { 409: 'A run with this id was announced with other content' },
      },
    },
    async (request, reply) => {
      const { run, isNew } = await announceRun(options, request.body, request.actor?.label ?? 'unknown');
      return reply.code(isNew ? 201 : 200).send({
        ...runView(run, options.runUrl),
        comparedVariables: Object.keys(options.catalogue().tests.get(run.test)?.env ?? {}),
      });
    }
  );
}

function complete(app: HttpApp, options: RunReportOptions): void {
  app.post(
    '/api/v1/runs/:id/complete',
    {
      config: { scope: 'ingest' },
      bodyLimit: partLimitBytes,
      schema: {
        tags: ['runs'],
        operationId: 'completeRun',
        summary: 'Send one part (summary or exit code) of one k6 instance',
        description:
          'Answered after the part is stored. The same content again is a duplicate and changes nothing; other content ' +
          'for the same part is a 409. The run is judged when every announced part is in, or at its deadline. A part that ' +
          'comes after a run was closed for silence judges it again.',
        params: runParams,
        body: partSchema,
        response: { 202: receiptSchema.describe('The part is stored') },
        problems: {
          404: 'The run was never announced',
          409: "Stored before with other content, more instances than announced, judged with all its parts, or the runner's own run",
        },
      },
    },
    async (request, reply) => {
      const receipt = await completeRun(options, request.params.id, request.body, 'api');
      if (receipt.waitingFor.length === 0) {
        options.runReady();
      }
      return reply.code(202).send({ ...receipt, waitingFor: [...receipt.waitingFor] });
    }
  );
}
