/** Keeps secrets out of text that people, logs, records or the model get to see: known ones, and what looks like one. */

/** What stands where a secret was, everywhere. */
export const mask = '[redacted]';

/**
 * A function that takes known secrets out of a text: as written, as JSON writes them and as part of an address.
 *
 * @param options.shortest secrets of fewer characters are left alone, where masking them would hit innocent text too;
 * default: none is.
 */
export function maskOf(
  secrets: readonly string[],
  { shortest = 1 }: { readonly shortest?: number } = {}
): (text: string) => string {
  const spellings = new Set(
    secrets
      .filter((secret) => secret.length >= shortest)
      .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret.toWellFormed())])
  );
  if (spellings.size === 0) {
    return (text) => text;
  }
  // Longest first, so that a secret that holds another one is masked as a whole.
  const longestFirst = [...spellings].sort((one, other) => other.length - one.length);
  const pattern = new RegExp(longestFirst.map((text) => text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&')).join('|'), 'g');
  return (text) => text.replace(pattern, mask);
}

/** Shapes of credentials; each is replaced as a whole (a named one keeps its name). */
const credentialShapes: ReadonlyArray<readonly [RegExp, string]> = [
  [/\b(?:sk|pk|rk)[-_][A-Za-z0-9_-]{16,}/g, mask],
  [/\bxox[a-z]-[A-Za-z0-9-]{8,}/g, mask],
  [/\b(?:gh[pousr]|glpat|glsa|github_pat)[-_][A-Za-z0-9_-]{16,}/g, mask],
  [/\bAKIA[0-9A-Z]{12,}/g, mask],
  [/\beyJ[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]+){1,2}/g, mask],
  [/\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]{8,}/gi, `$1 ${mask}`],
  [
    /\b([\w-]{0,40}(?:token|secret|passw(?:or)?d|pwd|api[-_]?key|apikey|signature|credential|session[-_]?id))\s*[=:]\s*[^\s,;&"']+/gi,
    `$1=${mask}`,
  ],
  [/\b[0-9a-f]{32,}\b/gi, mask],
  // A long unbroken run of both cases with several digits reads as a key, not as the name of an operation.
  [/(?<!\w)(?=\w*[A-Z])(?=\w*[a-z])(?=(?:[A-Za-z_]*\d){4})\w{24,}/g, mask],
];

/** Takes out what looks like a credential, whoever's it is. */
export function maskCredentials(text: string): string {
  return credentialShapes.reduce((masked, [shape, replacement]) => masked.replace(shape, replacement), text);
}

/** Addresses within a text without user, password and query, which is where they hold credentials and tokens. */
export function withoutAddressSecrets(text: string): string {
  return text.replace(/(\w:\/\/)[^\s/"'@]*@/g, '$1').replace(/(\w:\/\/[^\s?"']*)\?[^\s"']*/g, '$1');
}

/** Names of fields and headers in which secrets travel. */
const secretName =
  /^(proxy-)?authorization$|^(set-)?cookie$|^x-grafana-id$|passw(or)?d|secret|token$|api[-_]?key$|webhook_?url$/i;

/** Whether a field or header is named like a secret, so that its value is masked whatever it is. */
export function isSecretName(name: string): boolean {
  return secretName.test(name);
}
