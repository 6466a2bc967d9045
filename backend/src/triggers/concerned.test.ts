import type { Deployment, DeploymentRule } from '../model/deployment';
import { aLoadTest } from '../testing/load-test';
import { concernOf } from './concerned';

const everything = aLoadTest().deployments;
const testWith = (rule: Partial<DeploymentRule> = {}) =>
  aLoadTest({ triggers: ['deployment'], deployments: { ...everything, projectId: 'prj_shop', ...rule } });
const commit = { id: 'a'.repeat(40), message: 'Release 2 [Load Test]', branch: 'release/2', tag: 'v2.0.0' };
const deployment: Deployment = {
  id: 'dpl_1',
  source: 'vercel',
  target: 'production',
  environment: null,
  projectId: 'prj_shop',
  teamId: null,
  url: null,
  commit,
  labels: ['major'],
  redeployEffectId: null,
  deployedAt: '2026-11-24T12:00:00.000Z',
};
const ofCi: Deployment = { ...deployment, source: 'ci', environment: 'production', projectId: null };

describe('which load tests a deployment concerns', () => {
  it.each<[string, Partial<Deployment>, Partial<DeploymentRule>, string]>([
    ["Vercel's of its project", {}, {}, 'starts'],
    ["Vercel's of another project", { projectId: 'prj_other' }, {}, 'elsewhere'],
    ["Vercel's, with no project in the entry", {}, { projectId: null }, 'elsewhere'],
    ["a CI's of its environment", ofCi, {}, 'starts'],
    [
      "a CI's of its environment, with no project in the entry",
      { ...ofCi, projectId: 'prj_a' },
      { projectId: null },
      'starts',
    ],
    ["a CI's of another environment", { ...ofCi, environment: 'staging' }, {}, 'elsewhere'],
    ["a CI's of another project", { ...ofCi, projectId: 'prj_other' }, {}, 'elsewhere'],
  ])('%s', (_what, changes, rule, kind) => {
    expect(concernOf(testWith(rule), { ...deployment, ...changes }).kind).toBe(kind);
  });

  it('are none without the trigger deployment', () => {
    expect(concernOf({ ...testWith(), triggers: ['manual'] }, deployment).kind).toBe('elsewhere');
  });
});

describe('the rule of what is major', () => {
  it.each<[Partial<DeploymentRule>]>([
    [{ branches: ['main', 'release/*'] }],
    [{ tags: ['v*.0.0'] }],
    [{ branches: ['main'], tags: ['v*.0.0'] }],
    [{ commitMessage: ['[load test]'] }],
    [{ labels: ['minor', 'major'] }],
    [{ branches: ['release/*'], commitMessage: ['release'], labels: ['major'] }],
  ])('takes %j', (rule) => {
    expect(concernOf(testWith(rule), deployment)).toEqual({ kind: 'starts' });
  });

  it.each<[Partial<DeploymentRule>, string]>([
    [{ target: 'staging' }, 'its target is production, not staging'],
    [{ branches: ['main'] }, 'neither its branch (release/2) nor its tag (v2.0.0) is one of main'],
    [{ commitMessage: ['[deploy]'] }, 'its commit message holds none of "[deploy]"'],
    [{ labels: ['minor'] }, 'it has none of the labels "minor"'],
    [{ tags: ['v2.*'], labels: ['minor'] }, 'it has none of the labels "minor"'],
  ])('refuses %j', (rule, reason) => {
    const concern = concernOf(testWith(rule), deployment);
    expect(concern).toEqual({ kind: 'notMajor', reason });
  });

  it('refuses a preview, and what is not known of a commit', () => {
    expect(concernOf(testWith(), { ...deployment, target: null })).toMatchObject({
      reason: 'its target is a preview, not production',
    });
    const reason = 'neither its branch (none) nor its tag (none) is one of **';
    expect(concernOf(testWith({ branches: ['**'] }), { ...deployment, commit: null })).toMatchObject({ reason });
  });
});
