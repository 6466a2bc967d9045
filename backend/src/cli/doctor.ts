import { access, constants, mkdir } from 'node:fs/promises';
import { z } from 'zod';
import { k6VersionOf, untriedMajor } from '../k6';
import { systemErrorCode } from '../lib/error-code';
import { version } from '../lib/version';
import { exitCodes, type CliContext } from './context';
import { writeJson, writeLabelled } from './output';
import { newRunId, type Connection } from './settings';
import { createSidecar, type Sidecar } from './sidecar';
import { readSpool } from './spool-command';

interface Finding {
  readonly check: string;
  readonly state: 'ok' | 'warning' | 'wrong';
  /** What was found and, where it is wrong, what to do. */
  readonly text: string;
}

const readySchema = z.looseObject({ status: z.enum(['ready', 'degraded', 'unavailable', 'closing']) });
const statusSchema = z.looseObject({ version: z.string() });

/** `loadtests doctor`: looks at everything a run needs, and changes nothing at the monitor. Resolves to 1 where something is wrong. */
export async function doctor(connection: Connection, k6Bin: string, context: CliContext): Promise<number> {
  const findings = [
    await k6Finding(k6Bin, context),
    ...(await monitorFindings(connection, context)),
    await spoolFinding(connection, context),
  ];
  if (connection.json) {
    writeJson(context, { version, ok: findings.every(({ state }) => state !== 'wrong'), checks: findings });
  } else {
    findings.forEach(({ check, state, text }) =>
      writeLabelled(context, `${state.padEnd(7)}  ${check.padEnd(7)}`, text)
    );
  }
  return findings.some(({ state }) => state === 'wrong') ? exitCodes.notDone : 0;
}

async function k6Finding(k6Bin: string, { cwd, environment }: CliContext): Promise<Finding> {
  const answer = await k6VersionOf(k6Bin, environment, cwd);
  if (!answer.ok) {
    return { check: 'k6', state: 'wrong', text: answer.problem };
  }
  const untried = untriedMajor(answer.version);
  return untried === null
    ? { check: 'k6', state: 'ok', text: `${answer.version ?? 'of an unknown version'} (${k6Bin})` }
    : { check: 'k6', state: 'warning', text: untried };
}

async function monitorFindings({ url, key }: Connection, { fetch, times, now }: CliContext): Promise<Finding[]> {
  const sidecar = createSidecar({ url, key, fetch, timeoutMs: times.request, scope: 'read' });
  const ready = await sidecar.get('/health/ready');
  if (ready.kind === 'unreachable') {
    return [{ check: 'address', state: 'wrong', text: `${ready.reason}; --url or LOADTESTS_URL is its address` }];
  }
  const health = readySchema.safeParse(ready.body);
  if (!health.success) {
    const text = `${url} is no load test monitor (${ready.status} at /health/ready); check --url or LOADTESTS_URL`;
    return [{ check: 'address', state: 'wrong', text }];
  }
  const { status } = health.data;
  const address: Finding = {
    check: 'address',
    state: status === 'ready' ? 'ok' : status === 'degraded' ? 'warning' : 'wrong',
    text: `${url} is ${status}`,
  };
  return [address, ...(await keyFindings(sidecar, key, newRunId('doctor', now())))];
}

async function keyFindings(sidecar: Sidecar, key: string | null, noRun: string): Promise<Finding[]> {
  if (key === null) {
    const text = "none: set LOADTESTS_KEY or LOADTESTS_KEY_FILE; the monitor's first one is in its data/admin.key";
    return [{ check: 'key', state: 'wrong', text }];
  }
  const status = await sidecar.get('/api/v1/status');
  if (status.kind === 'unreachable' || status.status === 401) {
    const text = status.kind === 'unreachable' ? status.reason : 'the monitor does not know it: check LOADTESTS_KEY';
    return [{ check: 'key', state: 'wrong', text }];
  }
  const read = statusSchema.safeParse(status.body);
  const scopes = await scopesOf(sidecar, status.status !== 403, noRun);
  const has = (scope: string): boolean => scopes.includes(scope);
  return [
    { check: 'key', state: 'ok', text: `known to the monitor${read.success ? `, version ${read.data.version}` : ''}` },
    {
      check: 'scopes',
      state: has('ingest') ? (has('read') ? 'ok' : 'warning') : 'wrong',
      text: [
        scopes.join(', ') || 'none of ingest, read, operate',
        ...(has('ingest') ? [] : ['run needs ingest']),
        ...(has('read') ? [] : ['--wait, tests, runs and show need read']),
        ...(has('operate') ? [] : ['start needs operate']),
      ].join('; '),
    },
  ];
}

/** What the key may, by questions about a run that there is not: a scope that is missing is told before that. */
async function scopesOf(sidecar: Sidecar, mayRead: boolean, noRun: string): Promise<string[]> {
  const ingest = await sidecar.get(`/api/v1/tests/${noRun}/identity`);
  const operate = await sidecar.post(`/api/v1/runs/${noRun}/stop`, {});
  return [
    ...(ingest.kind === 'answered' && ingest.status !== 403 ? ['ingest'] : []),
    ...(mayRead ? ['read'] : []),
    ...(operate.kind === 'refused' ? ['operate'] : []),
  ];
}

async function spoolFinding(connection: Connection, context: CliContext): Promise<Finding> {
  const { spoolDirectory } = connection;
  try {
    await mkdir(spoolDirectory, { recursive: true, mode: 0o700 });
    await access(spoolDirectory, constants.W_OK);
    const kept = await readSpool(connection, context);
    const count = (wanted: string): number => kept.filter(({ state }) => state === wanted).length;
    return kept.length === 0
      ? { check: 'spool', state: 'ok', text: `${spoolDirectory}, empty` }
      : {
          check: 'spool',
          state: 'warning',
          text: `${count('waiting')} waiting, ${count('refused')} refused in ${spoolDirectory}; see "loadtests spool list"`,
        };
  } catch (error) {
    const code = systemErrorCode(error) ?? String(error);
    return { check: 'spool', state: 'wrong', text: `${spoolDirectory} cannot be used (${code}): LOADTESTS_SPOOL_DIR` };
  }
}
