import { z } from 'zod';
import type { DiagnosisLayer } from '../annotations';
import type { Database } from '../db';
import { badGateway, conflict, tooManyRequests, type HttpApp } from '../http';
import { instantText } from '../lib/storable';
import { rebuildAnnotations } from '../loop';

export interface AnnotationRoutesOptions {
  readonly db: Database;
  /** Null: not configured. */
  readonly layer: DiagnosisLayer | null;
  readonly now: () => Date;
}

const rebuildSchema = z.object({
  planned: z.number().int().describe('Runs whose annotation is brought to what the record says'),
  toRemove: z
    .number()
    .int()
    .describe('Runs whose annotations are removed: the records do not know them, or have nothing to show'),
  complete: z.boolean().describe('False: only the newest 5,000 runs were planned; the older ones stay as they are'),
});
z.globalRegistry.add(rebuildSchema, { id: 'AnnotationRebuild' });

/** The annotations in Grafana, made again from the records. */
export async function annotationRoutes(app: HttpApp, { db, layer, now }: AnnotationRoutesOptions): Promise<void> {
  let isAtWork = false;
  app.post(
    '/api/v1/annotations/rebuild',
    {
      config: { scope: 'operate' },
      schema: {
        tags: ['operations'],
        operationId: 'rebuildAnnotations',
        summary: 'Rebuild the annotations in Grafana from the records',
        description:
          'Missing ones are written, others are corrected, further ones of the same run and those without a run are ' +
          'removed, one after the other once this has answered. May be called again at any time; nobody is told anything.',
        body: z.strictObject({
          since: instantText
            .optional()
            .describe('Only runs announced at or after; annotations without a run are removed however old they are'),
        }),
        response: { 202: rebuildSchema.describe('What is planned') },
        problems: {
          409: 'Grafana is not configured',
          502: 'Grafana has refused to list its annotations, or has not answered; `detail` says why',
        },
      },
    },
    async (request, reply) => {
      if (layer === null) {
        throw conflict('Grafana is not configured: set GRAFANA_URL and GRAFANA_TOKEN.');
      }
      if (isAtWork) {
        throw tooManyRequests('The annotations are being rebuilt at this moment.', 5);
      }
      isAtWork = true;
      try {
        const { since } = request.body;
        const rebuilding = await rebuildAnnotations({ db, layer, now }, since === undefined ? null : new Date(since));
        if (rebuilding.kind === 'notListed') {
          throw badGateway(rebuilding.reason);
        }
        const { kind: _kind, ...answer } = rebuilding;
        const by = request.actor?.label ?? 'unknown';
        request.log.info({ by, since, ...answer }, 'the annotations in Grafana are rebuilt');
        return reply.code(202).send(answer);
      } finally {
        isAtWork = false;
      }
    }
  );
}
