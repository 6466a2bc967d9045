import fc from '../../../backend/src/testing/seeded-fast-check';
import { writeCatalogue, type CatalogueFolder } from '../../stack/catalogue';
import { startSidecar, type StackSidecar } from '../../stack/sidecar';
import { waitUntil } from '../../stack/wait-until';
import { createFakeK6, type FakeK6 } from '../fake-k6';
import { runCase, type Case, type Process } from './cases';
import { durationMs, expected, isStreamed } from './oracle';
import { partsOf, reordered, type Sent } from './render';

/** The same runs every time: nothing here passes or fails by chance. */
const seed = 20_261_125;
const numberOfRuns = 80;
const lateFrom = 90;
const cases = fc.sample(runCase, { seed, numRuns: numberOfRuns }).map((run, index) => ({ id: `mix-${index}`, run }));
type Mixed = (typeof cases)[number];

jest.setTimeout(600_000);

describe('runs of every kind, reported well and badly', () => {
  let aheadMs = 0;
  let k6: FakeK6;
  let catalogue: CatalogueFolder;
  let sidecar: StackSidecar;
  const accepted = new Map<string, Set<Sent>>();
  const problems: string[] = [];

  beforeAll(async () => {
    [k6, catalogue] = await Promise.all([
      createFakeK6(),
      writeCatalogue([
        { name: 'mix', script: 'passing.js', target: 'https://mix.example', thresholds: { p95ResponseTimeMs: 500 } },
      ]),
    ]);
    sidecar = await startSidecar({
      catalogueFile: catalogue.file,
      env: { K6_BIN: k6.path },
      now: () => new Date(Date.now() + aheadMs),
    });
  });
  afterAll(async () => {
    await sidecar.stop();
    await Promise.all([k6.remove(), catalogue.remove()]);
  });

  async function announce({ id, run }: Mixed): Promise<void> {
    const { reporter, expectedInstances, planned: iterations } = run;
    const planned = {
      virtualUsers: null,
      durationSeconds: null,
      userSeconds: null,
      earlyUserStops: null,
      arrivals: null,
    };
    const { status } = await sidecar.api.announce({
      id,
      test: 'mix',
      target: 'https://mix.example',
      // Not the catalogue's, so that each run is for itself.
      environment: 'mix',
      reporter,
      expectedInstances,
      planned: iterations === null ? null : { ...planned, iterations },
    });
    expect([id, status]).toEqual([id, 201]);
    accepted.set(id, new Set());
    if (isStreamed(run)) {
      const answer = await fetch(`${sidecar.url}/write?db=k6`, {
        method: 'POST',
        headers: { authorization: `Bearer ${sidecar.keys.ingest}` },
        body: lines(id, run),
      });
      expect([id, answer.status]).toEqual([id, 204]);
    }
  }

  async function send({ id, run }: Mixed, part: Sent, again: boolean): Promise<void> {
    const wasTaken = accepted.get(id)?.has(part) === true;
    const body = again ? reordered(part.body) : part.body;
    const path = `/api/v1/runs/${id}/complete`;
    const { status, body: answer } = await sidecar.api.request('POST', path, { key: 'ingest', body });
    if (status === 202) {
      accepted.get(id)?.add(part);
    }
    if (status >= 500 || (status === 400 && !mayBeRefused(run, part)) || ![202, 400, 409].includes(status)) {
      problems.push(`${id}: ${part.kind} of ${part.instance} answered ${status} ${JSON.stringify(answer)}`);
    }
    if (wasTaken && (status !== 202 || answer?.['state'] !== 'duplicate')) {
      problems.push(`${id}: the same ${part.kind} of ${part.instance} again answered ${status}`);
    }
    if (wasTaken && again) {
      const other = { ...part.body, ...(part.kind === 'exitCode' ? { exitCode: 3 } : { summary: { metrics: {} } }) };
      const changed = await sidecar.api.request('POST', path, { key: 'ingest', body: other });
      if (changed.status !== 409) {
        problems.push(`${id}: another ${part.kind} of ${part.instance} answered ${changed.status}`);
      }
    }
  }

  async function eachRun(act: (mixed: Mixed) => Promise<void>): Promise<void> {
    const left = [...cases];
    await Promise.all(
      Array.from({ length: 4 }, async () => {
        for (let next = left.shift(); next !== undefined; next = left.shift()) {
          await act(next);
        }
      })
    );
  }

  async function allJudged(when: string): Promise<void> {
    await waitUntil(
      `The verdict of every run ${when}`,
      async () => ((await sidecar.api.runs()).every(({ status }) => status === 'judged') ? true : undefined),
      { withinMs: 240_000 }
    );
  }

  async function compare(when: string): Promise<string[]> {
    const runs = new Map((await sidecar.api.runs()).map((run) => [run.id, run]));
    return cases.map(({ id, run }) => {
      const taken = takenOf(run, accepted.get(id) ?? new Set());
      const right = expected(run, taken);
      const { verdict = null, reasons = [] } = runs.get(id) ?? {};
      if ((verdict === 'passed') !== right.passed || (verdict === 'failed' ? !right.breach : right.failed)) {
        const told = reasons.map(({ text }) => text.slice(0, 200)).join('; ');
        problems.push(`${when}, ${id} is ${verdict} (${told}), not ${JSON.stringify(right)}: ${shown(run, taken)}`);
      }
      return verdict ?? 'none';
    });
  }

  it('are answered, judged by their deadline at the latest, and passed or failed by the rules alone', async () => {
    await eachRun(async (mixed) => {
      await announce(mixed);
      for (const { part, late, again } of inOrder(mixed.run)) {
        if (!late) {
          await send(mixed, part, again);
        }
      }
    });
    aheadMs += 3_700_000;
    await allJudged('after its deadline');
    await compare('at the deadline');
    await eachRun(async (mixed) => {
      for (const { part, late, again } of inOrder(mixed.run)) {
        if (late) {
          await send(mixed, part, again);
        }
      }
    });
    await allJudged('after late parts');
    const verdicts = await compare('after late parts');
    const bad = (await Promise.all(cases.map(({ id }) => sidecar.api.request('GET', `/api/v1/runs/${id}`)))).filter(
      ({ status }) => status !== 200
    );
    expect([problems, bad]).toEqual([[], []]);
    // The mix holds enough of everything to say something.
    for (const verdict of ['passed', 'failed', 'inconclusive', 'errored']) {
      expect(verdicts.filter((each) => each === verdict).length).toBeGreaterThan(numberOfRuns / 20);
    }
  });
});

