import { realPart } from '../../backend/src/testing/real-parts';
import { providePostgres, startPostgres } from '../parts/postgres';

/** Does the work with a Postgres server at hand: the one of TEST_POSTGRES_URL, or one that lasts as long as the work. */
export async function withPostgres<Result>(isNeeded: boolean, work: () => Promise<Result>): Promise<Result> {
  if (!isNeeded || realPart('TEST_POSTGRES_URL') !== undefined) {
    return work();
  }
  const provided = await providePostgres((line) => console.log(line));
  if ('missing' in provided) {
    throw new Error(provided.missing);
  }
  const server = await startPostgres(provided.path);
  Object.assign(process.env, server.env);
  try {
    return await work();
  } finally {
    await server.stop();
  }
}
