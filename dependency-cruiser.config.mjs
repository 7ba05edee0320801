// Who may import whom: the rooms, their doors, and the libraries that may not enter.
const PURE =
  '^workflows/(model|messages|guards|message-guards|dates|details|failures|state|carried|standing|mirror|fingerprint|canonical|readings|settling|lifecycle|wants|cadence|request|view|search-attributes)\\.ts$';
const CAPTURE = '^workflows/replay-capture\\.ts$';
const rooms = 'workflows|activities|client|worker|config|simulators|bin|test|bench|script';

/** A rule that forbids `from` to reach `to`; `comment` says why. */
const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

export default {
  forbidden: [
    forbid(
      'workflows-pure',
      'The bundle holds workflow code and the SDK alone: 34 KiB of heap a waiting request, not 600.',
      { path: '^workflows/' },
      {
        pathNot: ['^workflows/', 'node_modules/@temporalio/(workflow|common)/'],
        dependencyTypesNot: ['type-only'],
      },
    ),
    forbid(
      'workflows-types-from-activities-index-only',
      'A workflow knows activities by the type of their index and nothing else.',
      { path: '^workflows/' },
      { path: [`^(?!workflows|activities)(${rooms})/`, '^activities/(?!index\\.ts$)'] },
    ),
    forbid(
      'activities-know-the-pure-modules',
      'Activities share words and decisions with the workflow, not its shell.',
      { path: '^activities/' },
      { path: '^workflows/', pathNot: PURE },
    ),
    forbid(
      'activities-know-no-process',
      'Activities are handed what they need; configuration only by type.',
      { path: '^activities/' },
      { path: `^(?!workflows|activities|config)(${rooms})/` },
    ),
    forbid(
      'activities-config-by-type',
      'Activities know the shape of the configuration, not how it is loaded.',
      { path: '^activities/' },
      { path: '^config/', dependencyTypesNot: ['type-only'] },
    ),
    forbid(
      'client-room',
      'The client starts, signals and reads; it runs nothing.',
      { path: '^client/' },
      {
        path: [
          `^(?!workflows|client|config)(${rooms})/`,
          '^workflows/(index|access-request)\\.ts$',
        ],
      },
    ),
    forbid(
      'client-config-by-type',
      'The client is a library: its caller loads the configuration.',
      { path: '^client/' },
      { path: '^config/', dependencyTypesNot: ['type-only'] },
    ),
    forbid(
      'worker-room',
      'The worker takes workflows by path, activities by their index and factories.',
      { path: '^worker/' },
      {
        path: [
          `^(?!workflows|activities|worker|config|client)(${rooms})/`,
          '^client/(?!temporal/)',
        ],
      },
    ),
    forbid(
      'worker-workflows-by-path',
      'Workflow code runs in the sandbox; the process only shares its words and failures.',
      { path: '^worker/' },
      { path: '^workflows/', pathNot: [PURE, CAPTURE] },
    ),
    forbid(
      'capture-only-in-replays',
      "What hands out commands stands in no worker's bundle; a replay knows it by path and type.",
      {},
      { path: CAPTURE, dependencyTypesNot: ['type-only'] },
    ),
    forbid(
      'config-room',
      'The configuration knows words, nothing that acts.',
      { path: '^config/' },
      {
        path: [
          `^(?!workflows|config)(${rooms})/`,
          '^workflows/(index|access-request|activities)\\.ts$',
        ],
      },
    ),
    forbid(
      'simulators-stand-alone',
      'A simulator that shares code with what it tests proves nothing.',
      { path: '^simulators/' },
      { path: `^(?!simulators)(${rooms})/` },
    ),
    forbid(
      'no-circular',
      'A cycle of modules that run has no reading order.',
      {},
      {
        circular: true,
        viaOnly: { dependencyTypesNot: ['type-only'] },
      },
    ),
    forbid('resolvable', 'What is imported exists.', {}, { couldNotResolve: true }),
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
    },
  },
};
