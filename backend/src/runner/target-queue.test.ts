import fc from '../testing/seeded-fast-check';
import type { QueuePlace } from '../model/run';
import { targetKey } from '../model/target';
import { emptyQueue, enqueue, position, remove, startable, type TargetQueue } from './target-queue';

interface Run extends QueuePlace {
  readonly target: string;
}
/** @param second when it was announced. */
const run = (runId: string, target: string, second = 0): Run => ({
  runId,
  target,
  queuedAt: new Date(Date.UTC(2026, 10, 23, 12, 0, second)),
});
const queueOf = (...runs: Run[]): TargetQueue<Run> => runs.reduce<TargetQueue<Run>>(enqueue, emptyQueue);
const ids = (runs: readonly Run[]): string[] => runs.map(({ runId }) => runId);

describe('target queue', () => {
  it('starts one run per target and does not hold up the other targets', () => {
    const { queue, start } = startable(queueOf(run('1', 'a'), run('2', 'a'), run('3', 'b')), 4);
    expect(ids(start)).toEqual(['1', '3']);
    expect(ids(queue.waiting)).toEqual(['2']);
    expect(startable(queue, 4).start).toEqual([]);
    expect(ids(startable(remove(queue, '1'), 4).start)).toEqual(['2']);
  });

  it('keeps to the limit over all targets', () => {
    const { queue, start } = startable(queueOf(run('1', 'a'), run('2', 'b'), run('3', 'c')), 2);
    expect(ids(start)).toEqual(['1', '2']);
    expect(ids(startable(remove(queue, '2'), 2).start)).toEqual(['3']);
  });

  it('takes the oldest first, also one that comes later because another sidecar had it', () => {
    const queue = queueOf(run('a', 't', 20), run('b', 't', 30), run('c', 't', 10), run('B', 't', 20));
    expect(ids(queue.waiting)).toEqual(['c', 'B', 'a', 'b']);
  });

  it('leaves resting targets alone, and lets others go before them', () => {
    const queue = queueOf(run('1', 'a'), run('2', 'b'));
    expect(ids(startable(queue, 1, new Set(['a'])).start)).toEqual(['2']);
  });

  it('tells the position among the runs of the same target', () => {
    const queue = startable(
      queueOf(run('1', 'a'), run('2', 'a'), run('3', 'b'), run('4', 'a'), run('5', 'b')),
      1
    ).queue;
    expect(['1', '2', '3', '4', '5', '6'].map((id) => position(queue, id))).toEqual([null, 1, 1, 2, 2, null]);
  });

  it('takes a run once', () => expect(ids(queueOf(run('1', 'a'), run('1', 'a')).waiting)).toEqual(['1']));

  it('sees one target behind different paths, and two behind different ports', () => {
    expect(targetKey('https://shop.example.com:443/de')).toBe(targetKey('https://SHOP.example.com/en?x=1'));
    expect(targetKey('http://localhost:3000')).not.toBe(targetKey('http://localhost:3001'));
  });

  it('never runs two on one target, never exceeds the limit, loses none, and is fair per target', () => {
    const action = fc.oneof(
      fc.record({ kind: fc.constant('add' as const), target: fc.constantFrom('a', 'b', 'c', 'd') }),
      fc.record({ kind: fc.constant('end' as const), which: fc.nat(10) })
    );
    fc.assert(
      fc.property(fc.array(action, { maxLength: 60 }), fc.integer({ min: 1, max: 3 }), (actions, limit) => {
        let queue: TargetQueue<Run> = emptyQueue;
        const started: Run[] = [];
        let added = 0;
        let ended = 0;
        for (const step of actions) {
          if (step.kind === 'add') {
            queue = enqueue(queue, run(String((added += 1)), step.target, added));
          } else {
            const running = queue.running[step.which % Math.max(1, queue.running.length)];
            queue = running ? remove(queue, running.runId) : queue;
            ended += running ? 1 : 0;
          }
          const next = startable(queue, limit);
          queue = next.queue;
          started.push(...next.start);
          const targets = queue.running.map(({ target }) => target);
          expect(new Set(targets).size).toBe(targets.length);
          expect(targets.length).toBeLessThanOrEqual(limit);
          expect(queue.waiting.length + queue.running.length + ended).toBe(added);
        }
        for (const target of ['a', 'b', 'c', 'd']) {
          const order = started.filter((each) => each.target === target).map(({ runId }) => Number(runId));
          expect(order).toEqual([...order].sort((one, other) => one - other));
        }
      })
    );
  });
});
