// This package: where its root is, and which release it is.
import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { dirname } from 'node:path';

const packageFile = findPackageJSON('..', import.meta.url) ?? 'package.json';

/** The folder of package.json, from source and from a build below it. */
export const packageRoot = dirname(packageFile);

/** The version in package.json. */
export function release(): string {
  const content: unknown = JSON.parse(readFileSync(packageFile, 'utf8'));
  const named = typeof content === 'object' && content !== null && 'version' in content;
  return named ? String(content.version) : 'unknown';
}
