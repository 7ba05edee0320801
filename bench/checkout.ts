// A checkout of which everything is there already, for bootstrap: the one that is measured from is left alone.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { machine, tmpdir, type } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../bin/package.ts';

/** Makes it, does the work with its folder, and removes it. */
export async function withCheckout<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'access-request-checkout-'));
  const [from, to] = [
    (path: string) => join(packageRoot, path),
    (path: string) => join(folder, path),
  ];
  try {
    await cp(from('script'), to('script'), { recursive: true });
    await cp(from('package-lock.json'), to('package-lock.json'));
    await mkdir(to('.cache'));
    const fetched = ['.cache/node24', '.cache/temporal'].filter((path) => existsSync(from(path)));
    for (const path of fetched) await symlink(from(path), to(path));
    await mkdir(to('node_modules'));
    await writeFile(to('node_modules/.bootstrap'), await stamp(from('package-lock.json')));
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** What script/setup/packages.sh leaves behind where packages are as locked. */
async function stamp(lockFile: string): Promise<string> {
  const digest = createHash('sha256')
    .update(await readFile(lockFile))
    .digest('hex');
  return `${digest} ${type()} ${machine()}\n`;
}
