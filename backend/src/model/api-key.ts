import { hash } from 'node:crypto';

/**
 * What an API key may do. `banner`: the banner and its results projection; `ingest`: announce and complete runs, write
 * samples; `read`: everything that only reads; `operate`: run now, stop, approve, acknowledge; `admin`: keys and
 * configuration, and every other scope.
 */
export const scopes = ['banner', 'ingest', 'read', 'operate', 'admin'] as const;
export type Scope = (typeof scopes)[number];

/** An API key as it is kept: never the key itself, only its hash. */
export interface ApiKeyRecord {
  readonly id: string;
  /** What the audit trail and the logs call the holder. */
  readonly name: string;
  /** SHA-256 of the key, lower-case hex. */
  readonly hash: string;
  readonly scopes: readonly Scope[];
  /** True: the holder is Grafana's plugin proxy, whose forwarded user may be believed. */
  readonly grafana: boolean;
}

/**
 * SHA-256 without salt or stretching: right for keys with the entropy of `generateApiKey`, which cannot be guessed from
 * their hash, and cheap enough for every request. It would be wrong for passwords.
 */
export function hashApiKey(key: string): string {
  return hash('sha256', key, 'hex');
}

export const MIN_API_KEY_LENGTH = 16;
/** Longer ones are refused unread, so that nobody makes the server hash megabytes. */
export const MAX_API_KEY_LENGTH = 512;

export interface ParsedApiKeys {
  /** Ids and names are `env-1`, `env-2` … in the order in which the keys first appear. */
  readonly records: readonly ApiKeyRecord[];
  /** The keys themselves, only for keeping them out of the log. */
  readonly keys: readonly string[];
  /** What is wrong, by the number of the entry. Never a part of an entry: its parts may be in the wrong order. */
  readonly problems: readonly string[];
}

/**
 * Reads `API_KEYS`: entries `key:scope[+scope…][:grafana]`, separated by commas or line breaks. Entries with the same key
 * are one key that holds the scopes of all of them.
 */
export function parseApiKeys(text: string): ParsedApiKeys {
  const problems: string[] = [];
  const found = new Map<string, { scopes: Set<Scope>; grafana: boolean }>();
  const entries = text
    .split(/[,\r\n]/)
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
  entries.forEach((entry, index) => {
    const result = parseEntry(entry);
    if (typeof result === 'string') {
      problems.push(`entry ${index + 1} ${result}`);
      return;
    }
    const known = found.get(result.key) ?? { scopes: new Set<Scope>(), grafana: false };
    result.scopes.forEach((scope) => known.scopes.add(scope));
    known.grafana ||= result.grafana;
    found.set(result.key, known);
  });
  if (entries.length === 0) {
    problems.push('holds no entry');
  }
  const records = [...found].map(([key, { scopes: held, grafana }], index) => ({
    id: `env-${index + 1}`,
    name: `env-${index + 1}`,
    hash: hashApiKey(key),
    scopes: scopes.filter((scope) => held.has(scope)),
    grafana,
  }));
  return { records, keys: [...found.keys()], problems };
}

function parseEntry(entry: string): { key: string; scopes: Scope[]; grafana: boolean } | string {
  const [key = '', scopeList = '', mark, ...rest] = entry.split(':');
  if (rest.length > 0) {
    return 'has more than three parts';
  }
  // The characters of an RFC 6750 bearer token, so that every client can send the key in a header.
  if (!/^[A-Za-z0-9._~+/-]+=*$/.test(key)) {
    return 'has a key with characters other than letters, digits and - . _ ~ + / (and = at its end)';
  }
  if (key.length < MIN_API_KEY_LENGTH || key.length > MAX_API_KEY_LENGTH) {
    return `has a key that is not ${MIN_API_KEY_LENGTH} to ${MAX_API_KEY_LENGTH} characters long`;
  }
  const named = scopeList.split('+');
  const known = scopes.filter((scope) => named.includes(scope));
  if (known.length !== new Set(named).size) {
    return `has something other than scopes (${scopes.join(', ')}) after its key`;
  }
  if (mark !== undefined && mark !== 'grafana') {
    return 'has something other than "grafana" as its third part';
  }
  return { key, scopes: known, grafana: mark === 'grafana' };
}
