/** A fake Slack in a process of its own, so that its work is not done by the process that is measured. */
import { startFakeSlack } from '../../backend/src/testing/fakes/slack';
import { answerMessages } from '../lib/child';

export interface FakeSlackAddress {
  readonly apiUrl: string;
  readonly token: string;
  readonly channel: string;
}

let fake: Awaited<ReturnType<typeof startFakeSlack>> | null = null;

/** Each `start` is a new one; `count` is of the messages that the last one has. */
answerMessages<{ readonly what: 'start' | 'count' }, FakeSlackAddress | number>(async ({ what }) => {
  if (what === 'count') {
    return new Set(fake?.messages.map(({ text }) => text)).size;
  }
  await fake?.close();
  fake = await startFakeSlack();
  const { apiUrl, token, channel } = fake;
  return { apiUrl, token, channel };
});
