// The Chromium among our packages, unpacked once below .cache: no root, nothing of the system but its C library.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { packageRoot } from '../../bin/package.ts';

/** How to start it. */
export interface Chromium {
  executablePath: string;
  env: Record<string, string>;
}

const packed = fileURLToPath(new URL('../', import.meta.resolve('@sparticuz/chromium')));
const cache = join(packageRoot, '.cache');
const folder = join(cache, 'chromium');

/** Whether the package is built for this machine. */
export const chromiumIsBuiltForHere = process.platform === 'linux' && process.arch === 'x64';

/** Unpacks it, where this version has not been; some seconds. */
export async function unpackedChromium(): Promise<Chromium> {
  const wanted = await readFile(join(packed, 'package.json'), 'utf8');
  const there = await readFile(join(folder, 'package.json'), 'utf8').catch(() => undefined);
  if (there !== wanted) await unpack(wanted);
  return {
    executablePath: join(folder, 'chromium'),
    env: {
      // Its own libraries everywhere, not only where the system has none: the same program on each machine.
      LD_LIBRARY_PATH: join(folder, 'al2023/lib'),
      FONTCONFIG_FILE: join(folder, 'fonts.conf'),
      HOME: folder,
    },
  };
}

/** Into a folder of its own, moved into its place when it is complete: what was killed half-way is never taken. */
async function unpack(description: string): Promise<void> {
  await mkdir(cache, { recursive: true });
  const part = await mkdtemp(`${folder}.part-`);
  try {
    const archives = ['chromium.br', 'fonts.tar.br', 'al2023.tar.br'].map((name) =>
      join(packed, 'bin', name),
    );
    const program = `
      import { inflate } from '@sparticuz/chromium';
      for (const archive of ${JSON.stringify(archives)}) await inflate(archive);`;
    // It unpacks into the temporary folder of its process, and leaves alone what is there by the same names.
    await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program], {
      cwd: packageRoot,
      env: { ...process.env, TMPDIR: part },
    });
    await writeFile(join(part, 'fonts.conf'), fonts);
    await writeFile(join(part, 'package.json'), description);
    await rm(folder, { recursive: true, force: true });
    await rename(part, folder);
  } catch (error) {
    // Another run in this checkout may have been faster.
    if (!existsSync(join(folder, 'package.json'))) throw error;
  } finally {
    await rm(part, { recursive: true, force: true });
  }
}

/** The package's own file looks for fonts in /tmp. */
const fonts = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${join(folder, 'fonts/fonts')}</dir>
  <cachedir>${join(folder, 'fonts-cache')}</cachedir>
</fontconfig>
`;
