/**
 * The answer, or `otherwise` where it has not come after `ms`; what is asked goes on all the same. Rejects as the answer
 * does, if that comes in time; whoever no longer waits hears nothing of it.
 */
export async function inTime<T, Otherwise>(
  answer: Promise<T>,
  ms: number,
  otherwise: Otherwise
): Promise<T | Otherwise> {
  // Nobody may be waiting any more when it fails.
  answer.catch(() => undefined);
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<Otherwise>((resolve) => {
    timer = setTimeout(resolve, ms, otherwise);
  });
  try {
    return await Promise.race([answer, silence]);
  } finally {
    clearTimeout(timer);
  }
}
