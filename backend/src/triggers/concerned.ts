import { fitsGlob } from '../lib/glob';
import type { Deployment } from '../model/deployment';
import type { LoadTest } from '../model/load-test';

/** Whether a deployment starts a load test. `elsewhere`: it is one of something else, which nobody needs to be told. */
export type Concern =
  { readonly kind: 'starts' } | { readonly kind: 'elsewhere' } | { readonly kind: 'notMajor'; readonly reason: string };

/** What the entry's rule (`deployments`) says about the deployment. Every condition it names has to hold. */
export function concernOf(test: LoadTest, deployment: Deployment): Concern {
  if (!test.triggers.includes('deployment') || !isOfTest(test, deployment)) {
    return { kind: 'elsewhere' };
  }
  const reason = whyNot(test, deployment);
  return reason === null ? { kind: 'starts' } : { kind: 'notMajor', reason };
}

function isOfTest({ deployments: rule, environment }: LoadTest, deployment: Deployment): boolean {
  if (deployment.environment === null) {
    return rule.projectId !== null && rule.projectId === deployment.projectId;
  }
  const mayBeOfProject =
    rule.projectId === null || deployment.projectId === null || rule.projectId === deployment.projectId;
  return environment === deployment.environment && mayBeOfProject;
}

function whyNot({ deployments: rule }: LoadTest, { target, commit, labels }: Deployment): string | null {
  if (target !== rule.target) {
    return `its target is ${target ?? 'a preview'}, not ${rule.target}`;
  }
  const asksForRef = rule.branches.length > 0 || rule.tags.length > 0;
  if (asksForRef && !fitsAny(rule.branches, commit?.branch) && !fitsAny(rule.tags, commit?.tag)) {
    return `neither its branch (${commit?.branch ?? 'none'}) nor its tag (${commit?.tag ?? 'none'}) is one of ${[...rule.branches, ...rule.tags].join(', ')}`;
  }
  const message = commit?.message?.toLowerCase() ?? '';
  if (rule.commitMessage.length > 0 && !rule.commitMessage.some((part) => message.includes(part.toLowerCase()))) {
    return `its commit message holds none of ${quoted(rule.commitMessage)}`;
  }
  if (rule.labels.length > 0 && !rule.labels.some((label) => labels.includes(label))) {
    return `it has none of the labels ${quoted(rule.labels)}`;
  }
  return null;
}

function fitsAny(globs: readonly string[], text: string | null | undefined): boolean {
  return text !== null && text !== undefined && globs.some((glob) => fitsGlob(glob, text));
}

const quoted = (texts: readonly string[]) => texts.map((text) => `"${text}"`).join(', ');
