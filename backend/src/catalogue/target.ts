/**
 * A target in the one form by which targets are compared: host in lower case, default port left out, no slash at the
 * end. Runs queue per target, and a run counts for a load test only when the targets are equal.
 *
 * @returns null for what is no http or https URL, or has credentials, a query or a fragment.
 */
export function normalisedTarget(target: string): string | null {
  const url = URL.canParse(target) ? new URL(target) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) {
    return null;
  }
  const extras = url.username + url.password + url.search + url.hash;
  return extras === '' ? url.href.replace(/\/+$/, '') : null;
}
