import type { FailureSignature } from '../model/remediation';
import type { ErrorPattern } from './error-pattern';
import type { Features } from './features';

/** Change what is written into a signature: change the version too. Signatures of two versions cannot be compared. */
export const signatureVersion = 1;

const errorClasses = [
  'serverErrors',
  'clientErrors',
  'rateLimited',
  'noAnswer',
  'unexpectedAnswers',
  'unaccounted',
  'timeouts',
  'nameOrCertificateErrors',
] as const satisfies ReadonlyArray<keyof ErrorPattern>;

/**
 * What a failure looks like, without its figures: the same trouble has others each time. Whether p95 or the average was
 * too slow is one trouble, because chance decides which of them is above its limit. Pure.
 */
export function signatureOf({ breaches, recovery, errors, shape }: Features): FailureSignature {
  return {
    version: signatureVersion,
    limits: sorted([
      ...(breaches.responseTime ? ['responseTime'] : []),
      ...(breaches.errorRate ? ['errorRate'] : []),
      ...breaches.others.map(({ metric, expression }) => `${metric}: ${expression}`),
    ]),
    endpoints:
      recovery.requests === null
        ? null
        : sorted(
            recovery.outside.map(({ endpoint }) =>
              endpoint === null ? 'others' : `${endpoint.method} ${endpoint.name}`
            )
          ),
    errors: errorClasses.filter((each) => errors[each] > 0),
    shape: shape.kind,
  };
}

function sorted(values: readonly string[]): string[] {
  return [...new Set(values)].sort();
}
