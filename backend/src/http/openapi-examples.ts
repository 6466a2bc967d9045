import { z } from 'zod';

/** What the OpenAPI document shows of an operation, beside its schemas: values as they are sent and answered. */
export interface OperationExamples {
  /** The body of a request. */
  readonly body?: unknown;
  /** Where a body has several forms: one of each, by a name for it. */
  readonly bodies?: Readonly<Record<string, unknown>>;
  /** Bodies of answers by status. */
  readonly answers?: Readonly<Record<number, unknown>>;
}

/** Examples for the OpenAPI document. */
export interface ApiExamples {
  /** By operation id. */
  readonly operations: Readonly<Record<string, OperationExamples>>;
  /** Problem documents by status, shown wherever an operation answers one. */
  readonly problems: Readonly<Record<number, unknown>>;
}

export const noExamples: ApiExamples = { operations: {}, problems: {} };

interface Media {
  example?: unknown;
  examples?: Readonly<Record<string, object>>;
}
type Content = Record<string, Media>;
interface Described {
  readonly content?: Content;
}

/**
 * The answers as this very route gives them: what its schema leaves out, as the banner does without a key, is left out, and
 * what does not fit it is no example.
 */
export function fittingExamples(
  { answers = {}, ...requests }: OperationExamples,
  schemas: Readonly<Record<string, unknown>>
): OperationExamples {
  const fitting = Object.entries(answers).flatMap(([status, answer]) => {
    const schema = schemas[status];
    if (!(schema instanceof z.ZodType)) {
      return [[status, answer] as const];
    }
    const parsed = schema.safeParse(answer);
    return parsed.success ? [[status, parsed.data] as const] : [];
  });
  return { ...requests, answers: Object.fromEntries(fitting) };
}

/** Puts the examples of an operation where its body and its answers are described. */
export function addExamples(
  operation: { readonly requestBody?: object; readonly responses?: Readonly<Record<string, unknown>> },
  { body, bodies, answers = {} }: OperationExamples
): void {
  for (const media of mediaOf(operation.requestBody)) {
    if (bodies !== undefined) {
      media.examples = Object.fromEntries(Object.entries(bodies).map(([name, value]) => [name, { value }]));
    } else if (body !== undefined) {
      media.example = body;
    }
  }
  for (const [status, answer] of Object.entries(answers)) {
    for (const media of mediaOf(operation.responses?.[status])) {
      media.example = answer;
    }
  }
}

function mediaOf(described: unknown): Media[] {
  return Object.values((described as Described | undefined)?.content ?? {});
}
