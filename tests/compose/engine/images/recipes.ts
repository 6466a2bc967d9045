import { provideInfluxdb } from '../../../parts/influxdb';
import { provideK6, provideK6Major1 } from '../../../parts/k6';
import type { Progress, Provided } from '../../../parts/part';
import { aptLayer, parseReference, suiteOf, type ImageName, type Recipe } from './recipe';

type MakeRecipe = (image: ImageName, progress: Progress) => Recipe | Promise<Recipe>;

/** By the image's name. User ids, folders, variables and commands are those of the real images. */
const recipes: Readonly<Record<string, MakeRecipe>> = {
  debian: debianRecipe,
  node: nodeRecipe,
  influxdb: influxdbRecipe,
  postgres: postgresRecipe,
  'grafana/k6': k6Recipe,
  nginx: nginxRecipe,
};

/** Rejects for an image that nobody has written down how to make. */
export async function recipeOf(reference: string, progress: Progress): Promise<Recipe> {
  const image = parseReference(reference);
  const make = recipes[image.name];
  if (make === undefined) {
    throw new Error(`There is no stand-in for ${reference}: tests/compose/engine/images/recipes.ts has to learn it`);
  }
  return make(image, progress);
}

function debianRecipe({ tag }: ImageName): Recipe {
  const suite = suiteOf(tag);
  if (!tag.startsWith(suite)) {
    throw new Error(`debian:${tag} does not name its release; write it as in debian:bookworm-slim`);
  }
  return { suite, dockerfile: 'FROM base\n' };
}

/** npm as it comes with each Node. */
const npmOfNode = new Map([
  ['20', '10'],
  ['22', '10'],
  ['24', '11'],
]);

function nodeRecipe({ tag }: ImageName): Recipe {
  const version = /^(\d+)(?:\.\d+){0,2}/.exec(tag);
  const npm = npmOfNode.get(version?.[1] ?? '');
  if (version === null || npm === undefined) {
    throw new Error(`node:${tag} is none of Node ${[...npmOfNode.keys()].join(', ')}, for which npm is known`);
  }
  return {
    suite: suiteOf(tag),
    dockerfile: `
FROM base AS unpacked
ADD node.tgz /node/
ADD npm.tgz /npm/
RUN chmod +x /npm/package/bin/*-cli.js

FROM base
RUN groupadd --gid 1000 node && useradd --uid 1000 --gid node --shell /bin/bash --create-home node
COPY --from=unpacked /node/package/bin/node /usr/local/bin/
COPY --from=unpacked /npm/package /usr/local/lib/node_modules/npm/
RUN cd /usr/local/bin && ln -s node nodejs && \\
  ln -s ../lib/node_modules/npm/bin/npm-cli.js npm && ln -s ../lib/node_modules/npm/bin/npx-cli.js npx && node --version && npm --version
COPY node-entrypoint.sh /usr/local/bin/docker-entrypoint.sh
# Behind a proxy with an authority of its own, npm in a container has to trust what the machine trusts.
ENV NODE_EXTRA_CA_CERTS=/usr/local/share/ca-certificates/machine.crt
ENTRYPOINT ["docker-entrypoint.sh"]
CMD ["node"]
`,
    texts: ['node-entrypoint.sh'],
    npmPackages: { 'node.tgz': `node-linux-${process.arch}@${version[0]}`, 'npm.tgz': `npm@${npm}` },
  };
}

async function influxdbRecipe({ tag }: ImageName, progress: Progress): Promise<Recipe> {
  if (!tag.startsWith('2.7')) {
    throw new Error(`influxdb:${tag} is not InfluxDB 2.7, of which alone a stand-in is known`);
  }
  return {
    suite: suiteOf(tag),
    dockerfile: `
FROM base
${aptLayer('ca-certificates', 'curl')}
RUN groupadd -r influxdb --gid=1000 && useradd -r -g influxdb --uid=1000 --create-home --home-dir=/home/influxdb influxdb && \\
  mkdir -p /docker-entrypoint-initdb.d /var/lib/influxdb2 /etc/influxdb2 && chown influxdb:influxdb /var/lib/influxdb2 /etc/influxdb2
COPY influxd /usr/local/bin/
COPY influxdb-entrypoint.sh /entrypoint.sh
VOLUME /var/lib/influxdb2 /etc/influxdb2
ENV INFLUXD_INIT_PORT=9999
EXPOSE 8086
ENTRYPOINT ["/entrypoint.sh"]
CMD ["influxd"]
`,
    texts: ['influxdb-entrypoint.sh'],
    programs: { influxd: pathOf(await provideInfluxdb(progress)) },
  };
}

function postgresRecipe({ tag }: ImageName): Recipe {
  const major = /^\d+/.exec(tag)?.[0] ?? '';
  const data = '/var/lib/postgresql/data';
  return {
    suite: suiteOf(tag),
    dockerfile: `
FROM base
RUN groupadd -r postgres --gid=999 && useradd -r -g postgres --uid=999 --home-dir=/var/lib/postgresql --shell=/bin/bash postgres && \\
  mkdir -p /etc/postgresql-common/createcluster.d /docker-entrypoint-initdb.d && \\
  echo 'create_main_cluster = false' > /etc/postgresql-common/createcluster.d/none.conf
${aptLayer(`postgresql-${major}`)}
RUN sed -ri "s/^#?(listen_addresses)\\s*=.*/\\1 = '*'/" /usr/share/postgresql/${major}/postgresql.conf.sample && \\
  install -d -o postgres -g postgres -m 3777 /var/run/postgresql && install -d -o postgres -g postgres -m 1777 ${data}
COPY postgres-entrypoint.sh /usr/local/bin/docker-entrypoint.sh
ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/usr/lib/postgresql/${major}/bin PGDATA=${data} LANG=C.UTF-8
VOLUME ${data}
EXPOSE 5432
STOPSIGNAL SIGINT
ENTRYPOINT ["docker-entrypoint.sh"]
CMD ["postgres"]
`,
    texts: ['postgres-entrypoint.sh'],
  };
}

async function k6Recipe({ tag }: ImageName, progress: Progress): Promise<Recipe> {
  return {
    suite: suiteOf(tag),
    dockerfile: `
FROM base
${aptLayer('ca-certificates')}
RUN groupadd --gid 12345 k6 && useradd --uid 12345 --gid k6 --create-home k6
COPY k6 /usr/bin/k6
USER 12345
WORKDIR /home/k6
ENTRYPOINT ["k6"]
`,
    programs: { k6: pathOf(await (tag.startsWith('1.') ? provideK6Major1 : provideK6)(progress)) },
  };
}

function nginxRecipe({ tag }: ImageName): Recipe {
  return {
    suite: suiteOf(tag),
    dockerfile: `
FROM base
RUN groupadd --system --gid 101 nginx && useradd --system --gid nginx --no-create-home --home-dir /nonexistent --uid 101 nginx
${aptLayer('nginx-light', 'ca-certificates', 'curl')}
RUN ln -sf /dev/stdout /var/log/nginx/access.log && ln -sf /dev/stderr /var/log/nginx/error.log && mkdir -p /var/cache/nginx
COPY nginx.conf /etc/nginx/nginx.conf
EXPOSE 80
STOPSIGNAL SIGQUIT
CMD ["nginx", "-g", "daemon off;"]
`,
    texts: ['nginx.conf'],
  };
}

function pathOf(provided: Provided): string {
  if ('missing' in provided) {
    throw new Error(provided.missing);
  }
  return provided.path;
}
