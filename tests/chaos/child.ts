/**
 * The sidecar as `npm run build:backend` has built it, in a process that ends, sleeps or waits at the fault point that it is
 * told. Configured by its environment (protocol.ts has what it takes beside the sidecar's own); the line "the sidecar is
 * ready" of its log has its URL.
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type * as configModule from '../../backend/src/config';
import type * as httpModule from '../../backend/src/http';
import type * as faultPointModule from '../../backend/src/lib/fault-point';
import type * as shutdownModule from '../../backend/src/main/shutdown';
import type * as sidecarModule from '../../backend/src/main/sidecar';
import { chaosVariables, type Armed, type FromChild, type ToChild } from './protocol';

const load = createRequire(__filename);
const built = <Module>(file: string): Module => load(join(process.env[chaosVariables.sidecar] ?? '', file)) as Module;

const { createSidecar } = built<typeof sidecarModule>('main/sidecar.js');
const { loadConfig } = built<typeof configModule>('config/index.js');
const { createLogger } = built<typeof httpModule>('http/index.js');
const { createShutdown } = built<typeof shutdownModule>('main/shutdown.js');
const { listenAtFaultPoints } = built<typeof faultPointModule>('lib/fault-point.js');
type Times = Pick<sidecarModule.SidecarOptions, 'ownerTimes' | 'modelTimeouts' | 'haste'>;

/** Resolves when it is on its way, which outlives this process. */
const tell = (message: FromChild): Promise<void> =>
  new Promise((done) => {
    process.send?.(message, () => done());
  });

function listen(first: Armed | null): void {
  const seen = new Set<string>();
  let armed = first;
  let left = first?.hit ?? 0;
  let goOn: () => void = () => undefined;
  process.on('message', (message: ToChild) => {
    if (message.kind === 'goOn') {
      goOn();
    } else {
      armed = message.armed;
      left = message.armed?.hit ?? 0;
    }
  });
  // The parent's end must not be one more way for this process to live on.
  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
  listenAtFaultPoints(async (point) => {
    if (!seen.has(point)) {
      seen.add(point);
      void tell({ kind: 'seen', point });
    }
    const act = armed?.acts[point];
    if (act === undefined || (left -= 1) > 0) {
      return;
    }
    armed = null;
    await tell({ kind: 'broken', point, act });
    switch (act) {
      case 'kill':
        process.kill(process.pid, 'SIGKILL');
        return new Promise(() => undefined);
      case 'sleep':
        process.kill(process.pid, 'SIGSTOP');
        return;
      case 'wait':
        return new Promise((resolve) => (goOn = resolve));
    }
  });
}

async function main(): Promise<void> {
  const { armed: armedName, times: timesName, sidecar: sidecarName } = chaosVariables;
  const { [armedName]: armed = 'null', [timesName]: times = '{}', [sidecarName]: _, ...env } = process.env;
  listen(JSON.parse(armed) as Armed | null);
  const config = loadConfig(env);
  const logger = createLogger({ level: config.logLevel, secrets: config.secrets });
  const sidecar = await createSidecar({ config, logger, ...(JSON.parse(times) as Times) });
  createShutdown({ phases: sidecar.phases, logger }).install();
  logger.info({ url: await sidecar.start() }, 'the sidecar is ready');
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
