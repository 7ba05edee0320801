// The worker that `dev` starts: with a heap of its own size, unless somebody said another one.
import { expect, test } from 'vitest';
import { heapOptions } from '../../bin/dev/worker-process.ts';

test.each([{}, { NODE_OPTIONS: '' }, { NODE_OPTIONS: '--enable-source-maps' }])(
  'with %j its heap is 1 GiB',
  (env) => {
    expect(heapOptions(env)).toEqual(['--max-old-space-size=1024']);
  },
);

test.each([
  '--max-old-space-size=4096',
  '--enable-source-maps --max_old_space_size=512',
  '--max-old-space-size-percentage=50',
  '--max-heap-size=2048',
])('what is said is left alone: %s', (options) => {
  expect(heapOptions({ NODE_OPTIONS: options })).toEqual([]);
});
