import path from 'node:path';
import { lastLine, runCommand } from './command';
import type { Program } from './find';
import { cacheBin } from './part';

/**
 * An `influxd` of one release line (`2.7`). All lines call their binary `influxd`, so the version decides. One that
 * tells no version ("dev", "unknown": built without the release's linker flags) is taken only where the variable names
 * it.
 */
export function influxdProgram(line: string, variable: string): Program {
  return {
    variable,
    commands: ['influxd'],
    folders: [path.dirname(builtInfluxd(line))],
    async check(file, named) {
      const { output } = await runCommand(file, ['version']);
      const version = /InfluxDB (\S+)/.exec(output)?.[1];
      if (version === undefined) {
        return { unusable: `it is no influxd (${lastLine(output)})` };
      }
      const fits = version.replace(/^v/, '').startsWith(`${line}.`) || (named && !/\d/.test(version));
      return fits ? { version } : { unusable: `it is InfluxDB ${version}, not ${line}` };
    },
  };
}

/** Where a built `influxd` of this line is kept. */
export function builtInfluxd(line: string): string {
  return path.join(cacheBin, `influxdb-${line}`, 'influxd');
}
