import { z } from 'zod';
import { createClient } from './client';
import type { CliContext } from './context';
import { sayerOf, writeJson } from './output';
import type { Connection } from './settings';

const casesSchema = z.looseObject({
  cases: z.array(z.looseObject({ id: z.string(), label: z.string().nullable(), why: z.string() })),
});

/** `loadtests feedback`: what people said of diagnoses, a case of the evaluation on each line. */
export async function exportFeedback(
  connection: Connection,
  { limit }: { readonly limit: number },
  context: CliContext
): Promise<number> {
  const { read } = createClient(connection, context, 'read');
  const { cases } = await read(`/api/v1/feedback/cases?limit=${limit}`, casesSchema, 'the feedback cannot be exported');
  cases.forEach((each) => writeJson(context, each));
  const say = sayerOf(context);
  if (cases.length === 0) {
    say('nobody has said of a diagnosis whether it was right');
  }
  cases
    .filter(({ label }) => label === null)
    .forEach(({ id, why }) =>
      say(`${id} was not right (${why}): write what would have been, autoFixable or actionRequired, into its label`)
    );
  return 0;
}
