/** Takes the exit code of a command that has come to its end. */
export type Finish = (exitCode: number) => void;

/** Of every command that asks a monitor. */
export const urlOption = ['--url <url>', 'base URL of the monitor (env LOADTESTS_URL)'] as const;
/** Of every command that has something to tell. */
export const jsonOption = ['--json', 'one line of JSON on standard output'] as const;
