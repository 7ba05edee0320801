// Shows what stands in the workflow bundle: workflow code, the contract and the SDK, and one protobufjs 8 beside it.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { bundleWorkflows } from '../../worker/bundle.ts';

const { code } = await bundleWorkflows();

test('the bundle holds workflow code and the SDK, and nothing else', () => {
  const modules = [...code.matchAll(/^\/\*{3}\/ "([^"]+)"/gm)]
    .map(([, id = '']) => id)
    .filter((id) => !id.startsWith('?'));
  const inPackages = modules.filter((id) => id.includes('node_modules'));
  const packages = inPackages.map((id) => id.replace(/.*node_modules\/((@[^/]+\/)?[^/]+).*/, '$1'));
  expect([...new Set(packages)].sort()).toEqual([
    '@temporalio/common',
    '@temporalio/workflow',
    'long',
    'ms',
    'nexus-rpc',
    'zod',
  ]);
  const own = modules.filter((id) => !inPackages.includes(id));
  expect(
    own.filter((id) => !/^\.\/(?:workflows|workflows\/lifecycle|contract)\/[a-z-]+\.ts$/.test(id)),
  ).toEqual([]);
  expect(own.length).toBeGreaterThan(10);
  expect(own).toContain('./workflows/whole-tasks.ts');
  expect(own).not.toContain('./workflows/replay-capture.ts');
});

test('the workflow code is JavaScript as this Node runs it, with no helpers for older ones', () => {
  expect(code).toContain('...state');
  expect(code).not.toContain('_object_spread');
});

test('the workflow code is loaded once for all requests of a worker', () => {
  // A bundler may drop what is required and not used.
  expect(code).toMatch(
    /preloadModules\(\) \{\s*__webpack_require__\([^)]*\.\/workflows\/preloaded\.ts"\)/,
  );
});

test('everything of Temporal that needs protobufjs shares one copy of version 8', async () => {
  const root = createRequire(import.meta.url);
  const copies = ['@temporalio/common', '@temporalio/proto', '@temporalio/worker'].map((name) =>
    createRequire(root.resolve(name)).resolve('protobufjs/package.json'),
  );
  expect(new Set(copies)).toEqual(new Set([root.resolve('protobufjs/package.json')]));
  const manifest: unknown = JSON.parse(await readFile(copies[0] ?? '', 'utf8'));
  expect(manifest).toMatchObject({ version: expect.stringMatching(/^8\./) as unknown });
});
