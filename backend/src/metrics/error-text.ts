/** First line of what an error says; driver messages go on with details that are no use to who reads them. */
export function firstLineOf(cause: unknown): string {
  const said = typeof cause === 'object' && cause !== null && 'message' in cause ? cause.message : cause;
  return String(said).split('\n')[0]?.slice(0, 300) ?? '';
}
