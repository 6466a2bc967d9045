import { Secret } from '../lib/secret';
import { createLogger } from './logging';
import { bearer, testHttp, testKey } from '../testing/http-app';

function logTo(secrets: string[] = []) {
  const lines: string[] = [];
  const logger = createLogger({
    level: 'trace',
    secrets: secrets.map((secret) => new Secret(secret)),
    destination: { write: (line) => lines.push(line) },
  });
  return {
    logger,
    text: () => lines.join(''),
    last: () => JSON.parse(lines.at(-1) ?? '{}') as Record<string, unknown>,
  };
}

describe('the log', () => {
  it('is one JSON object per line with level, time and message', () => {
    const { logger, last } = logTo();
    logger.warn({ run: 'r1' }, 'something');
    expect(last()).toEqual({ level: 'warn', time: expect.stringMatching(/^\d{4}-.*Z$/), run: 'r1', msg: 'something' });
  });

  it('tells a failed query without its parameters', () => {
    const { logger, last, text } = logTo();
    const cause = Object.assign(new Error('duplicate key'), {
      code: '23505',
      severity: 'ERROR',
      detail: 'Key (id)=(CANARY) already exists.',
    });
    const query = `insert into "runs" (${'"column", '.repeat(100)}) values ($1, $2)`;
    const failed = Object.assign(new Error(`Failed query: ${query}\nparams: CANARY\n and more,CANARY`, { cause }), {
      query,
      params: ['CANARY\n and more', 'CANARY'],
    });
    logger.error({ err: failed }, 'request failed');
    logger.error({ err: new Error('outer', { cause: failed }) }, 'request failed');
    logger.error({ err: cause }, 'request failed');
    expect(text()).not.toContain('CANARY');
    expect(text()).toContain('insert into \\"runs\\"');
    expect(text()).not.toContain('values ($1');
    expect(last()).toMatchObject({ err: { message: 'duplicate key', code: '23505' } });
  });

  it.each([
    [
      'headers',
      { headers: { authorization: 'CANARY', Cookie: 'CANARY', 'set-cookie': 'CANARY', 'X-Grafana-Id': 'CANARY' } },
    ],
    ['configuration', { slack: { botToken: 'CANARY', webhookUrl: 'CANARY' }, influx: { token: 'CANARY' } }],
    [
      'lists',
      { keys: [{ apiKey: 'CANARY' }, { api_key: 'CANARY' }, { password: 'CANARY' }, { clientSecret: 'CANARY' }] },
    ],
    [
      'an error with the request that it failed on',
      { err: Object.assign(new Error('x'), { request: { headers: { authorization: 'CANARY' } } }) },
    ],
    ['a Secret', { value: new Secret('CANARY') }],
  ])('does not show secrets in %s', (_title, line) => {
    const { logger, text } = logTo();
    logger.error(line, 'failed');
    expect(text()).toContain('failed');
    expect(text()).not.toContain('CANARY');
  });

  it('masks a configured secret wherever it turns up, however it is spelt', () => {
    const secret = 'CANARY/with "quotes" & more+';
    const { logger, text, last } = logTo([secret, 'CANARY/with']);
    const error = new Error(`GET https://x/?t=${encodeURIComponent(secret)} failed`);
    logger.child({ bound: secret }).error({ err: error, deep: { list: [secret] } }, `at ${secret}`);
    expect(text()).not.toContain('CANARY');
    expect(last()).toMatchObject({ bound: '[redacted]', msg: 'at [redacted]', deep: { list: ['[redacted]'] } });
  });

  it('keeps what only looks like a secret, and error stacks', () => {
    const { logger, last } = logTo(['short']);
    logger.info({ tokens: { input: 12 }, tokenCount: 3, err: new Error('boom') }, 'a short text');
    expect(last()).toMatchObject({
      tokens: { input: 12 },
      tokenCount: 3,
      err: { message: 'boom', stack: expect.stringContaining('logging.test') },
      msg: 'a short text',
    });
  });
});

describe('the request log', () => {
  it('has refusals and changes at info, reading at debug, and no key, query or body in either', async () => {
    const { app, logged } = await testHttp({ level: 'trace' });
    app.get('/read', { config: { scope: 'read' } }, () => 'ok');
    app.post('/write', { config: { scope: 'ingest' } }, () => 'ok');
    app.post('/samples', { config: { scope: 'ingest', frequent: true } }, () => 'ok');
    app.get('/not-yet', { config: { scope: 'read' } }, (_request, reply) => reply.code(425).send());
    await app.inject({ url: '/read?token=CANARY', headers: bearer('read') });
    await app.inject({ url: '/not-yet', headers: bearer('read') });
    await app.inject({
      url: '/read?token=CANARY',
      headers: { authorization: 'Bearer CANARY-wrong', cookie: 'CANARY' },
    });
    await app.inject({ method: 'POST', url: '/write', headers: bearer('ingest'), payload: { password: 'CANARY' } });
    await app.inject({ method: 'POST', url: '/samples', headers: bearer('ingest'), payload: {} });
    await app.inject({ method: 'POST', url: '/samples', headers: bearer('read'), payload: {} });
    await app.close();
    const lines = logged()
      .split('\n')
      .filter((line) => line.includes('request answered'))
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines).toMatchObject([
      { level: 'debug', method: 'GET', path: '/read', status: 200, key: 'the read key' },
      { level: 'debug', method: 'GET', path: '/not-yet', status: 425 },
      { level: 'info', method: 'GET', path: '/read', status: 401 },
      { level: 'info', method: 'POST', path: '/write', status: 200, key: 'the ingest key' },
      { level: 'debug', method: 'POST', path: '/samples', status: 200 },
      { level: 'info', method: 'POST', path: '/samples', status: 403 },
    ]);
    for (const secret of ['CANARY', testKey('read'), testKey('ingest')]) {
      expect(logged()).not.toContain(secret);
    }
  });
});
