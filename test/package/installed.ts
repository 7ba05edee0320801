// The package as its users get it: packed from a copy of the checkout, and installed in an empty folder.
import { execFile } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { isListOf, isRecord, isString } from '../../simulators/shape.ts';

const root = join(import.meta.dirname, '../..');

/** What a checkout may hold beside what is in version control. */
const leftOut = ['.git', '.cache', '.data', '.stryker-tmp', 'dist', 'node_modules', 'reports'];

/** What npm made, and what it put in. */
export interface Packed {
  archive: string;
  files: string[];
}

export interface Installed extends Packed {
  /** The checkout that was packed, and the folder that the package is installed in. */
  checkout: string;
  folder: string;
  version: string;
  executable: string;
  remove: () => void;
}

/** Packs and installs; takes some 20 s of CPU, most of them npm's and the compiler's. */
export async function installed(): Promise<Installed> {
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'access-request-package-')));
  const remove = () => rmSync(base, { recursive: true, force: true, maxRetries: 5 });
  try {
    const checkout = copyOfCheckout(join(base, 'checkout'));
    const { archive, files, version } = await pack(checkout);
    const folder = join(base, 'empty');
    mkdirSync(folder);
    // Scripts of packages fetch what is there already, or is for other platforms; an installer may run them as well.
    const quickly = ['--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund'];
    await npm(folder, ['install', ...quickly, '--prefix', folder, archive]);
    const executable = join(folder, 'node_modules/.bin/access-request');
    return { checkout, folder, archive, files, version, executable, remove };
  } catch (error) {
    remove();
    throw error;
  }
}

/** Made ready as by bootstrap, and with what people leave in a checkout. */
function copyOfCheckout(checkout: string): string {
  cpSync(root, checkout, {
    recursive: true,
    filter: (path) => !leftOut.includes(relative(root, path)),
  });
  symlinkSync(realpathSync(join(root, 'node_modules')), join(checkout, 'node_modules'));
  for (const file of ['.env', 'orchestrator.yaml', '.data/temporal.db', 'dist/bin/former.js']) {
    mkdirSync(dirname(join(checkout, file)), { recursive: true });
    writeFileSync(join(checkout, file), 'left by a person');
  }
  return checkout;
}

async function pack(checkout: string): Promise<Packed & { version: string }> {
  const out = await npm(checkout, ['pack', '--json', '--loglevel', 'silent']);
  const answer: unknown = JSON.parse(out);
  const made = Array.isArray(answer) ? (answer[0] as unknown) : undefined;
  if (!isRecord(made) || !isString(made['filename']) || !isString(made['version'])) {
    throw new Error(`npm pack said ${out}`);
  }
  const { filename, version, files } = made;
  if (!isListOf(isRecord)(files)) throw new Error(`npm pack named no files: ${out}`);
  const paths = files.map(({ path }) => String(path));
  return { archive: join(checkout, filename), version, files: paths };
}

async function npm(cwd: string, args: readonly string[]): Promise<string> {
  // The suite may itself be run by npm, whose words to its scripts name this checkout.
  const ours = /^npm_(package|lifecycle|config_local_prefix|command|execpath)/;
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.test(name)));
  const { stdout } = await promisify(execFile)('npm', args, { cwd, env });
  return stdout;
}
