import { z } from 'zod';
import type { Database } from '../db';
import { conflict, notFound, type HttpApp } from '../http';
import { storableText } from '../lib/storable';
import { type Feedback, giveFeedback, requestStop } from '../runs';
import { existingRun, runParams } from './run-params';
import { feedbackSchema, feedbackView } from './run-view';
import { betweenFaultPoints } from '../lib/fault-point';

export interface RunOperateOptions {
  readonly db: Database;
  readonly now: () => Date;
  /** Asks the runner to stop; false when it does not hold this run. */
  readonly stop: (runId: string) => boolean;
}

/** What a person does to a run. */
export async function runOperateRoutes(app: HttpApp, options: RunOperateOptions): Promise<void> {
  stopRun(app, options);
  feedback(app, options);
}

function stopRun(app: HttpApp, { db, stop }: RunOperateOptions): void {
  app.post(
    '/api/v1/runs/:id/stop',
    {
      config: { scope: 'operate' },
      schema: {
        tags: ['runs'],
        operationId: 'stopRun',
        summary: "Stop a run of the sidecar's own runner",
        params: runParams,
        response: {
          202: z
            .object({ runId: z.string(), status: z.literal('stopping') })
            .describe('k6 is told to stop, by whichever sidecar runs it; the run is judged when it has ended'),
        },
        problems: { 404: 'There is no such run', 409: 'The run is not running, or was started elsewhere' },
      },
    },
    async (request, reply) => {
      const run = await existingRun(db, request.params.id);
      // Where another sidecar has it, that one is told by the records.
      if (!stop(run.id) && !(await betweenFaultPoints('request stop', () => requestStop(db, run.id)))) {
        throw conflict(
          run.reporter === 'runner'
            ? `Run "${run.id}" is not running (status: ${run.status}).`
            : `Run "${run.id}" was started elsewhere (${run.reporter}); stop it there.`
        );
      }
      return reply.code(202).send({ runId: run.id, status: 'stopping' });
    }
  );
}

function feedback(app: HttpApp, { db, now }: RunOperateOptions): void {
  app.post(
    '/api/v1/runs/:id/feedback',
    {
      config: { scope: 'operate' },
      schema: {
        tags: ['runs'],
        operationId: 'giveFeedback',
        summary: 'Say whether the diagnosis of a run was right',
        description: 'Replaces what the same person said before, and never changes the diagnosis.',
        params: runParams,
        body: z.strictObject({
          correct: z.boolean(),
          actualCause: storableText(2000).nullish().describe('What it was in truth'),
        }),
        response: { 200: feedbackSchema.describe('What is stored') },
        problems: { 404: 'There is no such run', 409: 'The run has no diagnosis' },
      },
    },
    async (request) => {
      const { id } = request.params;
      const { correct, actualCause } = request.body;
      const given: Feedback = {
        correct,
        actualCause: actualCause?.trim() || null,
        givenBy: request.actor?.label ?? 'unknown',
        givenAt: now(),
      };
      if (!(await giveFeedback(db, id, given))) {
        throw notFound(`There is no run "${id}".`);
      }
      return feedbackView(given);
    }
  );
}
