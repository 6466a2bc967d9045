import { catalogueOfOneEntry } from './testing/one-entry';

const entry = catalogueOfOneEntry();
const withFields = (fields: string) => `    thresholds: { p95ResponseTimeMs: 800 }
    ${fields}
`;
const env = { PROJECT: 'prj_stage' };
const load = (fields: string) => entry.load(withFields(fields), env);
const problems = (fields: string) => entry.problems(withFields(fields), env);

const everything = { target: 'production', branches: [], tags: [], commitMessage: [], labels: [] };

describe('deployments', () => {
  it('start nothing unless the triggers or a rule say so', async () => {
    expect((await load('schedule: { cron: "0 3 * * *" }')).triggers).toEqual(['schedule', 'manual']);
    expect((await load('triggers: [deployment]')).triggers).toEqual(['deployment']);
    expect((await load('deployments: {}')).triggers).toEqual(['deployment', 'manual']);
  });

  it('are by default all of production, of the project that is redeployed', async () => {
    const vercel = 'remediation: { vercel: { projectId: prj_shop } }';
    expect((await load(`triggers: [deployment]\n    ${vercel}`)).deployments).toEqual({
      ...everything,
      projectId: 'prj_shop',
    });
    const own = await load(`deployments: { projectId: "\${PROJECT}" }\n    ${vercel}`);
    expect(own.deployments).toEqual({ ...everything, projectId: 'prj_stage' });
    expect((await load('triggers: [deployment]')).deployments.projectId).toBeNull();
  });

  it('are those of a rule', async () => {
    const rule = 'branches: [main, "release/*"], tags: ["v*.0.0"], commitMessage: ["[load test]"], labels: [major]';
    expect((await load(`deployments: { target: staging, ${rule} }`)).deployments).toEqual({
      projectId: null,
      target: 'staging',
      branches: ['main', 'release/*'],
      tags: ['v*.0.0'],
      commitMessage: ['[load test]'],
      labels: ['major'],
    });
  });

  it('cannot be told by what is no pattern, text, label or key', async () => {
    const pattern =
      'expected a pattern such as main, release/* or v*.0.0 (`*` anything without "/", `**` anything, `?` one character)';
    expect(
      await problems(
        'deployments: { branches: ["v[0-9]", ok], tags: [""], commitMessage: [""], labels: x, branch: main }'
      )
    ).toEqual([
      `loadTests[0].deployments.branches[0]: "[" has no meaning in a pattern; ${pattern}`,
      `loadTests[0].deployments.tags[0]: a pattern has 1 to 200 characters and no white space; ${pattern}`,
      'loadTests[0].deployments.commitMessage[0]: expected a text of at most 200 characters, such as [load test]',
      'loadTests[0].deployments.labels: expected a list of labels, each a label of at most 100 characters, such as major',
      'loadTests[0].deployments.branch: unknown key; did you mean "branches"?',
    ]);
  });

  it('need to be among the triggers where there is a list of them', async () => {
    expect(await problems('deployments: { branches: [main] }\n    triggers: [manual]')).toEqual([
      'loadTests[0].triggers: deployments: says which ones start a run, and none ever does; add deployment to the list, or remove it there',
    ]);
  });
});
