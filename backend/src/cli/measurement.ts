import { contradictingSwitches, flagValues, type Inspection } from '../k6';
import type { Announcement } from '../model/protocol';
import type { Environment } from './settings';

type Measurement = NonNullable<Announcement['measurement']>;

/** How this k6 measures, without the value of any variable: those are sent for names that the monitor asks for. */
export function measurementOf(
  userArgs: readonly string[],
  environment: Environment,
  inspection: Inspection
): Measurement {
  const names = flagValues(userArgs, 'env', 'e').map((given) => given.split('=')[0] ?? '');
  return {
    switches: contradictingSwitches(userArgs, environment),
    envNames: [...new Set(names)],
    env: {},
    options: inspection.ok ? inspection.measuredOptions : null,
    thresholds: inspection.ok ? [...inspection.thresholds] : null,
  };
}

/** What the script sees of each of these variables; null where it is not set. `-e` wins over the environment, as in k6. */
export function variablesSeen(
  names: readonly string[],
  k6Args: readonly string[],
  environment: Environment
): Record<string, string | null> {
  const given = flagValues(k6Args, 'env', 'e');
  const ofSystem = k6Args.findLast((arg) => /^--include-system-env-vars(?:=|$)/.test(arg));
  const inherits = !isOff(
    ofSystem === undefined ? environment.K6_INCLUDE_SYSTEM_ENV_VARS : (ofSystem.split('=')[1] ?? 'true')
  );
  return Object.fromEntries(
    names.map((name) => {
      const last = given.findLast((each) => each === name || each.startsWith(`${name}=`));
      const inherited = environment[name] ?? null;
      return [
        name,
        last === undefined ? (inherits ? inherited : null) : last === name ? inherited : last.slice(name.length + 1),
      ];
    })
  );
}

function isOff(value: string | undefined): boolean {
  return /^(?:false|f|0)$/i.test(value ?? '');
}
