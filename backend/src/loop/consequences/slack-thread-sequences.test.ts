import { effectsOfIncident } from '../../effects';
import { effects } from '../../effects/tables';
import { describeOnEachDatabase } from '../../testing/databases';
import fc from '../../testing/seeded-fast-check';
import { createHeart } from '../testing/heart';
import { openSlackChannel } from '../testing/slack-channel';

const behaviours = [
  { do: 'actThenDrop' },
  { do: 'actThenAnswer', status: 502, body: 'bad gateway' },
  { do: 'answer', status: 503 },
  { do: 'rateLimit', retryAfterSeconds: 5 },
] as const;
const steps = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.constant('fails' as const) },
    { weight: 2, arbitrary: fc.constantFrom(...behaviours) },
    { weight: 2, arbitrary: fc.constant('oneTry' as const) },
    { weight: 1, arbitrary: fc.constant('catchUp' as const) }
  ),
  { minLength: 4, maxLength: 10 }
);

describeOnEachDatabase('any sequence of failures and lost answers', (database) => {
  it('tells each failed run once, in one thread, and ends with a first message that says resolved', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (sequence) => {
        await database().delete(effects);
        const heart = createHeart(database());
        const slack = await openSlackChannel(heart);
        try {
          // The channel's id is known from an incident before.
          await fail();
          await slack.catchUp();
          await pass();
          slack.fake.remove(slack.fake.messages[1]?.ts ?? '');
          slack.fake.remove(slack.fake.messages[0]?.ts ?? '');
          const runs = [await fail()];
          for (const step of sequence) {
            if (step === 'fails') {
              runs.push(await fail());
            } else if (step === 'catchUp') {
              await slack.catchUp();
            } else if (step === 'oneTry') {
              await slack.allDue();
              await slack.tryOnce();
            } else {
              slack.fake.script(step);
            }
          }
          await slack.catchUp();
          const passed = await pass();
          const ids = slack.fake.messages.map(({ metadata }) => metadata?.event_payload['effect_id']);
          expect([...ids].sort()).toEqual(
            [...runs.map((run) => `slack-actionRequired-${run}`), `slack-recovered-${passed}`].sort()
          );
          const [first, ...replies] = slack.fake.messages;
          expect(new Set(replies.map(({ threadTs }) => threadTs))).toEqual(new Set([first?.ts]));
          expect(slack.headlines()[0]).toBe('Resolved');
          const { incidentId } = await heart.row(passed);
          const told = await effectsOfIncident(database(), incidentId ?? '', 'slackMessage');
          expect(told.map(({ state }) => state)).toEqual(told.map(() => 'confirmed'));
        } finally {
          await slack.close();
        }

        async function fail(): Promise<string> {
          heart.later(10);
          const run = await heart.follow('failed');
          await heart.diagnose(run, 'actionRequired');
          return run;
        }
        async function pass(): Promise<string> {
          heart.later(10);
          const run = await heart.follow('passed');
          await slack.catchUp();
          return run;
        }
      }),
      { numRuns: 5 }
    );
  });
});
