// The workflow code as one bundle, made once and used by every worker of the process.
import { fileURLToPath } from 'node:url';
import {
  bundleWorkflowCode,
  DefaultLogger,
  type WorkflowBundleWithSourceMap,
} from '@temporalio/worker';

/** Reads what anyone may have sent; the client writes with the default one, which it extends. */
export const payloadConverter = fileURLToPath(
  import.meta.resolve('../workflows/payload-converter.ts'),
);

/** Takes a second or two. Rejects where workflow code imports what the sandbox has not. */
export function bundleWorkflows(): Promise<WorkflowBundleWithSourceMap> {
  return bundleWorkflowCode({
    workflowsPath: fileURLToPath(import.meta.resolve('../workflows/index.ts')),
    payloadConverterPath: payloadConverter,
    // The bundler reports its statistics as news; only what goes wrong is.
    logger: new DefaultLogger('ERROR'),
  });
}
