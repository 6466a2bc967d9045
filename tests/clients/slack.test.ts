import { createSlackClient, renderAlert, type SlackMessage } from '../../backend/src/alerts';
import type { EffectOutcome } from '../../backend/src/lib/outbound/outcome';
import { startFakeSlack, type FakeSlack } from '../../backend/src/testing/fakes/slack';
import { unusedPort } from './unused-port';

const message: SlackMessage = renderAlert({
  kind: 'actionRequired',
  test: 'checkout',
  target: 'https://shop.example.com',
  environment: 'production',
  verdict: 'failed',
  runId: 'run-1',
  runDate: '2026-11-22T10:04:00Z',
  durationSeconds: 60,
  virtualUsers: 20,
  requests: 500,
  p95ResponseTimeMs: 812,
  avgResponseTimeMs: 240,
  errorRate: 0.002,
  errorRateSamples: 500,
  breached: [],
  reasons: [],
  diagnosis: null,
  actionRequiredReason: 'errors persist',
  autoFix: null,
  runUrl: null,
  effectId: 'effect-1',
});

let slack: FakeSlack;
beforeEach(async () => {
  slack = await startFakeSlack({ channels: ['#load-tests', '#old'], archivedChannels: ['#old'] });
});
afterEach(() => slack.close());

const settings = () => ({ botToken: slack.token, channel: slack.channel, apiUrl: slack.apiUrl });
const bot = (changes: { botToken?: string; channel?: string; timeoutMs?: number } = {}) =>
  createSlackClient({ ...settings(), ...changes }, { timeoutMs: changes.timeoutMs ?? 2000 });
const webhook = (url = slack.webhookUrl, timeoutMs = 2000) => createSlackClient({ webhookUrl: url }, { timeoutMs });

function expectNoSecret(outcome: EffectOutcome<unknown>): void {
  expect(JSON.stringify(outcome)).not.toMatch(/xoxb-|fake-webhook-secret|\/services\/T/);
}

