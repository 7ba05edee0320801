// What the help of a command says below its options; docs/commands.md is made of it.

/** Examples to copy, each one line of a shell. */
export const examples = (...lines: string[]): string => ['\nExamples:', ...lines].join('\n  ');

/** What every help text ends with. */
export const exitCodes =
  '\nExit codes: 0 done; 1 it failed; 2 the command line, a document or the configuration is wrong; 3 there is no such request.';
