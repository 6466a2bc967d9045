import { startFakeAnthropic } from '../../backend/src/testing/fakes/anthropic';
import { startFakeSlack } from '../../backend/src/testing/fakes/slack';
import { startFakeVercel } from '../../backend/src/testing/fakes/vercel';
import { fakes } from '../init/secrets';
import { say, start } from '../environment';
import { everywhere, untilStopped } from './container';

/** Stand-ins for Slack, Vercel and Anthropic until the real ones are configured. What Slack would show is in the log. */
async function main(): Promise<void> {
  const { ports } = fakes;
  const host = everywhere;
  const started = await Promise.all([
    startFakeSlack({
      port: ports.slack,
      host,
      token: fakes.slack.token,
      channels: [fakes.slack.channel],
      webhookPath: fakes.slack.webhookPath,
      onMessage: ({ channel, text }) => say(`[Slack ${channel}] ${text}`),
    }),
    startFakeVercel({
      port: ports.vercel,
      host,
      token: fakes.vercel.token,
      projects: [{ id: fakes.vercel.projectId, name: 'demo-shop' }],
      readyAtOnce: true,
    }),
    startFakeAnthropic({ port: ports.anthropic, host }),
  ]);
  say('Fakes of Slack, Vercel and Anthropic answer; their messages follow');
  untilStopped(() => Promise.all(started.map((fake) => fake.close())));
}

start(main);
