/**
 * A process for the durability test: stores generated bodies in the folder given as its argument until it is killed, and
 * prints the number of requests acknowledged so far after each.
 */
import { createEmbeddedStore } from '../embedded/embedded-store';
import { generatedRun } from './generated-run';

async function main(): Promise<void> {
  const store = await createEmbeddedStore({ directory: process.argv[2] ?? '' });
  let acknowledged = 0;
  for (const body of generatedRun({
    runId: 'killed',
    requests: 10_000_000,
    requestsPerBody: 500,
    durationSeconds: 3_000,
  })) {
    await store.ingest(Buffer.from(body), 'ns');
    acknowledged += 500;
    process.stdout.write(`${acknowledged}\n`);
  }
}

void main();
