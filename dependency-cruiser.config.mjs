// Who may import whom: the rooms, their doors, and the libraries that may not enter.
const rooms = 'contract|workflows|activities|client|worker|config|simulators|bin|test|bench|script';

/** Every room but those that are named. */
const above = (named) => `^(?!(${named})/)(${rooms})/`;

/** What runs in Temporal's sandbox alone. */
const SANDBOX = '^workflows/(access-request|index|preloaded|replay-capture|whole-tasks)\\.ts$';

/** A rule that forbids `from` to reach `to`; `comment` says why. */
const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

export default {
  forbidden: [
    forbid(
      'contract-imports-zod-alone',
      'What crosses a border is said once, and knows nobody.',
      { path: '^contract/' },
      { pathNot: ['^contract/', 'node_modules/zod/'] },
    ),
    forbid(
      'workflows-room',
      'The bundle holds workflow code, the contract, and the SDK: each waiting request pays for more.',
      { path: '^workflows/' },
      { pathNot: ['^workflows/', '^contract/', 'node_modules/@temporalio/(workflow|common)/'] },
    ),
    forbid(
      'lifecycle-is-pure',
      'The lifecycle decides and does nothing: it runs in the sandbox, in tests and in tools.',
      { path: '^workflows/lifecycle/' },
      { pathNot: ['^workflows/lifecycle/', '^contract/'] },
    ),
    forbid(
      'activities-room',
      'Activities are handed what they need; configuration only by type.',
      { path: '^activities/' },
      { path: above('contract|workflows/lifecycle|activities|config') },
    ),
    forbid(
      'configuration-by-type',
      'Activities and client know the shape of the configuration, not how it is loaded.',
      { path: '^(activities|client)/' },
      { path: '^config/', dependencyTypesNot: ['type-only'] },
    ),
    forbid(
      'config-room',
      'The configuration knows words, nothing that acts.',
      { path: '^config/' },
      { path: above('contract|config') },
    ),
    forbid(
      'client-room',
      'The client starts, signals and reads; it runs nothing.',
      { path: '^client/' },
      { path: above('contract|workflows|client|config') },
    ),
    forbid(
      'worker-room',
      'The worker takes workflows by path, activities by their index and factories.',
      { path: '^worker/' },
      { path: above('contract|workflows|activities|worker|config|client/temporal') },
    ),
    forbid(
      'no-shell-outside-the-sandbox',
      'Workflow code that needs the sandbox is known by path, and by type.',
      { pathNot: ['^workflows/', '^test/'] },
      { path: SANDBOX, dependencyTypesNot: ['type-only'] },
    ),
    forbid(
      'simulators-stand-alone',
      'A simulator that shares code with what it tests proves nothing.',
      { path: '^simulators/' },
      { path: above('simulators') },
    ),
    forbid('no-circular', 'A circle of modules has no reading order.', {}, { circular: true }),
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
