/**
 * How the sidecar's code may depend on itself (docs/architecture.md, "Layout of the sidecar"). Type imports count. Tests
 * may look into any room.
 */
const sidecar = '^backend/src/';
const rooms = (names) => `${sidecar}(${names.join('|')})/`;

/** From the roof down. On one floor a room may only use those that stand after it. */
const floors = [
  ['main'],
  ['api', 'cli'],
  ['http', 'triggers', 'loop'],
  ['runner', 'remediation', 'alerts', 'annotations', 'banner', 'changes'],
  ['runs', 'incidents', 'effects', 'access'],
  ['metrics', 'k6', 'evaluation', 'trend', 'diagnosis', 'catalogue', 'config'],
  ['db'],
  ['model'],
  ['lib'],
];
const downwards = floors.flat();
/** Rooms of small named pieces, which have no door. */
const open = ['model', 'lib'];

export default {
  forbidden: [
    {
      name: 'no-circles',
      comment: 'Two files that need each other are one, or a third one is missing.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    ...downwards.slice(1).map((room, index) => ({
      name: `${room}-looks-down`,
      comment: 'Imports go downwards: main > api, cli > http, loop > … > db > model > lib.',
      severity: 'error',
      from: { path: rooms([room]) },
      to: { path: rooms(downwards.slice(0, index + 1)) },
    })),
    {
      name: 'known-rooms',
      comment: 'A new folder needs its place on a floor above.',
      severity: 'error',
      from: {},
      to: { path: `${sidecar}[^/]+/`, pathNot: rooms(downwards) },
    },
    {
      name: 'one-door',
      comment: "Another room's files are its own: import from its index.",
      severity: 'error',
      from: { path: `${sidecar}([^/]+)/` },
      to: { path: `${sidecar}[^/]+/`, pathNot: [`${sidecar}$1/`, rooms(open), `${sidecar}[^/]+/index\\.ts$`] },
    },
    {
      name: 'no-http-in-domains',
      comment: 'A domain throws named errors; http/ answers them.',
      severity: 'error',
      from: { path: sidecar, pathNot: rooms(['main', 'api', 'http']) },
      to: { path: '/node_modules/(@fastify/|fastify)' },
    },
  ],
  options: {
    exclude: { path: '\\.test\\.ts$|/testing/' },
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
  },
};
