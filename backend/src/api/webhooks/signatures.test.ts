import crypto, { createHmac } from 'node:crypto';
import { Secret } from '../../lib/secret';
import { standardSignature } from '../../lib/standard-webhooks';
import { isSignedByVercel, standardWebhookProblem } from './signatures';

const body = Buffer.from('{"type":"deployment.succeeded"}');
const now = new Date('2026-11-24T12:00:00Z');
const timestamp = String(now.getTime() / 1000);
const vercel = ['the first secret', 'the second secret'];
const ci = ['a', 'b'].map((letter) => `whsec_${Buffer.from(letter.repeat(32)).toString('base64')}`);
const secretsOf = (texts: readonly string[]) => texts.map((text) => new Secret(text));

/** How a signature is compared: with a `===` the time would tell how much of it is right. */
let compared: jest.SpyInstance;
beforeEach(() => void (compared = jest.spyOn(crypto, 'timingSafeEqual')));
afterEach(() => compared.mockRestore());

describe('a signature is compared in constant time, with every secret', () => {
  const right = (secret: string) => createHmac('sha1', secret).update(body).digest('hex');

  it.each([
    ['the first secret', right(vercel[0] ?? ''), true],
    ['the second secret', right(vercel[1] ?? ''), true],
    ['no secret', '0'.repeat(40), false],
  ])("of Vercel's, by %s", (_by, signature, good) => {
    expect(isSignedByVercel(secretsOf(vercel), body, signature)).toBe(good);
    expect(compared).toHaveBeenCalledTimes(2);
  });

  const signed = (secret: string) => `v1,${standardSignature(secret, { id: 'm', timestamp, body }).toString('base64')}`;

  it.each([
    ['the first secret', signed(ci[0] ?? ''), true],
    ['the second secret', signed(ci[1] ?? ''), true],
    ['no secret', `v1,${Buffer.alloc(32).toString('base64')}`, false],
  ])("of a CI's, by %s", (_by, signature, good) => {
    const problem = standardWebhookProblem(secretsOf(ci), body, { id: 'm', timestamp, signature }, now);
    expect(problem === null).toBe(good);
    expect(compared).toHaveBeenCalledTimes(2);
  });

  it('is not read where it has another form or is endless', () => {
    expect(isSignedByVercel(secretsOf(vercel), body, 'f'.repeat(1_000_000))).toBe(false);
    const signature = `v1,${'A'.repeat(43)}= `.repeat(10_000);
    expect(standardWebhookProblem(secretsOf(ci), body, { id: 'm', timestamp, signature }, now)).toContain('form');
    expect(compared).not.toHaveBeenCalled();
  });
});
