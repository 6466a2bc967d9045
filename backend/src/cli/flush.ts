import type { CliContext } from './context';
import { deliver } from './deliver';
import { describeDelivery } from './report';
import type { Connection } from './settings';
import { createSidecar } from './sidecar';
import { createSpool } from './spool';

/** `loadtests flush`: delivers what earlier runs left on disk. Resolves to 0 when nothing is left for this sidecar. */
export async function flush(connection: Connection, context: CliContext): Promise<number> {
  const say = (line: string): void => void context.stderr.write(`loadtests: ${line}\n`);
  const { fetch, sleep, now, times, stderr } = context;
  const spool = createSpool(connection.spoolDirectory, now);
  const sidecar = createSidecar({ url: connection.url, key: connection.key, fetch, timeoutMs: times.request });
  const delivery = await deliver({ spool, sidecar, sleep, now, forMs: times.deliver });
  describeDelivery(delivery, { say, runId: null, spool });
  const elsewhere = (await spool.list()).filter((item) => item.sidecar !== sidecar.url);
  if (elsewhere.length > 0) {
    const others = [...new Set(elsewhere.map((item) => item.sidecar))].join(', ');
    say(`${elsewhere.length} more are meant for ${others}; set LOADTESTS_URL to deliver them`);
  }
  const { delivered, rejected, waiting } = delivery;
  if (delivered.length + rejected.length + waiting.length + elsewhere.length === 0) {
    say(`nothing waits in ${spool.directory}`);
  }
  if (connection.json) {
    const counts = { delivered: delivered.length, refused: rejected.length, undelivered: waiting.length };
    stderr.write(`${JSON.stringify(counts)}\n`);
  }
  return waiting.length === 0 && rejected.length === 0 ? 0 : 1;
}
