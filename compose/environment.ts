import type { z } from 'zod';

/** Variables by a schema. @throws an error that names each wrong one, never its value. */
export function readEnvironment<T>(schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(process.env);
  if (!parsed.success) {
    throw new Error(parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('\n'));
  }
  return parsed.data;
}

/** One line for whoever reads `docker compose logs`. */
export const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Runs a program of the stack to its end, or until it cannot go on: then with what is wrong, and exit code 1. */
export function start(main: () => Promise<void>): void {
  main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
}
