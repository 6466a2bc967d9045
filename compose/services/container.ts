import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** Ports inside the network of the stack; nothing of it is published but what docker-compose.yml says. */
export const everywhere = '0.0.0.0';

/** The content of the file that a variable names. */
export const secretFile = z
  .string()
  .min(1)
  .transform((path) => readFileSync(path, 'utf8').trim());

/** Ends with the container, instead of being killed after ten seconds. */
export function untilStopped(close: () => Promise<unknown>): void {
  const stop = () => void close().finally(() => process.exit(0));
  process.once('SIGTERM', stop).once('SIGINT', stop);
}
