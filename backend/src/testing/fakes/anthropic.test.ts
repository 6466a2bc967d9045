import { z } from 'zod';
import { type FakeAnthropic, startFakeAnthropic } from './anthropic';

let fake: FakeAnthropic;
beforeEach(async () => {
  fake = await startFakeAnthropic();
});
afterEach(() => fake.close());

const facts = [
  { id: 'E1', topic: 'run', text: 'Whole run: 600 requests.' },
  {
    id: 'E2',
    topic: 'threshold',
    text: 'Breached: p95 response time 1,840 ms, limit 500 ms, 1,340 ms (268 %) above it.',
  },
];
const recovered = {
  id: 'E3',
  topic: 'shape',
  text: 'Shape over time: slow start that recovered. Outside the limits from 0 s to 12 s of 60 s.',
};
const lasting = { id: 'E3', topic: 'shape', text: 'Shape over time: persistent, did not recover.' };

function ask(
  shape: unknown,
  changes: Record<string, unknown> = {},
  headers: Record<string, string> = { authorization: 'Bearer k' }
) {
  const content = `Facts:\n<evidence>\n${JSON.stringify({ facts: [...facts, shape] })}\n</evidence>`;
  return fetch(`${fake.url}/v1/messages`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ model: 'm', max_tokens: 9, messages: [{ role: 'user', content }], ...changes }),
  });
}

const messageSchema = z.object({
  model: z.literal('m (scripted)'),
  content: z.tuple([z.object({ text: z.string() })]),
});

async function answerTo(shape: unknown): Promise<unknown> {
  const message = messageSchema.parse(await (await ask(shape)).json());
  return JSON.parse(message.content[0].text);
}

it('answers by the shape that the evidence tells, and cites what it used', async () => {
  expect(await answerTo(recovered)).toMatchObject({
    classification: 'autoFixable',
    evidenceIds: ['E2', 'E3', 'E1'],
    text: expect.stringContaining('p95 response time 1,840 ms, limit 500 ms'),
  });
  expect(await answerTo(lasting)).toMatchObject({ classification: 'actionRequired' });
});

it('gives the scripted replies in order, then the default again', async () => {
  fake.reply({ kind: 'refusal' }, (request) => ({ kind: 'text', text: `${request.facts.length} facts` }));
  expect(await (await ask(lasting)).json()).toMatchObject({ stop_reason: 'refusal' });
  expect(await (await ask(lasting)).json()).toMatchObject({ content: [{ text: '3 facts' }] });
  expect(await (await ask(lasting)).json()).toMatchObject({ stop_reason: 'end_turn' });
  expect(fake.requests).toHaveLength(3);
});

it.each([
  ['no key', {}, {}, 401],
  ['a sampling parameter', { temperature: 0 }, undefined, 400],
  ['no model', { model: undefined }, undefined, 400],
  ['a prefilled answer', { messages: [{ role: 'assistant', content: '{' }] }, undefined, 400],
])('refuses %s as the real API does', async (_, changes, headers, status) => {
  const response = await ask(lasting, changes, headers);
  expect(response.status).toBe(status);
  expect(await response.json()).toMatchObject({ type: 'error', error: { type: expect.any(String) } });
});
