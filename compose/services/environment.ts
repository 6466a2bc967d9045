import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** Ports inside the network of the stack; nothing of it is published but what docker-compose.yml says. */
export const everywhere = '0.0.0.0';

/** Variables by a schema; the process ends with what is wrong. */
export function environment<T>(schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(process.env);
  if (!parsed.success) {
    parsed.error.issues.forEach(({ path, message }) => process.stderr.write(`${path.join('.')}: ${message}\n`));
    process.exit(1);
  }
  return parsed.data;
}

/** The content of the file that a variable names. */
export const secretFile = z
  .string()
  .min(1)
  .transform((path) => readFileSync(path, 'utf8').trim());

/** One line for whoever reads `docker compose logs`. */
export const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Ends with the container, instead of being killed after ten seconds. */
export function untilStopped(close: () => Promise<unknown>): void {
  const stop = () => void close().finally(() => process.exit(0));
  process.once('SIGTERM', stop).once('SIGINT', stop);
}
