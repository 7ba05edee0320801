// What `access-request worker` runs, with its production settings, as a child that can be asked for its CPU time.
import { workerDependencies } from '../../bin/worker-dependencies.ts';
import { runWorker } from '../../worker/run-worker.ts';
import { attend } from './attend.ts';

const [, , config = ''] = process.argv;
const ending = new AbortController();
const dependencies = await workerDependencies(config);
const ended = runWorker({
  ...dependencies,
  signal: ending.signal,
  onRunning: () =>
    attend([], async () => {
      ending.abort();
      await ended;
    }),
});
await ended;
