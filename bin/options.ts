// The options that several commands share, and what their values must look like.
import { InvalidArgumentError, Option } from 'commander';

/** What every command that reads the configuration is given. */
export interface ConfigOptions {
  config: string;
}

/** `--json`: one JSON document on stdout, for programs. */
export interface JsonOptions {
  json?: true;
}

export const configOption = (): Option =>
  new Option('--config <file>', 'the configuration file')
    .env('ACCESS_REQUEST_CONFIG')
    .default('orchestrator.yaml');

export const jsonOption = (): Option => new Option('--json', 'print JSON instead of text');

export const byOption = (): Option =>
  new Option('--by <name>', 'who wants this; kept in the audit trail').makeOptionMandatory();

export const reasonOption = (): Option =>
  new Option('--reason <text>', 'why; kept in the audit trail').makeOptionMandatory();

export const messageIdOption = (): Option =>
  new Option('--id <id>', 'id of this message; the same id counts only once').makeOptionMandatory();

export const sequenceOption = (): Option =>
  new Option(
    '--sequence <number>',
    'place among the decisions and changes of the request, from 1; it waits for lower numbers',
  ).argParser(numberUpTo(Number.MAX_SAFE_INTEGER));

export const timeOption = (): Option =>
  new Option('--time <time>', 'when it happened, ISO 8601 (default: when it arrives)');

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
