import type { Progress } from '../../../parts/part';
import type { Engine } from '../open';

export async function provideBaseImages(
  engine: Engine,
  references: readonly string[],
  progress: Progress
): Promise<void> {
  await Promise.resolve([engine, references, progress]);
}
