import { z } from 'zod';
import type { Database } from '../db';
import type { HttpApp } from '../http';
import { wholeNumberText } from '../lib/storable';
import { diagnosisInput, type EndpointReader } from '../loop';
import { type DiagnosisCase, diagnosisCaseSchema } from '../model/diagnosis-case';
import { type Feedback, type RunRow, runsWithFeedback } from '../runs';

z.globalRegistry.add(diagnosisCaseSchema, { id: 'DiagnosisCase' });

export interface FeedbackCasesOptions {
  readonly db: Database;
  readonly endpointReader: EndpointReader;
}

/** `GET /api/v1/feedback/cases`: what people said of diagnoses, as cases that diagnoses are measured by (`npm run eval`). */
export function feedbackCasesRoute(app: HttpApp, { db, endpointReader }: FeedbackCasesOptions): void {
  app.get(
    '/api/v1/feedback/cases',
    {
      config: { scope: 'read' },
      schema: {
        tags: ['runs'],
        operationId: 'exportFeedbackCases',
        summary: 'What people said of diagnoses, as cases to measure them by',
        description:
          'Each with all that the diagnosis was made from, as it can be read today: figures and names of the target, no ' +
          'secrets. The course of its endpoints is there while the metric store keeps the samples of the run.',
        querystring: z.strictObject({
          limit: wholeNumberText(1, 200).default(50).describe('How many, the ones spoken of last'),
        }),
        response: { 200: z.object({ cases: z.array(diagnosisCaseSchema) }).describe('The run spoken of last first') },
      },
    },
    async (request) => {
      const cases: DiagnosisCase[] = [];
      // One after the other: each is a question to the metric store.
      for (const { run, feedback } of await runsWithFeedback(db, request.query.limit)) {
        cases.push({ ...judged(run, feedback), input: await diagnosisInput({ db, endpointReader }, run) });
      }
      return { cases };
    }
  );
}

/** Right for everybody: the label is what it said. Not right for somebody: what it would have been is for a person to say. */
function judged(run: RunRow, feedback: readonly Feedback[]): Omit<DiagnosisCase, 'input'> {
  const isRight = feedback.every(({ correct }) => correct);
  const causes = feedback.flatMap(({ actualCause }) => actualCause ?? []);
  return {
    id: run.id,
    kind: 'feedback',
    label: isRight ? (run.diagnosis?.classification ?? null) : null,
    why:
      causes.length > 0
        ? causes.join('; ')
        : isRight
          ? 'a person said that it was right'
          : 'a person said that it was not right',
    split: 'tuning',
    injected: false,
  };
}
