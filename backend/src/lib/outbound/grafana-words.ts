import { z } from 'zod';
import { quoteReply } from './call-outcome';

const errorSchema = z.object({ message: z.string() });

/** What Grafana itself says is wrong; null for anything else, such as the page of a proxy in front of it. */
export function grafanaWords(body: unknown, token: string): string | null {
  const error = errorSchema.safeParse(body);
  return error.success ? quoteReply(error.data.message, [token]) : null;
}
