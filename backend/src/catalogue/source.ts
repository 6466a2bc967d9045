import type { Catalogue } from '../model/load-test';
import { CatalogueError } from './load';

export interface CatalogueSource {
  /** The newest one that could be used. */
  current(): Catalogue;
  /** Reads the file and its scripts again where they have changed. Never rejects. */
  look(): Promise<void>;
  /** Why the file as it is now cannot be used, for people; null while it can. */
  problem(): string | null;
}

interface SourceLogger {
  info(fields: object, line: string): void;
  warn(fields: object, line: string): void;
}

/**
 * The catalogue as it stands in its file, from one look to the next: an entry or a script that was edited is used without
 * a restart. A file that cannot be used changes nothing; it is told once, and what was there before goes on.
 *
 * @param load reads file and scripts; rejects with a CatalogueError where they cannot be used.
 */
export function createCatalogueSource(
  first: Catalogue,
  load: () => Promise<Catalogue>,
  logger: SourceLogger
): CatalogueSource {
  let current = first;
  let problem: string | null = null;
  let looking: Promise<void> | null = null;

  async function look(): Promise<void> {
    let read: Catalogue;
    try {
      read = await load();
    } catch (error) {
      const reason = error instanceof CatalogueError ? error.message : `it cannot be read: ${String(error)}`;
      if (reason !== problem) {
        problem = reason;
        logger.warn({ problem }, 'the catalogue as it is now cannot be used; the one from before goes on');
      }
      return;
    }
    const changed = changesBetween(current, read);
    if (problem !== null || changed.length > 0) {
      logger.info({ changed }, 'the catalogue was read again');
    }
    problem = null;
    current = changed.length > 0 ? read : current;
  }

  return {
    current: () => current,
    look: () => (looking ??= look().finally(() => (looking = null))),
    problem: () => problem,
  };
}

/** Names of the load tests that are new, gone or not what they were. */
function changesBetween(before: Catalogue, after: Catalogue): string[] {
  const names = [...new Set([...before.tests.keys(), ...after.tests.keys()])];
  const textOf = (catalogue: Catalogue, name: string) => JSON.stringify(catalogue.tests.get(name));
  return names.filter((name) => textOf(before, name) !== textOf(after, name));
}