describe('chat.postMessage', () => {
  it('posts once, with the effect id in the metadata, and answers where the message is', async () => {
    const outcome = await bot().send(message);
    expect(slack.messages).toHaveLength(1);
    const [posted] = slack.messages;
    expect(posted).toMatchObject({
      via: 'chat.postMessage',
      channel: '#load-tests',
      text: message.text,
      blocks: message.blocks,
      metadata: { event_payload: { effect_id: 'effect-1' } },
    });
    expect(outcome).toEqual({
      kind: 'confirmed',
      result: { channel: slack.channelId, ts: posted?.ts, threadTs: null },
    });
    expect(slack.calls).toMatchObject([
      { method: 'POST', path: '/api/chat.postMessage', credential: 'right', reply: 200 },
    ]);
  });

  it("goes below an earlier message of the bot's, shown in the channel or not, and a webhook knows none", async () => {
    await bot().send(message);
    const { ts = '' } = slack.messages[0] ?? {};
    const below = { channel: slack.channelId, ts };
    expect(await bot().send(message, { ...below, broadcast: true })).toMatchObject({ result: { threadTs: ts } });
    await bot().send(message, { ...below, broadcast: false });
    expect(slack.messages).toMatchObject([
      { threadTs: null },
      { threadTs: ts, broadcast: true },
      { threadTs: ts, broadcast: false },
    ]);
    await webhook().send(message, { ...below, broadcast: true });
    expect(slack.calls[3]?.body).not.toHaveProperty('thread_ts');
    expect(webhook().own).toBeNull();
  });

  it('is refused below a message that was deleted', async () => {
    await bot().send(message);
    const { ts = '' } = slack.messages[0] ?? {};
    slack.remove(ts);
    const below = { channel: slack.channelId, ts, broadcast: false };
    expect(await bot().send(message, below)).toMatchObject({ kind: 'rejected', code: 'thread_not_found' });
    expect(await bot().own?.edit(message, below)).toMatchObject({
      kind: 'rejected',
      code: 'message_not_found',
      reason: 'Slack, editing the message: message_not_found. The message was deleted in Slack.',
    });
  });

  it('is edited as a whole, as often as need be', async () => {
    await bot().send(message);
    const { ts = '', text: first } = slack.messages[0] ?? {};
    const edited = { ...message, text: 'Resolved' };
    slack.script({ do: 'actThenDrop' });
    const at = { channel: slack.channelId, ts };
    // A second edit does no harm, so that no answer is worth another try.
    expect(await bot().own?.edit(edited, at)).toMatchObject({ kind: 'retry', code: 'connectionLost' });
    expect(await bot().own?.edit(edited, at)).toEqual({ kind: 'confirmed', result: at });
    expect(slack.messages).toMatchObject([
      { text: 'Resolved', metadata: message.metadata, before: [{ text: first }, { text: 'Resolved' }] },
    ]);
  });

  it('is refused for good with a wrong token, an unknown or an archived channel', async () => {
    for (const [changes, code, remedy] of [
      [{ botToken: 'xoxb-wrong' }, 'invalid_auth', 'Check SLACK_BOT_TOKEN.'],
      [{ channel: '#nowhere' }, 'channel_not_found', 'Check SLACK_CHANNEL'],
      [{ channel: '#old' }, 'is_archived', 'archived'],
    ] as const) {
      const outcome = await bot(changes).send(message);
      expect(outcome).toMatchObject({ kind: 'rejected', code, reason: expect.stringContaining(remedy) });
      expectNoSecret(outcome);
    }
    expect(slack.messages).toHaveLength(0);
  });

  it.each([
    ['not_authed', 'rejected'],
    ['msg_too_long', 'rejected'],
    ['invalid_blocks', 'rejected'],
    ['service_unavailable', 'retry'],
    ['internal_error', 'unknown'],
    ['fatal_error', 'unknown'],
  ])('takes ok:false %s as %s', async (error, expected) => {
    slack.script({ do: 'answer', status: 200, body: { ok: false, error } });
    expect(await bot().send(message)).toMatchObject({ kind: expected, code: error });
  });

  it.each(['ratelimited', 'rate_limited'])('takes ok:false %s for a 429', async (error) => {
    slack.script({ do: 'answer', status: 200, body: { ok: false, error } });
    expect(await bot().send(message)).toMatchObject({ kind: 'retry', code: 'rateLimited' });
  });

  it("quotes Slack's own account of invalid blocks", async () => {
    const outcome = await bot().send({
      ...message,
      blocks: [
        {
          ...message.blocks[0],
          text: { type: 'plain_text', text: 'x'.repeat(151), emoji: false },
        } as SlackMessage['blocks'][number],
      ],
    });
    expect(outcome).toMatchObject({
      kind: 'rejected',
      code: 'invalid_blocks',
      reason: expect.stringContaining('json-pointer'),
    });
  });

  it.each([
    [400, 'rejected', 'badRequest'],
    [401, 'rejected', 'unauthorized'],
    [403, 'rejected', 'forbidden'],
    [404, 'rejected', 'notFound'],
    [302, 'rejected', 'redirected'],
    [500, 'unknown', 'serverError'],
    [503, 'unknown', 'serverError'],
  ])('takes HTTP %i as %s', async (status, expected, code) => {
    slack.script({ do: 'answer', status, headers: { location: 'http://127.0.0.1:1/' }, body: 'no' });
    const outcome = await bot().send(message);
    expect(outcome).toMatchObject({ kind: expected, code });
    expect(slack.calls).toHaveLength(1);
    expectNoSecret(outcome);
  });

  it('waits as long as a 429 says', async () => {
    slack.script({ do: 'rateLimit', retryAfterSeconds: 30, body: { ok: false, error: 'ratelimited' } });
    expect(await bot().send(message)).toMatchObject({ kind: 'retry', code: 'rateLimited', retryAfterSeconds: 30 });
    const now = () => new Date('2026-11-22T10:00:00Z');
    slack.script({ do: 'answer', status: 429, headers: { 'retry-after': 'Sun, 22 Nov 2026 10:01:30 GMT' } });
    expect(await createSlackClient(settings(), { now }).send(message)).toMatchObject({ retryAfterSeconds: 90 });
    slack.script({ do: 'answer', status: 429 });
    expect(await bot().send(message)).toMatchObject({ kind: 'retry', retryAfterSeconds: null });
  });

  it('does not know when the message was posted and the answer was lost, late or unreadable', async () => {
    slack.script(
      { do: 'actThenDrop' },
      { do: 'actThenBreakOff' },
      { do: 'actThenAnswer', status: 200, body: '<html>' }
    );
    expect(await bot().send(message)).toMatchObject({ kind: 'unknown', code: 'connectionLost' });
    expect(await bot().send(message)).toMatchObject({ kind: 'unknown', code: 'unreadableReply' });
    expect(await bot().send(message)).toMatchObject({ kind: 'unknown', code: 'unreadableReply' });
    slack.script({ do: 'neverAnswer' });
    const late = await bot({ timeoutMs: 100 }).send(message);
    expect(late).toMatchObject({
      kind: 'unknown',
      code: 'timeout',
      reason: expect.stringContaining('within 0.1 s'),
    });
    expect(slack.messages).toHaveLength(3);
  });

  it('waits for a slow answer', async () => {
    slack.script({ do: 'delay', ms: 150 });
    expect(await bot().send(message)).toMatchObject({ kind: 'confirmed' });
  });

  it('surely posted nothing when nobody listens or the name is unknown', async () => {
    const closed = `http://127.0.0.1:${await unusedPort()}/api`;
    for (const apiUrl of [closed, 'http://slack.invalid/api']) {
      const outcome = await createSlackClient({ ...settings(), apiUrl }, {}).send(message);
      expect(outcome).toMatchObject({ kind: 'retry', code: 'unreachable' });
    }
  });

  it('refuses settings that can never work, without showing them', () => {
    expect(() => bot({ botToken: 'xoxb-secret\n' })).toThrow(/^SLACK_BOT_TOKEN: must be one line/);
    expect(() => webhook('hooks.slack.com/services/T0/B0/secret')).toThrow(/^SLACK_WEBHOOK_URL: must be an address/);
  });
});

