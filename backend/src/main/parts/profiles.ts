import type { Inspection } from '../../k6';
import type { LoadTest } from '../../model/load-test';
import type { Runner } from '../../runner';
import type { EntryProfile } from '../../runs';

/** What k6 says about the catalogue's entries, asked once per version of an entry's script and settings. */
export interface Profiles {
  /** Null while the sidecar is starting. Never rejects. */
  inspectionOf(test: LoadTest): Promise<Inspection | null>;
  profileOf(test: LoadTest): Promise<EntryProfile>;
}

/** What decides about k6's answer, as a text. */
export function scriptVersion(test: LoadTest): string {
  return JSON.stringify([test.script, test.scriptHash, test.target, test.env, Object.keys(test.secrets)]);
}

/** @param runner null while the sidecar is starting. */
export function createProfiles(runner: () => Runner | null): Profiles {
  const inspections = new Map<string, Promise<Inspection | null>>();

  async function inspectionOf(test: LoadTest): Promise<Inspection | null> {
    const key = scriptVersion(test);
    const known = inspections.get(key) ?? inspectEntry(runner(), test);
    inspections.set(key, known);
    const inspection = await known;
    // Asked again the next time: k6 may only have been slow, or not installed yet.
    if (inspection?.ok !== true) {
      inspections.delete(key);
    }
    return inspection;
  }

  return { inspectionOf, profileOf: async (test) => profileFrom(await inspectionOf(test)) };
}

async function inspectEntry(runner: Runner | null, test: LoadTest): Promise<Inspection | null> {
  try {
    return (await runner?.inspect(test)) ?? null;
  } catch (error) {
    const message = error instanceof Error ? error.message : 'k6 could not be asked';
    return { ok: false, failure: { kind: 'unexpected', message } };
  }
}

function profileFrom(inspection: Inspection | null): EntryProfile {
  if (inspection === null) {
    return { kind: 'unknown', problem: 'the sidecar is still starting' };
  }
  return inspection.ok
    ? {
        kind: 'known',
        loadProfileHash: inspection.loadProfileHash,
        planned: inspection.planned,
        thresholds: inspection.thresholds,
        measuredOptions: inspection.measuredOptions,
        k6Version: inspection.k6Version ?? 'unknown',
      }
    : { kind: 'unknown', problem: inspection.failure.message };
}
