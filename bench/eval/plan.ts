import type { Behaviour } from '../../tests/fixtures/k6/shape-target';
import type { Classification, DiagnosisInput } from '../../backend/src/model/diagnosis';

/** A request of an iteration; `name` is k6's tag, else the address is. */
export interface Call {
  readonly path: string;
  readonly name?: string;
  readonly method?: string;
  /** By each user in its first iteration alone. */
  readonly once?: boolean;
  /** By this scenario alone. */
  readonly scenario?: string;
}

/** How the load test of a case goes. */
export interface Load {
  /** k6's `options`. */
  readonly options: Readonly<Record<string, unknown>>;
  /** An iteration makes one of the calls, by turns. */
  readonly byTurns: boolean;
  readonly thinkSeconds: number;
}

/** One real run to be recorded, and what it is in truth. */
export interface CasePlan {
  readonly behaviour: () => Behaviour;
  /** Where it is no server of the recorder's: an address that leads nowhere, a certificate that nobody trusts. */
  readonly target?: 'unknownHost' | 'closedPort' | 'untrustedCertificate';
  readonly load: Load;
  readonly calls: readonly Call[];
  readonly thresholds: {
    readonly p95ResponseTimeMs?: number;
    readonly avgResponseTimeMs?: number;
    readonly errorRate?: number;
  };
  /** Verdicts of the runs before it, newest first. */
  readonly history: ReadonlyArray<'passed' | 'failed'>;
  /** How old production was at its start, in seconds; null where nobody knows. */
  readonly deploymentAgeSeconds: number | null;
  /** What else the diagnosis does not get to see. */
  readonly without?: 'series';
}

/** A kind of trouble, of which `cases` are drawn. */
export interface CaseKind {
  readonly name: string;
  readonly label: Classification;
  /** Why the label is right, whatever a diagnosis says. */
  readonly why: string;
  readonly cases: number;
  readonly draw: (draw: Draw, position: number) => CasePlan;
}

/** Numbers by the seed. */
export interface Draw {
  between(low: number, high: number): number;
  whole(low: number, high: number): number;
  pick<One>(of: readonly One[]): One;
  readonly random: () => number;
}

export function drawBy(random: () => number): Draw {
  const between = (low: number, high: number) => low + (high - low) * random();
  const whole = (low: number, high: number) => Math.floor(between(low, high + 1));
  return {
    between,
    whole,
    random,
    pick: (of) => {
      const one = of[whole(0, of.length - 1)];
      if (one === undefined) {
        throw new Error('nothing to pick from');
      }
      return one;
    },
  };
}

/** The runs before it and the deployment, which the recorder has no time for: they are made up. */
export function withPast(input: DiagnosisInput, plan: CasePlan): DiagnosisInput {
  const startedAt = Date.parse(input.run.startedAt ?? '');
  const ago = (seconds: number) => new Date(startedAt - seconds * 1000).toISOString();
  const limitMs = plan.thresholds.p95ResponseTimeMs ?? plan.thresholds.avgResponseTimeMs ?? 500;
  return {
    ...input,
    history: plan.history.map((verdict, position) => ({
      runId: `${input.run.test}-before-${position + 1}`,
      endedAt: ago((position + 1) * 6 * 3600),
      verdict,
      errorRate: 0,
      p95ResponseTimeMs: limitMs * (verdict === 'passed' ? 0.5 : 2.5),
      autoFixApplied: false,
    })),
    deployment:
      plan.deploymentAgeSeconds === null ? null : { id: 'dpl_recorded', createdAt: ago(plan.deploymentAgeSeconds) },
    ...(plan.without === 'series' && { series: null, endpointSeries: null }),
  };
}
