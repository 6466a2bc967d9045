/** Whoever says that something was deployed: Vercel's webhook, or any CI. */
export const deploymentSources = ['vercel', 'ci'] as const;

/** The commit that was deployed. */
export interface Commit {
  /** Hash, lower-case hex, 7 to 64 characters. */
  readonly id: string;
  readonly message: string | null;
  readonly branch: string | null;
  readonly tag: string | null;
}

/** What an event says about a deployment. */
export interface Deployment {
  readonly id: string;
  readonly source: (typeof deploymentSources)[number];
  /** `production`, or another target of its project; null: a preview. */
  readonly target: string | null;
  /** Of the load tests that it concerns; null: its project alone says that. */
  readonly environment: string | null;
  readonly projectId: string | null;
  readonly teamId: string | null;
  readonly url: string | null;
  readonly commit: Commit | null;
  readonly labels: readonly string[];
  /** Id of our own effect in its `meta`, which Vercel copies from one deployment to the next. */
  readonly redeployEffectId: string | null;
  /** When it was deployed, or put in production; ISO 8601. */
  readonly deployedAt: string;
}

/** How the target of a load test answered after a deployment. */
export interface Readiness {
  /** The last requests were all answered within the limit. */
  readonly ready: boolean;
  readonly requests: number;
  /** Of the last request; null: no answer. */
  readonly lastStatus: number | null;
  /** Of the last request; null: no answer in time. */
  readonly lastResponseTimeMs: number | null;
  readonly limitMs: number;
  /** From the first request to the last one. */
  readonly seconds: number;
}

/** `waiting`: for the deployment to serve, for its target or a remediation; the others are ends. */
export const deploymentEventStates = ['waiting', 'started', 'dropped'] as const;
export type DeploymentEventState = (typeof deploymentEventStates)[number];

/** Which deployments start a load test whose triggers hold `deployment`. An empty list asks for nothing. */
export interface DeploymentRule {
  /** Null: deployments are told by their environment alone. */
  readonly projectId: string | null;
  readonly target: string;
  /** Globs. A deployment of one of the branches or one of the tags will do. */
  readonly branches: readonly string[];
  readonly tags: readonly string[];
  /** The commit message holds one of them, in whichever case. */
  readonly commitMessage: readonly string[];
  /** The deployment has one of them. */
  readonly labels: readonly string[];
}
