/** What there is on a machine to run containers with. */
export interface Machine {
  /** Null without the command `docker`; else whether an engine answers it, and what it says where none does. */
  readonly docker: { readonly answers: boolean; readonly said: string } | null;
  /** What `docker compose version --short` says; null where it fails. */
  readonly composeVersion: string | null;
  /** The value of DOCKER_HOST, when a person has set it. */
  readonly dockerHost: string | undefined;
  readonly platform: NodeJS.Platform;
  readonly isRoot: boolean;
}

export type Choice = { readonly use: 'existing' | 'own' } | { readonly missing: string };

const asPerson =
  'start Docker with the plugin Compose v2 (https://docs.docker.com/engine/install/), or run this as root on Debian or ' +
  'Ubuntu, where an engine of its own is started';

/**
 * The engine that a person has wins. One of our own is for machines without any: never beside one that answers, and
 * never in place of one that DOCKER_HOST names.
 */
export function chooseEngine({ docker, composeVersion, dockerHost, platform, isRoot }: Machine): Choice {
  if (docker?.answers === true) {
    return composeVersion !== null && /^v?(?:[2-9]|\d\d)\./.test(composeVersion)
      ? { use: 'existing' }
      : {
          missing:
            `Docker answers, but "docker compose" ${composeVersion === null ? 'does not' : `is ${composeVersion}`}; ` +
            'install its plugin Compose v2 (https://docs.docker.com/compose/install/linux/)',
        };
  }
  if (dockerHost !== undefined && dockerHost !== '') {
    return { missing: `DOCKER_HOST is ${dockerHost}, but no Docker answers there; start it, or unset DOCKER_HOST` };
  }
  if (platform === 'linux' && isRoot) {
    return { use: 'own' };
  }
  const why = docker === null ? 'there is no command docker' : `no Docker answers (${docker.said})`;
  return { missing: `${why}; ${asPerson}` };
}
