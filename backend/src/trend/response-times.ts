/** From so many comparable runs on it is known how much they differ by themselves. */
export const fewestRuns = 8;
/** A change that is smaller, as a fraction, concerns nobody, however certain it is. */
export const leastChange = 0.1;

/** Response times differ by factors, not by milliseconds. @param ms below a microsecond they are all the same */
export const logOf = (ms: number): number => Math.log(Math.max(ms, 0.001));
