// The workflow code as one bundle: made once and used by every worker of the process, or made with the package.
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  bundleWorkflowCode,
  DefaultLogger,
  type BundleOptions,
  type WorkflowBundleOption,
  type WorkflowBundleWithSourceMap,
} from '@temporalio/worker';
import { isObject } from '../contract/json.ts';

/**
 * The folder with bundles that are ready: the build. From source each process makes its own, unless
 * `ACCESS_REQUEST_BUNDLES` names a folder, as our tests do, which start many workers.
 */
const readyIn = import.meta.filename.endsWith('.js')
  ? join(import.meta.dirname, '..')
  : process.env['ACCESS_REQUEST_BUNDLES'];

/** The bundle that is ready, else a new one, as of `bundleWorkflows`. */
export const workflowBundle = (): Promise<WorkflowBundleOption> =>
  readyOr('workflow-bundle.js', bundleWorkflows);

/** Likewise the one for replays, as of `bundleForReplay`. */
export const replayBundle = (): Promise<WorkflowBundleOption> =>
  readyOr('replay-bundle.js', bundleForReplay);

const readyOr = async (
  name: string,
  make: () => Promise<WorkflowBundleOption>,
): Promise<WorkflowBundleOption> =>
  readyIn === undefined ? make() : { codePath: join(readyIn, name) };

const modulePath = (specifier: string): string => fileURLToPath(import.meta.resolve(specifier));

/** Other code than today's, by paths: a test replays through changed twins. */
export interface WorkflowCode {
  workflowsPath?: string;
  interceptors?: string[];
  /** What is loaded once for all requests. */
  preloaded?: string;
}

/** From source only. Takes a second or two. Rejects where workflow code imports what the sandbox has not. */
export function bundleWorkflows(code: WorkflowCode = {}): Promise<WorkflowBundleWithSourceMap> {
  const guard = modulePath('../workflows/whole-tasks.ts');
  return bundle({ ...code, interceptors: [guard, ...(code.interceptors ?? [])] });
}

function bundle({
  workflowsPath = modulePath('../workflows/index.ts'),
  interceptors = [],
  preloaded = modulePath('../workflows/preloaded.ts'),
}: WorkflowCode = {}): Promise<WorkflowBundleWithSourceMap> {
  return bundleWorkflowCode({
    workflowsPath,
    workflowInterceptorModules: [modulePath('../workflows/signal-gate.ts'), ...interceptors],
    // Reads what anyone may have sent; the client writes with the default one, which it extends.
    payloadConverterPath: modulePath('../workflows/payload-converter.ts'),
    // Else each request has functions and constants of its own. None may keep anything of a request: lint sees to it
    // that modules declare no variables, and types that their constants are read only.
    preloadModules: [preloaded],
    webpackConfigHook: (config) => namingFilesFromHere(writtenForThisNode(config)),
    // The bundler reports its statistics as news; only what goes wrong is.
    logger: new DefaultLogger('ERROR'),
  });
}

/**
 * The bundle for replays: the same code, and beside it what hands out what the code schedules. Without the guard: a
 * history that was read from a run that goes on may end with what no task has begun with.
 */
export function bundleForReplay(code: WorkflowCode = {}): Promise<WorkflowBundleWithSourceMap> {
  const capture = modulePath('../workflows/replay-capture.ts');
  return bundle({ ...code, interceptors: [...(code.interceptors ?? []), capture] });
}

type WebpackHook = NonNullable<BundleOptions['webpackConfigHook']>;

/** Stack traces name files from the root of the project, or from a package: not where they lay when this was made. */
const namingFilesFromHere: WebpackHook = (config) => ({
  ...config,
  output: {
    ...config.output,
    devtoolModuleFilenameTemplate: ({ absoluteResourcePath: path }) =>
      /node_modules.*/s.exec(path)?.[0] ?? relative(join(import.meta.dirname, '..'), path),
  },
});

/**
 * The SDK has TypeScript turned into JavaScript of 2017, in which each copy of an object is a call of helpers: a tenth of
 * what a poll costs us.
 */
const writtenForThisNode: WebpackHook = (config) => ({
  ...config,
  module: { ...config.module, rules: config.module?.rules?.map(ofThisYear) ?? [] },
});

type Rule = NonNullable<NonNullable<Parameters<WebpackHook>[0]['module']>['rules']>[number];

function ofThisYear(rule: Rule): Rule {
  if (typeof rule !== 'object' || rule === null) return rule;
  const { use } = rule;
  if (typeof use !== 'object' || !('options' in use)) return rule;
  const { options } = use;
  if (typeof options !== 'object' || !isObject(options['jsc'])) return rule;
  const jsc = { ...options['jsc'], target: 'es2022' };
  return { ...rule, use: { ...use, options: { ...options, jsc } } };
}
