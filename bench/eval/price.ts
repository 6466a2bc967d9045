/** US dollars for a million tokens of `claude-haiku-5-5` (its page in Anthropic's documentation, November 2026). */
const usdPerMillion: Readonly<Record<string, { readonly input: number; readonly output: number }>> = {
  'claude-haiku-5-5': { input: 0.1, output: 0.5 },
};

/** What so many tokens cost; null where nobody has written down what the model costs. */
export function costUsd(model: string, tokens: { readonly input: number; readonly output: number }): number | null {
  const price = usdPerMillion[model];
  return price === undefined ? null : (tokens.input * price.input + tokens.output * price.output) / 1e6;
}
