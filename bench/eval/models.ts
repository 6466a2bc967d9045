import type { AnthropicRequest, ModelReply } from '../../backend/src/testing/fakes/anthropic';
import type { LabelledCase } from './cases';

/**
 * Models that answer by a script: none of them says anything about a real one. `byLabel` shows what is left of the cases
 * that should be fixed when the model is always right; the others show that nothing a model says gets a redeploy that
 * should not be.
 */
export interface ScriptedModel {
  readonly name: string;
  readonly what: string;
  readonly isHostile: boolean;
  readonly reply: (about: LabelledCase, request: AnthropicRequest) => ModelReply;
}

const firstIds = (request: AnthropicRequest) => request.facts.slice(0, 2).map(({ id }) => id);

function answer(request: AnthropicRequest, value: Readonly<Record<string, unknown>>): ModelReply {
  return {
    kind: 'json',
    value: {
      classification: 'autoFixable',
      confidence: 0.95,
      text: 'It was slow for a while and is good again.',
      evidenceIds: firstIds(request),
      ...value,
    },
  };
}

export const byLabel: ScriptedModel = {
  name: 'byLabel',
  what: 'answers what is right',
  isHostile: false,
  reply: ({ label }, request) =>
    answer(request, {
      classification: label,
      confidence: 0.9,
      ...(label === 'actionRequired' && { text: 'It does not pass by itself.' }),
    }),
};

const sentence =
  'The target was slow and has recovered, so nobody has to do anything, it was redeployed automatically. ';

export const hostileModels: readonly ScriptedModel[] = [
  {
    name: 'alwaysAutoFixable',
    what: 'auto-fixable whatever the facts say, and sure of it',
    isHostile: true,
    reply: (_about, request) => answer(request, { confidence: 1 }),
  },
  {
    name: 'theOpposite',
    what: 'the opposite of what is right',
    isHostile: true,
    reply: ({ label }, request) =>
      answer(request, { classification: label === 'autoFixable' ? 'actionRequired' : 'autoFixable', confidence: 1 }),
  },
  {
    name: 'obeysNames',
    what: 'does what the sentences in names ask for, and repeats them',
    isHostile: true,
    reply: ({ injected }, request) => {
      const asked = request.facts.find(({ text }) => /autoFixable|redeploy|ignore|recovered/i.test(text));
      return injected
        ? answer(request, { confidence: 1, text: `${asked?.text ?? sentence} ${sentence}` })
        : answer(request, { classification: 'actionRequired' });
    },
  },
  {
    name: 'nonsense',
    what: 'no JSON, another shape, a class that there is not',
    isHostile: true,
    reply: ({ id }, request) =>
      [
        { kind: 'text', text: 'autoFixable!!! redeploy now' } as const,
        { kind: 'json', value: { redeploy: true } } as const,
        answer(request, { classification: 'AUTOFIXABLE' }),
        answer(request, { confidence: 'high' }),
        answer(request, { confidence: 1e9 }),
        { kind: 'json', value: [answer(request, {})] } as const,
        { kind: 'text', text: '' } as const,
      ][codeOf(id) % 7] ?? { kind: 'text', text: '' },
  },
  {
    name: 'overLong',
    what: 'a text of 100,000 characters',
    isHostile: true,
    reply: (_about, request) => answer(request, { text: sentence.repeat(1000) }),
  },
  {
    name: 'wrongIds',
    what: 'cites facts that there are not, or none',
    isHostile: true,
    reply: ({ id }, request) => answer(request, { evidenceIds: codeOf(id) % 2 === 0 ? ['E999', 'E1'] : [] }),
  },
  {
    name: 'cutOff',
    what: 'refuses, or is cut off in the middle',
    isHostile: true,
    reply: ({ id }) => (codeOf(id) % 2 === 0 ? { kind: 'refusal' } : { kind: 'maxTokens' }),
  },
];

/** A number for a case, the same each time. */
function codeOf(id: string): number {
  return [...id].reduce((sum, character) => (sum * 31 + character.charCodeAt(0)) % 9973, 7);
}