function inOrder(run: Case): Array<{ part: Sent; late: boolean; again: boolean }> {
  const parts = partsOf(run)
    .map((part, index) => ({ part, place: run.order[index] ?? 0 }))
    .sort((one, other) => one.place - other.place)
    .map(({ part, place }) => ({ part, late: place >= lateFrom, again: false }));
  const repeats = run.repeats.flatMap((index) =>
    parts.slice(index, index + 1).map((each) => ({ ...each, again: true }))
  );
  return [...parts, ...repeats];
}

/** Only what figures need may refuse a part. */
function mayBeRefused({ processes }: Case, { instance, kind }: Sent): boolean {
  const { measured = null, exit = null } = processes[Number(instance)] ?? {};
  return kind === 'summary' ? measured?.odd != null : !Number.isInteger(exit?.exitCode ?? 0);
}

function takenOf({ processes }: Case, accepted: ReadonlySet<Sent>): Process[] {
  const has = (index: number, kind: Sent['kind']) =>
    [...accepted].some((part) => part.instance === String(index) && part.kind === kind);
  return processes
    .map(({ measured, exit }, index) => ({
      measured: has(index, 'summary') ? measured : null,
      exit: has(index, 'exitCode') ? exit : null,
    }))
    .filter(({ measured, exit }) => measured !== null || exit !== null);
}

function lines(id: string, run: Case): string {
  const at = Date.now();
  return run.processes
    .flatMap(({ measured }, instance) =>
      Array.from({ length: measured?.requests ?? 0 }, (_, index) => {
        const tags = `instance=${instance},method=GET,name=mix,status=200,expected_response=true,testid=${id}`;
        const line = (metric: string, value: number) => `${metric},${tags} value=${value} ${at + index}000000`;
        return [line('http_reqs', 1), line('http_req_duration', durationMs(run)), line('http_req_failed', 0)].join(
          '\n'
        );
      })
    )
    .join('\n');
}

function shown(run: Case, taken: readonly Process[]): string {
  const cut = (_: string, value: unknown) =>
    typeof value === 'string' && value.length > 50 ? value.slice(0, 50) : value;
  return JSON.stringify({ ...run, processes: undefined, taken }, cut);
}
