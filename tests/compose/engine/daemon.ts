import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { runCommand } from '../../parts/command';
import { startServer } from '../../parts/server';
import { composePool, freeBridgeAddress } from './subnet';
import { command, type Traces } from './traces';

/**
 * Starts dockerd on its own bridge and waits until it answers. Rejects with the last line of its log when it ends or
 * stays silent.
 */
export async function startDaemon(traces: Traces, env: NodeJS.ProcessEnv): Promise<() => Promise<void>> {
  const { folder, bridge } = traces;
  await addBridge(bridge, env);
  const logFolder = path.join(folder, 'log');
  await mkdir(logFolder);
  const configFile = path.join(folder, 'daemon.json');
  await writeFile(configFile, JSON.stringify(await daemonConfig(traces, env)));
  const stop = await startServer({
    name: 'dockerd',
    command: 'dockerd',
    args: [
      // The machine's own configuration, in /etc/docker, is another engine's.
      ...['--config-file', configFile, '--exec-root', path.join(folder, 'exec')],
      ...['--host', `unix://${path.join(folder, 'docker.sock')}`, '--pidfile', path.join(folder, 'docker.pid')],
      ...['--containerd-namespace', bridge, '--containerd-plugins-namespace', `${bridge}-plugins`],
    ],
    folder: logFolder,
    env: { ...proxies(), PATH: env.PATH ?? '' },
    stopSignal: 'SIGTERM',
    // A dockerd that is killed leaves its containers running.
    exitSignal: 'SIGTERM',
    isReady: async () => {
      const version = await runCommand('docker', ['version', '--format', '{{.Server.Version}}'], {
        env: { PATH: env.PATH ?? '', DOCKER_HOST: env.DOCKER_HOST ?? '', DOCKER_CONFIG: env.DOCKER_CONFIG ?? '' },
      });
      return version.exitCode === 0;
    },
  });
  return () => stop();
}

/** https://docs.docker.com/reference/cli/dockerd/#daemon-configuration-file */
async function daemonConfig({ dataRoot, bridge }: Traces, env: NodeJS.ProcessEnv): Promise<Record<string, unknown>> {
  return {
    'data-root': dataRoot,
    bridge,
    mtu: await mtuOfDefaultRoute(env),
    'default-address-pools': [composePool],
    ip6tables: false,
    builder: { gc: { enabled: true, defaultKeepStorage: '5GB' } },
    'log-level': 'warn',
  };
}

/** Not docker0, which is the bridge of an engine that a person may start at any time. */
async function addBridge(bridge: string, env: NodeJS.ProcessEnv): Promise<void> {
  const address = freeBridgeAddress(await command('ip', ['-4', 'route', 'show'], env));
  if (address === null) {
    throw new Error('Every network that the bridge of builds could have is in use on this machine (ip -4 route show)');
  }
  // One that is there by this name is of an engine whose traces got lost.
  await command('ip', ['link', 'delete', bridge], env).catch(() => undefined);
  await command('ip', ['link', 'add', 'name', bridge, 'type', 'bridge'], env);
  await command('ip', ['address', 'add', address, 'dev', bridge], env);
  await command('ip', ['link', 'set', bridge, 'up'], env);
}

/** Larger packets than the machine's own would be lost on their way out. */
async function mtuOfDefaultRoute(env: NodeJS.ProcessEnv): Promise<number> {
  const device = / dev (\S+)/.exec(await command('ip', ['-4', 'route', 'show', 'default'], env))?.[1];
  const mtu = device === undefined ? NaN : Number(await readFile(`/sys/class/net/${device}/mtu`, 'utf8'));
  return Number.isInteger(mtu) ? mtu : 1500;
}

function proxies(): Record<string, string> {
  const names = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'http_proxy', 'https_proxy', 'no_proxy'];
  return Object.fromEntries(names.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
}
