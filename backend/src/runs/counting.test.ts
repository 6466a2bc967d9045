import { aLoadTest } from '../testing/load-test';
import { counting, type RunIdentity } from './counting';

const scriptHash = 'a'.repeat(64);
const profile = 'b'.repeat(64);
const entry = aLoadTest({ scriptHash });
const same: RunIdentity = {
  target: 'https://shop.example/',
  environment: 'production',
  scriptHash,
  loadProfileHash: profile,
};

it('counts a run of the same target, environment, script and load', () => {
  expect(counting(same, entry, profile, null)).toEqual({ counts: true });
});

it.each(['https://shop.example', 'HTTPS://SHOP.example/', 'https://shop.example:443'])(
  'takes %s for the same target',
  (target) => {
    expect(counting({ ...same, target }, entry, profile, null)).toEqual({ counts: true });
  }
);

it.each<[string, Partial<RunIdentity>, RegExp]>([
  ['another host', { target: 'https://staging.shop.example' }, /another target than the catalogue's https:\/\/shop/],
  ['another scheme', { target: 'http://shop.example' }, /another target/],
  ['another port', { target: 'https://shop.example:8443' }, /another target/],
  ['another path', { target: 'https://shop.example/v2' }, /another target/],
  ['another environment', { environment: 'staging' }, /environment "staging" instead of the catalogue's "production"/],
  ['no hash of the script', { scriptHash: null }, /hash of the script was not reported/],
  ['another script', { scriptHash: 'c'.repeat(64) }, /another script/],
  ['no load profile', { loadProfileHash: null }, /load profile was not reported/],
  ['another load', { loadProfileHash: 'd'.repeat(64) }, /another load profile/],
])('%s does not count', (_, difference, reason) => {
  expect(counting({ ...same, ...difference }, entry, profile, null)).toEqual({
    counts: false,
    reason: expect.stringMatching(reason),
  });
});

it('does not count a load test that the catalogue does not have', () => {
  expect(counting(same, undefined, null, null)).toMatchObject({
    counts: false,
    reason: expect.stringMatching(/not in/),
  });
});

it('does not take the unknown for the same: a profile that k6 could not tell', () => {
  expect(counting(same, entry, null, 'k6 was not found')).toEqual({
    counts: false,
    reason: "the load profile of the catalogue's entry is unknown: k6 was not found",
  });
});
