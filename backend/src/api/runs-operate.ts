import { z } from 'zod';
import type { Database } from '../db';
import { conflict, type HttpApp } from '../http';
import { existingRun, runParams } from './run-params';

export interface RunOperateOptions {
  readonly db: Database;
  /** Asks the runner to stop; false when it does not hold this run. */
  readonly stop: (runId: string) => boolean;
}

/** What a person does to a run. */
export async function runOperateRoutes(app: HttpApp, options: RunOperateOptions): Promise<void> {
  stopRun(app, options);
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
            .describe('k6 is told to stop; the run is judged when it has ended'),
        },
        problems: { 404: 'There is no such run', 409: 'The run is not running, or was started elsewhere' },
      },
    },
    async (request, reply) => {
      const run = await existingRun(db, request.params.id);
      if (!stop(run.id)) {
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
