import { createHash } from 'node:crypto';
import fc from '../testing/seeded-fast-check';
import { hashApiKey, parseApiKeys, type Scope, scopes } from '../model/api-key';
import { fixedApiKeys } from '../testing/fixed-api-keys';
import { generateApiKey, grants } from './api-keys';

const record = (held: Scope[]) => ({ id: '1', name: 'n', hash: hashApiKey('x'), scopes: held, grafana: false });

describe('grants', () => {
  it('gives a key its own scopes and nothing by implication, except to admin', () => {
    const granted = (held: Scope[]) => scopes.filter((scope) => grants(record(held), scope));
    for (const scope of scopes.filter((name) => name !== 'admin')) {
      expect(granted([scope])).toEqual([scope]);
    }
    expect(granted(['admin'])).toEqual([...scopes]);
    expect(granted(['read', 'ingest'])).toEqual(['ingest', 'read']);
    expect(granted([])).toEqual([]);
  });
});

describe('generateApiKey', () => {
  it('makes keys that API_KEYS and a bearer header accept, never the same twice', () => {
    const keys = Array.from({ length: 50 }, () => generateApiKey());
    expect(new Set(keys).size).toBe(50);
    expect(keys.every((key) => /^ltm_[A-Za-z0-9_-]{43}$/.test(key))).toBe(true);
    expect(parseApiKeys(keys.map((key) => `${key}:read`).join(',')).problems).toEqual([]);
  });
});

describe('hashApiKey', () => {
  it('is SHA-256 in lower-case hex, as other tools compute it', () => {
    const key = 'a-key-of-some-length';
    expect(hashApiKey(key)).toBe(createHash('sha256').update(key, 'utf8').digest('hex'));
    expect(fixedApiKeys([{ ...record(['read']), hash: hashApiKey(key) }]).find(hashApiKey(key))?.id).toBe('1');
    expect(fixedApiKeys([]).find(hashApiKey(key))).toBeUndefined();
  });
});

describe('parseApiKeys', () => {
  it('reads back whatever keys and scopes were written', () => {
    const key = fc.stringMatching(/^[A-Za-z0-9._~+/-]{16,40}$/);
    const entry = fc.record({
      key,
      held: fc.subarray([...scopes], { minLength: 1 }),
      grafana: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.uniqueArray(entry, { selector: (one) => one.key, minLength: 1, maxLength: 5 }), (entries) => {
        const text = entries.map(
          ({ key: one, held, grafana }) => `${one}:${held.join('+')}${grafana ? ':grafana' : ''}`
        );
        const { records, problems } = parseApiKeys(text.join(', '));
        expect(problems).toEqual([]);
        expect(records.map(({ hash, scopes: held, grafana }) => ({ hash, held, grafana }))).toEqual(
          entries.map(({ key: one, held, grafana }) => ({ hash: hashApiKey(one), held, grafana }))
        );
      })
    );
  });

  it('never repeats a part of an entry in a problem', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Z0-9:+ ]{1,60}$/), (text) => {
        const { problems } = parseApiKeys(text);
        const words = text.split(/[:+, ]/).filter((word) => word.length > 3);
        expect(problems.filter((problem) => words.some((word) => problem.includes(word)))).toEqual([]);
      })
    );
  });
});
