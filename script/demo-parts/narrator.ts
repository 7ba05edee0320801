// The voice of the demo: what happens, and claims that are checked before they are printed.
import { setTimeout as pause } from 'node:timers/promises';
import { colours } from '../../bin/output.ts';

/** Tells the story. A claim that does not come true in time ends it. */
export interface Narrator {
  chapter: (title: string) => void;
  say: (text: string) => void;
  /** Prints the claim once `check` gives true; throws `ClaimFailed` when it never does. */
  claim: (text: string, check: () => boolean | Promise<boolean>) => Promise<void>;
  /** How many claims were checked. */
  readonly checked: number;
}

/** A story to stdout. `patience` in milliseconds for each claim; none is waited for once `signal` is aborted. */
export function createNarrator(signal: AbortSignal, patience = 30_000): Narrator {
  let checked = 0;
  let chapters = 0;
  return {
    chapter(title) {
      chapters += 1;
      print(`\n${colours.bold(`${chapters}. ${title}`)}`);
    },
    say: (text) => print(`   ${text}`),
    async claim(text, check) {
      const until = performance.now() + patience;
      while (!(await check())) {
        if (performance.now() > until) throw new Error(`this did not come true: ${text}`);
        await pause(50, undefined, { signal });
      }
      checked += 1;
      print(`   ${colours.green('✓')} ${text}`);
    },
    get checked() {
      return checked;
    },
  };
}

const print = (line: string): void => void process.stdout.write(`${line}\n`);
