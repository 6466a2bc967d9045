import { z } from 'zod';

/** Slack's own limits of Block Kit (docs.slack.dev/reference/block-kit); blocks of other types are let through. */
const plainText = (max: number) => z.object({ type: z.literal('plain_text'), text: z.string().min(1).max(max) });
const anyText = (max: number) => z.object({ type: z.enum(['plain_text', 'mrkdwn']), text: z.string().min(1).max(max) });
const blockSchema = z.union([
  z.object({ type: z.literal('header'), text: plainText(150) }),
  z
    .object({
      type: z.literal('section'),
      text: anyText(3000).optional(),
      fields: z.array(anyText(2000)).min(1).max(10).optional(),
    })
    .refine(({ text, fields }) => text !== undefined || fields !== undefined, 'a section needs text or fields'),
  z.object({ type: z.literal('context'), elements: z.array(anyText(3000)).min(1).max(10) }),
  z.object({ type: z.enum(['divider', 'actions', 'image', 'rich_text']) }),
]);
const blocksSchema = z.array(blockSchema).max(50);

/** What Slack says of a message that is over its limits; null where it takes it. */
export function faultOf(message: {
  readonly text: string;
  readonly blocks: readonly unknown[];
}): { error: string; messages: string[] } | null {
  if (message.text === '' && message.blocks.length === 0) {
    return { error: 'no_text', messages: [] };
  }
  if (message.text.length > 40_000) {
    return { error: 'msg_too_long', messages: [] };
  }
  const blocks = blocksSchema.safeParse(message.blocks);
  if (!blocks.success) {
    return { error: 'invalid_blocks', messages: describe(blocks.error) };
  }
  // Not documented; seen near 13,200 characters over all blocks (slackapi/bolt-js issue 2509).
  return JSON.stringify(message.blocks).length > 13_200 ? { error: 'msg_blocks_too_long', messages: [] } : null;
}

/** What is wrong with a request, as Slack lists it. */
export function describe(error: z.ZodError): string[] {
  return error.issues.map(({ message, path }) => `[ERROR] ${message} [json-pointer:/${path.map(String).join('/')}]`);
}
