import { z } from 'zod';
import { createSlackClient } from '../../backend/src/alerts';
import type { Database } from '../../backend/src/db';
import { openDatabase } from '../../backend/src/db/database';
import { createEffectWorker, effectKind } from '../../backend/src/effects';
import { planManyMessages } from '../../backend/src/testing/many-rows';
import type { FakeSlackAddress } from '../children/fake-slack';
import { startChild, type BenchChild } from '../lib/child';
import { closingAll, measurePart, type Scale } from '../lib/part';
import { atLeast, type Row } from '../lib/report';
import { median } from '../lib/rounds';
import { startBenchPostgres } from '../lib/servers';
import { benchFolder } from '../lib/sidecar';

type Slack = BenchChild<{ readonly what: 'start' | 'count' }, FakeSlackAddress | number>;

const incidents = 40;

/**
 * A backlog of messages to a Slack without limits, sent by the worker with all that it does for each of them (claimed in
 * the order of its incident and at a pace, marked before the call, settled after it), against a loop of bare calls.
 */
function effects(scale: Scale): Promise<readonly Row[]> {
  return closingAll(async (closing) => {
    const slack: Slack = startChild('fake-slack');
    closing(() => slack.stop());
    const folder = await benchFolder('effects');
    closing(() => folder.remove());
    const postgres = await startBenchPostgres(scale.tell);
    closing(() => postgres.stop());
    return [
      await drained(scale, slack, 'embedded', () => openDatabase({ databaseUrl: null, dataDir: folder.path })),
      await drained(scale, slack, 'Postgres', () =>
        openDatabase({ databaseUrl: postgres.env.DATABASE_URL ?? null, dataDir: '' })
      ),
    ];
  });
}

async function drained(
  scale: Scale,
  slack: Slack,
  kind: string,
  open: () => ReturnType<typeof openDatabase>
): Promise<Row> {
  const backlog = scale.pick(10_000, 300);
  const { db, close } = await open();
  const rates: Array<{ readonly mine: number; readonly baseline: number }> = [];
  try {
    for (let round = 0; round < scale.pick(3, 1); round += 1) {
      scale.tell(`${backlog} messages, ${kind}, round ${round + 1}`);
      const baseline = await rateOf(slack, backlog, (address) => bareLoop(address, backlog));
      const mine = await rateOf(slack, backlog, async (address) => {
        await planManyMessages(db, backlog, { prefix: `round-${round}-`, incidents });
        return drain(db, address, backlog);
      });
      rates.push({ mine, baseline });
    }
  } finally {
    await close();
  }
  return atLeast(0.3, {
    name: `${backlog} alerts to a Slack without limits, per second (${kind})`,
    value: median(rates.map(({ mine, baseline }) => mine / baseline)),
    baseline: 'a loop of bare fetch',
    figures: {
      'messages/s': median(rates.map(({ mine }) => mine)),
      'baseline, messages/s': median(rates.map(({ baseline }) => baseline)),
    },
  });
}

/** @param send returns the seconds that it took. */
async function rateOf(
  slack: Slack,
  backlog: number,
  send: (address: FakeSlackAddress) => Promise<number>
): Promise<number> {
  const address = await slack.ask({ what: 'start' });
  if (typeof address === 'number') {
    throw new Error('the fake Slack did not start');
  }
  const seconds = await send(address);
  const arrived = await slack.ask({ what: 'count' });
  if (arrived !== backlog) {
    throw new Error(`${String(arrived)} of ${backlog} messages arrived`);
  }
  return backlog / seconds;
}

async function bareLoop({ apiUrl, token, channel }: FakeSlackAddress, count: number): Promise<number> {
  const began = performance.now();
  for (let index = 1; index <= count; index += 1) {
    const answer = await fetch(`${apiUrl}/chat.postMessage`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ channel, text: `m${index}`, blocks: [] }),
    });
    await answer.json();
  }
  return (performance.now() - began) / 1000;
}

async function drain(db: Database, { apiUrl, token, channel }: FakeSlackAddress, count: number): Promise<number> {
  const slack = createSlackClient({ botToken: token, channel, apiUrl });
  let settled = 0;
  const worker = createEffectWorker({
    db,
    random: () => 0.5,
    followUpFailed: () => Promise.resolve(),
    onSettled: () => Promise.resolve(void (settled += 1)),
    kinds: [
      effectKind({
        name: 'slackMessage',
        payload: z.object({ text: z.string() }),
        leaseSeconds: 60,
        longestTrySeconds: 10,
        tries: { limit: 3, giveUpBeyondSeconds: null },
        breaker: { peer: 'slack', pausedForMs: () => 0 },
        whilePaused: 'wait',
        whenUnknown: 'resend',
        inOrder: { patientTries: 5 },
        // As for the real Slack, but never in the way.
        pace: { line: 'bench', perMinute: 6_000_000, burst: 1_000_000 },
        send: (_, { text }) => slack.send({ text, blocks: [] }),
        settled: () => Promise.resolve(),
      }),
    ],
  });
  const began = performance.now();
  while (settled < count) {
    if (!(await worker.workOnce())) {
      throw new Error(`nothing was due after ${settled} of ${count} messages`);
    }
  }
  return (performance.now() - began) / 1000;
}

measurePart(effects);