describe('a message of which nobody knows whether it arrived', () => {
  const since = new Date(Date.now() - 60_000);
  const lookUp = (changes: { effectId?: string; channel?: string; thread?: string } = {}) =>
    bot().own?.find({ effectId: 'effect-1', channel: slack.channelId, thread: null, since, ...changes });

  it('is found by the id in its metadata, in the channel and in a thread', async () => {
    expect(await lookUp()).toEqual({ kind: 'notFound' });
    const other = { event_type: 'load_test_alert', event_payload: { effect_id: 'other' } };
    await bot().send({ ...message, metadata: other });
    const { ts: thread = '' } = slack.messages[0] ?? {};
    slack.script({ do: 'actThenDrop' });
    await bot().send(message, { channel: slack.channelId, ts: thread, broadcast: false });
    const ts = slack.messages[1]?.ts;
    expect(await lookUp()).toEqual({ kind: 'notFound' });
    const receipt = { channel: slack.channelId, ts, threadTs: thread };
    expect(await lookUp({ thread })).toEqual({ kind: 'found', receipt });
    expect(await lookUp({ effectId: 'other' })).toMatchObject({
      kind: 'found',
      receipt: { ts: thread, threadTs: null },
    });
  });

  it('cannot be looked up without the scope, by the name of a channel, or with a wrong token', async () => {
    await bot().send(message);
    expect(await lookUp({ channel: '#load-tests' })).toEqual({ kind: 'mayNotRead', code: 'channel_not_found' });
    slack.scopes.delete('channels:history');
    expect(await lookUp()).toEqual({ kind: 'mayNotRead', code: 'missing_scope' });
    slack.script({ do: 'answer', status: 403 });
    expect(await lookUp()).toEqual({ kind: 'mayNotRead', code: 'forbidden' });
  });

  it('is looked up again where Slack does not answer, and is not there while Slack does not list it', async () => {
    await bot().send(message);
    slack.script({ do: 'rateLimit', retryAfterSeconds: 7 }, { do: 'answer', status: 500 });
    expect(await lookUp()).toMatchObject({ kind: 'retry', code: 'lookUpRateLimited', retryAfterSeconds: 7 });
    expect(await lookUp()).toMatchObject({ kind: 'retry', code: 'serverError' });
    slack.listLate(60_000);
    expect(await lookUp()).toEqual({ kind: 'notFound' });
  });
});

describe('an incoming webhook', () => {
  it('posts text and blocks; Slack does not say where', async () => {
    expect(await webhook().send(message)).toEqual({
      kind: 'confirmed',
      result: { channel: null, ts: null, threadTs: null },
    });
    expect(slack.messages).toMatchObject([{ via: 'webhook', text: message.text, blocks: message.blocks }]);
    expect(slack.calls[0]?.body).toEqual({ text: message.text, blocks: message.blocks });
  });

  it.each([
    [400, 'invalid_payload'],
    [403, 'action_prohibited'],
    [404, 'no_service'],
    [410, 'channel_is_archived'],
  ])('is refused for good with %i %s', async (status, error) => {
    slack.script({ do: 'answer', status, body: error });
    const outcome = await webhook().send(message);
    expect(outcome).toMatchObject({ kind: 'rejected', code: error });
    expectNoSecret(outcome);
  });

  it('never shows its URL, whatever goes wrong', async () => {
    const path = new URL(slack.webhookUrl).pathname;
    slack.script(
      { do: 'answer', status: 404, body: `no hook at ${path}` },
      { do: 'answer', status: 500, body: `${slack.webhookUrl} broke` },
      { do: 'answer', status: 200, body: slack.webhookUrl },
      { do: 'actThenDrop' },
      { do: 'rateLimit', retryAfterSeconds: 1, body: path },
      { do: 'neverAnswer' }
    );
    const outcomes = [];
    for (let call = 0; call < 6; call += 1) {
      outcomes.push(await webhook(slack.webhookUrl, 200).send(message));
    }
    expect(outcomes.map(({ kind }) => kind)).toEqual(['rejected', 'unknown', 'unknown', 'unknown', 'retry', 'unknown']);
    outcomes.forEach(expectNoSecret);
    const unreachable = await webhook(`http://127.0.0.1:${await unusedPort()}${path}`).send(message);
    expect(unreachable).toMatchObject({ kind: 'retry' });
    expectNoSecret(unreachable);
  });
});
