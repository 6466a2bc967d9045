import type { LoadTest } from '../../model/load-test';
import type { Runner } from '../../runner';
import type { EntryProfile } from '../../runs';

/**
 * What k6 says about the catalogue's entries, asked once per version of an entry's script and settings.
 *
 * @param runner null while the sidecar is starting.
 */
export function createProfiles(runner: () => Runner | null): (test: LoadTest) => Promise<EntryProfile> {
  const profiles = new Map<string, Promise<EntryProfile>>();
  return async (test) => {
    const key = JSON.stringify([test.script, test.scriptHash, test.target, test.env, Object.keys(test.secrets)]);
    const known = profiles.get(key) ?? inspectEntry(runner(), test);
    profiles.set(key, known);
    const profile = await known;
    // Asked again the next time: k6 may only have been slow, or not installed yet.
    if (profile.kind === 'unknown') {
      profiles.delete(key);
    }
    return profile;
  };
}

async function inspectEntry(runner: Runner | null, test: LoadTest): Promise<EntryProfile> {
  const inspection = await runner?.inspect(test).catch((error: unknown) => ({
    ok: false as const,
    failure: { message: error instanceof Error ? error.message : 'k6 could not be asked' },
  }));
  if (inspection === undefined) {
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
