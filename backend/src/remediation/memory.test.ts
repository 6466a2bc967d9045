import fc from '../testing/seeded-fast-check';
import type { FailureSignature } from '../model/remediation';
import {
  attemptsHours,
  attemptsLimit,
  coolDownMinutes,
  type EarlierRedeploy,
  fixMemoryDays,
  isSameFailure,
  refusedAsSame,
  refusedByRate,
  type RememberedFailure,
  sameFailureHours,
} from './memory';

const now = new Date('2026-11-23T12:00:00Z');
const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
const hours = 60;
const days = 24 * hours;

const signature: FailureSignature = {
  version: 1,
  limits: ['responseTime'],
  endpoints: ['GET /', 'GET /cart'],
  errors: [],
  shape: 'slowStartRecovered',
};
const failure: RememberedFailure = {
  test: 'checkout',
  projectId: 'prj_shop',
  signature,
  breakerResetAt: null,
  now,
};
type Member = EarlierRedeploy['members'][number];
const redeployed = (minutes: number, member: Partial<Member> = {}): EarlierRedeploy => ({
  test: member.test ?? 'checkout',
  deploymentId: 'dpl_6',
  at: minutesAgo(minutes),
  members: [{ test: 'checkout', signature, outcome: 'notFixed', ...member }],
});

describe('the same failure', () => {
  it.each<readonly [string, FailureSignature | null, boolean]>([
    ['all the same', { ...signature }, true],
    ['some of the endpoints', { ...signature, endpoints: ['GET /cart', 'GET /search'] }, true],
    ['endpoints that are not known', { ...signature, endpoints: null }, true],
    ['another version', { ...signature, version: 2, shape: 'persistent' }, true],
    ['no signature', null, true],
    ['other endpoints', { ...signature, endpoints: ['GET /search'] }, false],
    ['no endpoint', { ...signature, endpoints: [] }, false],
    ['another limit', { ...signature, limits: ['errorRate', 'responseTime'] }, false],
    ['errors beside it', { ...signature, errors: ['serverErrors'] }, false],
    ['another shape', { ...signature, shape: 'spikeRecovered' }, false],
  ])('%s', (_, other, isSame) => {
    expect([isSameFailure(signature, other), isSameFailure(other, signature)]).toEqual([isSame, isSame]);
  });

  it.each<readonly [string, EarlierRedeploy, Partial<RememberedFailure>, string | null]>([
    ['shortly before the hours are over', redeployed(sameFailureHours * hours - 1), {}, 'sameFailure'],
    ['when they are over', redeployed(sameFailureHours * hours), {}, null],
    [
      'of a fix, shortly before the days are over',
      redeployed(fixMemoryDays * days - 1, { outcome: 'fixed' }),
      {},
      'sameFailure',
    ],
    ['of a fix, when they are over', redeployed(fixMemoryDays * days, { outcome: 'fixed' }), {}, null],
    ['of which nobody knows what it did', redeployed(hours, { outcome: 'unknown' }), {}, 'sameFailure'],
    ['that was never sent', redeployed(hours, { outcome: 'notSent' }), {}, null],
    ['for another load test', redeployed(hours, { test: 'search' }), {}, null],
    ['for another failure', redeployed(hours), { signature: { ...signature, shape: 'spikeRecovered' } }, null],
    ['that a person has reset since', redeployed(hours), { breakerResetAt: minutesAgo(5) }, null],
    ['that a person had reset before', redeployed(hours), { breakerResetAt: minutesAgo(2 * hours) }, 'sameFailure'],
  ])('a redeploy %s', (_, earlier, changes, code) => {
    expect(refusedAsSame([earlier], { ...failure, ...changes })?.code ?? null).toBe(code);
  });

  it('is looked for behind newer redeploys that were for something else', () => {
    const earlier = [redeployed(5 * days, { outcome: 'fixed' }), redeployed(2 * days, { test: 'search' })];
    expect(refusedAsSame(earlier, failure)).toMatchObject({
      code: 'sameFailure',
      reason: expect.stringMatching(/was redeployed 5 d ago for checkout/),
    });
  });
});

describe('how often a project is redeployed', () => {
  const unsigned = redeployed(6 * days, { signature: null, test: 'search' });
  it.each<readonly [string, readonly EarlierRedeploy[], Partial<RememberedFailure>, string | null]>([
    ['never before', [], {}, null],
    ['shortly before the cool-down is over', [redeployed(coolDownMinutes - 0.1, { test: 'search' })], {}, 'coolDown'],
    ['when it is over', [redeployed(coolDownMinutes, { test: 'search' })], {}, null],
    ['two in a day', [redeployed(1 * hours), redeployed(attemptsHours * hours - 1)], {}, 'attempts'],
    ['the first of two a day ago', [redeployed(1 * hours), redeployed(attemptsHours * hours)], {}, null],
    ['of before there were signatures', [unsigned], {}, 'redeployedRecently'],
    ['of before there were signatures, a week ago', [{ ...unsigned, at: minutesAgo(7 * days) }], {}, null],
    ['of another load test that a person has not reset', [unsigned], { breakerResetAt: now }, 'redeployedRecently'],
    [
      'of before there were signatures, and a person has reset it',
      [{ ...unsigned, members: [...unsigned.members, { test: 'checkout', signature: null, outcome: 'fixed' }] }],
      { breakerResetAt: now },
      null,
    ],
    ['within the cool-down, whatever a person has reset', [redeployed(5)], { breakerResetAt: now }, 'coolDown'],
  ])('%s', (_, earlier, changes, code) => {
    expect(refusedByRate(earlier, { ...failure, ...changes })?.code ?? null).toBe(code);
  });
});

