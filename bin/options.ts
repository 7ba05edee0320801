// The options and the words of help that several commands share; docs/commands.md is made of them.
import { InvalidArgumentError, Option } from 'commander';

/** What every command that reads the configuration is given. */
export interface ConfigOptions {
  config: string;
}

/** `--json`: one JSON document on stdout, for programs. */
export interface JsonOptions {
  json?: true | undefined;
}

export const configOption = (): Option =>
  new Option('--config <file>', 'the configuration file')
    .env('ACCESS_REQUEST_CONFIG')
    .default('orchestrator.yaml');

export const jsonOption = (): Option => new Option('--json', 'print JSON instead of text');

/** A whole number from 1 to `maximum`, for commander. */
export const numberUpTo =
  (maximum: number) =>
  (text: string): number => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= 1 && value <= maximum) return value;
    throw new InvalidArgumentError(`It must be a whole number from 1 to ${maximum}.`);
  };

/** A port, for commander; 0 takes any free one. */
export function port(text: string): number {
  const value = Number(text);
  if (/^\d{1,5}$/.test(text) && value <= 65_535) return value;
  throw new InvalidArgumentError('It must be a port, 0 to 65535.');
}

/** Examples to copy, each one line of a shell. */
export const examples = (...lines: string[]): string => ['\nExamples:', ...lines].join('\n  ');

/** What every help text ends with. */
export const exitCodes =
  '\nExit codes: 0 done; 1 it failed; 2 the command line, a document or the configuration is wrong; 3 there is no such request.';
