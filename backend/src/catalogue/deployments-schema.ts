import { z } from 'zod';
import { globProblem, globText } from '../lib/glob';
import type { PermittedTrigger } from '../model/load-test';
import { expected, text } from './expected';
import { vercelId } from './vercel-id';

const glob = z
  .string(expected(globText))
  .trim()
  .superRefine((value, context) => {
    const problem = globProblem(value);
    if (problem !== null) {
      context.addIssue({ code: 'custom', message: `${problem}; expected ${globText}` });
    }
  });
const globs = z.array(glob, expected(`a list of patterns, each ${globText}`)).max(50, expected('at most 50 patterns'));

const partText = 'a text of at most 200 characters, such as [load test]';
const labelText = 'a label of at most 100 characters, such as major';

/** `deployments` of a load test: which of them start it. */
export const deployments = z.strictObject(
  {
    projectId: vercelId('prj')
      .nullable()
      .default(null)
      .describe('Project at Vercel; without it that of `remediation.vercel`, then VERCEL_PROJECT_ID'),
    target: text('a target such as production', 100).default('production').describe('What it was deployed to'),
    branches: globs
      .default([])
      .describe(
        'Patterns of which its branch is one, or its tag one of `tags`: `*` anything without `/`, `**` anything, `?` one character'
      ),
    tags: globs.default([]).describe("The same for its tag; Vercel's events name none"),
    commitMessage: z
      .array(text(partText, 200), expected(`a list of texts, each ${partText}`))
      .max(50, expected('at most 50 texts'))
      .default([])
      .describe('Texts of which its commit message holds one, in whichever case'),
    labels: z
      .array(text(labelText, 100), expected(`a list of labels, each ${labelText}`))
      .max(50, expected('at most 50 labels'))
      .default([])
      .describe("Labels of which it has one; Vercel's events have none"),
  },
  expected('projectId, target, branches, tags, commitMessage and labels, each optional')
);

/** Why these triggers do not go with the rule, for people; null when they do. */
export function deploymentsProblem(entry: {
  readonly deployments: object | null;
  readonly triggers: readonly PermittedTrigger[] | null;
}): string | null {
  return entry.deployments === null || entry.triggers === null || entry.triggers.includes('deployment')
    ? null
    : 'deployments: says which ones start a run, and none ever does; add deployment to the list, or remove it there';
}
