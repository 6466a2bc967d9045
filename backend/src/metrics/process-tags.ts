/**
 * Which k6 process a sample of `vus` or `vus_max` comes from. They carry the tags of the whole run alone, so processes of
 * one run differ by whichever tag their owner gives each of them: `instance`, `instance_id` (k6-operator), a pod's name.
 */
export function processOf(tags: Iterable<readonly [name: string, value: string]>): string {
  const own = [...tags].filter(([name, value]) => name !== 'testid' && value !== '');
  return own.length === 0 ? '' : JSON.stringify(own.sort(([a], [b]) => (a < b ? -1 : 1)));
}
