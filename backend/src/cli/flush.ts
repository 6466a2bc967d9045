import type { CliContext } from './context';
import { deliver } from './deliver';
import { sayerOf, writeJson } from './output';
import { describeDelivery } from './report';
import { createRetryNotice } from './retry-notice';
import type { Connection } from './settings';
import { createSidecar } from './sidecar';
import { createSpool } from './spool';

/** `loadtests flush`: delivers what earlier runs left on disk. Resolves to 0 when nothing is left for this sidecar. */
export async function flush(connection: Connection, context: CliContext): Promise<number> {
  const say = sayerOf(context);
  const { fetch, sleep, now, times } = context;
  const spool = createSpool(connection.spoolDirectory, now);
  const sidecar = createSidecar({ url: connection.url, key: connection.key, fetch, timeoutMs: times.request });
  const notice = createRetryNotice(context, 'Ctrl-C gives up; nothing is lost');
  const delivery = await deliver({ spool, sidecar, sleep, now, forMs: times.deliver, notice });
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
    writeJson(context, { delivered: delivered.length, refused: rejected.length, undelivered: waiting.length });
  }
  return waiting.length === 0 && rejected.length === 0 ? 0 : 1;
}