describe('whatever fails in whatever order', () => {
  const tests = ['checkout', 'search'] as const;
  const signatures: readonly FailureSignature[] = [
    signature,
    { ...signature, shape: 'spikeRecovered' },
    { ...signature, endpoints: ['GET /search'] },
  ];
  const happening = fc.record({
    minutes: fc.constantFrom(0, 1, 10, 29, 31, 200, 400, 1000, 3000),
    test: fc.constantFrom(...tests),
    signature: fc.constantFrom(...signatures),
    outcome: fc.constantFrom('fixed' as const, 'notFixed' as const, 'unknown' as const),
    resets: fc.boolean().chain((resets) => (resets ? fc.constantFrom(...tests) : fc.constant(null))),
    /** In which order the records list the redeploys. */
    isReversed: fc.boolean(),
  });

  interface Made {
    readonly at: number;
    readonly test: string;
    readonly signature: FailureSignature;
    readonly isFix: boolean;
  }

  /** What the rules let through, and when people have reset the breaker of a load test. */
  function history(happenings: ReadonlyArray<typeof happening extends fc.Arbitrary<infer Each> ? Each : never>) {
    const earlier: EarlierRedeploy[] = [];
    const made: Made[] = [];
    const resets: Array<{ readonly at: number; readonly test: string }> = [];
    let at = now.getTime();
    for (const each of happenings) {
      at += each.minutes * 60_000;
      if (each.resets !== null) {
        resets.push({ at, test: each.resets });
      }
      const reset = resets.findLast(({ test }) => test === each.test);
      const failing = {
        ...failure,
        test: each.test,
        signature: each.signature,
        breakerResetAt: reset === undefined ? null : new Date(reset.at),
        now: new Date(at),
      };
      const listed = each.isReversed ? [...earlier].reverse() : earlier;
      if ((refusedAsSame(listed, failing) ?? refusedByRate(listed, failing)) === null) {
        const { test, outcome } = each;
        const members = [{ test, signature: each.signature, outcome }];
        earlier.push({ test, deploymentId: 'dpl', at: new Date(at), members });
        made.push({ at, test, signature: each.signature, isFix: outcome === 'fixed' });
      }
    }
    return { made, resets };
  }

  const pairs = (made: readonly Made[]) =>
    made.flatMap((later, index) => made.slice(0, index).map((before) => [before, later] as const));
  const check = (assertion: (all: ReturnType<typeof history>) => void) =>
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 40 }), (happenings) => assertion(history(happenings))),
      { numRuns: 500 }
    );

  it('never redeploys twice within the cool-down', () => {
    check(({ made }) => {
      for (const [before, later] of pairs(made)) {
        expect(later.at - before.at).toBeGreaterThanOrEqual(coolDownMinutes * 60_000);
      }
    });
  });

  it('never redeploys more often than the limit within a day', () => {
    check(({ made }) => {
      made.slice(attemptsLimit).forEach(({ at }, index) => {
        expect(at - (made[index]?.at ?? 0)).toBeGreaterThanOrEqual(attemptsHours * 3_600_000);
      });
    });
  });

  it('never redeploys the same failure within its window unless a person has reset it in between', () => {
    check(({ made, resets }) => {
      for (const [before, later] of pairs(made)) {
        const isReset = resets.some(({ at, test }) => test === later.test && at >= before.at && at <= later.at);
        if (before.test === later.test && isSameFailure(before.signature, later.signature) && !isReset) {
          const windowMs = before.isFix ? fixMemoryDays * 24 * 3_600_000 : sameFailureHours * 3_600_000;
          expect(later.at - before.at).toBeGreaterThanOrEqual(windowMs);
        }
      }
    });
  });

  it('has something to say in all of that', () => {
    const counts = { made: 0, resetInBetween: 0 };
    check(({ made, resets }) => {
      counts.made += made.length;
      counts.resetInBetween += pairs(made).filter(
        ([before, later]) =>
          before.test === later.test &&
          isSameFailure(before.signature, later.signature) &&
          later.at - before.at < sameFailureHours * 3_600_000 &&
          resets.length > 0
      ).length;
    });
    expect(counts.made).toBeGreaterThan(500);
    expect(counts.resetInBetween).toBeGreaterThan(10);
  });
});
