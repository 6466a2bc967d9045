import type { Logger } from 'pino';
import { createPoller } from '../loop';
import type { LoadTest } from '../model/load-test';
import { changeDeploymentEvent, claimDeploymentEvent, type DeploymentEventRow, type Starting, findRun } from '../runs';
import { endWaiting, startRunOf } from './end-waiting';
import { lookAt, type Looking } from './look-at-deployment';
import { betweenFaultPoints } from '../lib/fault-point';

export interface DeploymentStarterOptions extends Starting, Omit<Looking, 'test'> {
  readonly testOf: (name: string) => LoadTest | undefined;
  readonly onChange: () => Promise<void>;
  readonly logger: Logger;
}

/** Starts the runs that deployments ask for, once they serve. Any number of sidecars on one database may have one. */
export interface DeploymentStarter {
  start(): void;
  /** There is a deployment to look at. */
  nudge(): void;
  /** One deployment that is due. @returns false: there is none. */
  look(): Promise<boolean>;
  /** Nothing is started any more when it resolves. */
  stop(): Promise<void>;
}

const lookEveryMs = 1000;

/** A deployment that waits is a row: no runner waits with it, and it outlives the sidecar that took its event. */
export function createDeploymentStarter(options: DeploymentStarterOptions): DeploymentStarter {
  const { db, now, logger } = options;
  const stopping = new AbortController();
  const stopped = new Promise<null>((resolve) => {
    stopping.signal.addEventListener('abort', () => resolve(null));
  });

  async function look(): Promise<boolean> {
    const event = await claimDeploymentEvent(db, now());
    if (event === null) {
      return false;
    }
    const test = options.testOf(event.test);
    if (test === undefined || !test.triggers.includes('deployment')) {
      await drop(
        event,
        'notInCatalogue',
        'the catalogue has no such load test any more, or deployments do not start it'
      );
      return true;
    }
    const looking = lookAt({ ...options, test }, event);
    // A peer may take long to answer; a sidecar that stops leaves it to the next one.
    const found = await Promise.race([looking, stopped]);
    if (found === null) {
      looking.catch(() => undefined);
      await betweenFaultPoints('hand back deployment', () => changeDeploymentEvent(db, event, { lookAfter: now() }));
      return false;
    }
    switch (found.kind) {
      case 'wait':
        await betweenFaultPoints('deployment waits', () => changeDeploymentEvent(db, event, found.change));
        break;
      case 'drop':
        await drop(event, found.code, found.reason, found.supersededBy);
        break;
      case 'start':
        await begin(test, { ...event, readiness: found.readiness }, found.reason);
    }
    return true;
  }

  async function drop(
    event: DeploymentEventRow,
    code: string,
    reason: string,
    by: string | null = null
  ): Promise<void> {
    if (await endWaiting(db, event, { code, reason, supersededBy: by, at: now() })) {
      logger.info({ test: event.test, deploymentId: event.deploymentId, reason }, 'a deployment starts no run');
    }
  }

  async function begin(test: LoadTest, event: DeploymentEventRow, reason: string | null): Promise<void> {
    const start = await startRunOf(options, test, event, reason);
    const details = {
      test: test.name,
      deploymentId: event.deploymentId,
      readiness: event.readiness,
      reason: start.reason,
    };
    if (start.kind !== 'started') {
      logger.info(details, 'a deployment starts no run yet, or none at all');
      return;
    }
    logger.info({ ...details, runId: event.runId }, 'a run is started by a deployment');
    const run = await findRun(db, event.runId);
    if (run !== null) {
      options.enqueue(run, test);
    }
    await options.onChange();
  }

  const stop = async (): Promise<void> => {
    stopping.abort();
    await poller.stop();
  };

  const poller = createPoller({ name: 'deployments', everyMs: lookEveryMs, logger, work: look });
  return { look, start: () => poller.start(), nudge: () => poller.nudge(), stop };
}
