import { archiveRules } from './archive';
import { bundleRules } from './bundle';
import { codeRules } from './code';
import { documentRules } from './documents';
import { metadataRules } from './metadata';
import { pictureRules } from './pictures';
import type { Candidate } from './rule';

export type { Candidate } from './rule';
export { plugins } from './rule';

/**
 * What Grafana's plugin catalogue asks for, as far as it can be said without the network: each rule by what it says. They
 * follow grafana/plugin-validator, whose other checks (broken links, known vulnerabilities, the organisation's account) are
 * left to it.
 */
export const checklist = {
  ...archiveRules,
  ...metadataRules,
  ...pictureRules,
  ...documentRules,
  ...bundleRules,
  ...codeRules,
};

export type RuleName = keyof typeof checklist;

/** Every rule that is broken, with what is wrong. */
export function brokenRules(
  candidate: Candidate
): ReadonlyArray<{ readonly rule: string; readonly problems: readonly string[] }> {
  return Object.entries(checklist)
    .map(([rule, check]) => ({ rule, problems: check(candidate) }))
    .filter(({ problems }) => problems.length > 0);
}
