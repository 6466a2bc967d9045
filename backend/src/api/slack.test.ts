import { createSlackClient } from '../alerts';
import { createBreaker } from '../lib/outbound/breaker';
import { startFakeSlack, type FakeSlack } from '../testing/fakes/slack';
import { bearer, testHttp, type TestHttp } from '../testing/http-app';
import { slackRoutes, type SlackRoutesOptions } from './slack';

let slack: FakeSlack;
beforeAll(async () => void (slack = await startFakeSlack()));
afterAll(() => slack.close());

let http: TestHttp;
let nowMs: number;
afterEach(() => http.app.close());

async function open(given: Partial<SlackRoutesOptions>): Promise<void> {
  nowMs = Date.parse('2025-11-23T12:00:00.000Z');
  http = await testHttp();
  await http.app.register(slackRoutes, { slack: null, channel: slack.channel, now: () => new Date(nowMs), ...given });
}

const bot = (given: { readonly token?: string; readonly channel?: string } = {}) =>
  createSlackClient({
    botToken: given.token ?? slack.token,
    channel: given.channel ?? slack.channel,
    apiUrl: slack.apiUrl,
  });
const ask = (scope = 'operate') =>
  http.app.inject({ method: 'POST', url: '/api/v1/slack/test', headers: bearer(scope) });

describe('POST /api/v1/slack/test', () => {
  it('posts a message that says what it is and who asked for it', async () => {
    await open({ slack: bot() });
    const reply = await ask();
    expect(reply.json()).toEqual({ delivered: true, detail: 'Slack has the message in #load-tests.' });
    expect(slack.messages.at(-1)).toMatchObject({
      channel: slack.channel,
      text: expect.stringMatching(/^Test message of load test monitoring\. Asked for by key the operate key\./),
    });
  });

  it('posts through a webhook as well', async () => {
    await open({ slack: createSlackClient({ webhookUrl: slack.webhookUrl }), channel: null });
    expect((await ask()).json()).toMatchObject({ delivered: true, detail: expect.stringContaining('webhook') });
    expect(slack.messages.at(-1)?.via).toBe('webhook');
  });

  it.each([
    [{ token: 'xoxb-CANARY-wrong' }, /invalid_auth.*Check SLACK_BOT_TOKEN/],
    [{ channel: '#nowhere' }, /channel_not_found.*Check SLACK_CHANNEL/],
  ])("tells Slack's own reason and what would be right, and no secret: %j", async (given, reason) => {
    await open({ slack: bot(given) });
    const reply = await ask();
    expect(reply.json()).toMatchObject({ status: 502, detail: expect.stringMatching(reason) });
    expect(reply.body + http.logged()).not.toContain('CANARY');
  });

  it('says which variables are missing where Slack is not configured', async () => {
    await open({ slack: null });
    expect((await ask()).json()).toMatchObject({
      status: 409,
      detail: expect.stringContaining('SLACK_BOT_TOKEN with SLACK_CHANNEL, or SLACK_WEBHOOK_URL'),
    });
  });

  it('sends one in ten seconds, whoever asks', async () => {
    await open({ slack: bot() });
    const before = slack.messages.length;
    const [first, second] = await Promise.all([ask(), ask('admin')]);
    expect([first.statusCode, second.statusCode].sort()).toEqual([200, 429]);
    nowMs += 9_000;
    const third = await ask();
    expect([third.statusCode, third.headers['retry-after']]).toEqual([429, '1']);
    nowMs += 1_000;
    expect((await ask()).statusCode).toBe(200);
    expect(slack.messages).toHaveLength(before + 2);
  });

  it('asks Slack nothing while it has not answered for a while', async () => {
    const breaker = createBreaker({ peer: 'slack', now: () => 0 });
    for (let silence = 0; silence < 3; silence += 1) {
      await breaker.call(
        () => Promise.resolve(null),
        () => true
      );
    }
    await open({
      slack: createSlackClient({ botToken: slack.token, channel: slack.channel, apiUrl: slack.apiUrl }, { breaker }),
    });
    const before = slack.messages.length;
    expect((await ask()).json()).toMatchObject({ status: 502, detail: expect.stringContaining('asked again in 5 s') });
    expect(slack.messages).toHaveLength(before);
  });

  it('is not for keys that may only read', async () => {
    await open({ slack: bot() });
    expect((await ask('read')).statusCode).toBe(403);
  });
});
