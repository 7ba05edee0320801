// What commands print: JSON for programs, text and tables for people, colour only on a terminal.
import { isatty } from 'node:tty';
import ms from 'ms';
import pc from 'picocolors';

/** Colours, or none where stdout is no terminal. */
export const colours = pc.createColors(isatty(1) && pc.isColorSupported);

/** Prints one JSON document where `--json` was given, else the text. */
export async function print(
  json: true | undefined,
  value: unknown,
  text: () => string | Promise<string>,
): Promise<void> {
  const output = json ? JSON.stringify(value, undefined, 2) : await text();
  process.stdout.write(`${output}\n`);
}

/** Rows with their columns aligned; the first row is the head. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = rows.reduce<number[]>(
    (known, row) => row.map((cell, column) => Math.max(known[column] ?? 0, cell.length)),
    [],
  );
  return rows
    .map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '))
    .map((line, index) => (index === 0 ? colours.dim(line.trimEnd()) : line.trimEnd()))
    .join('\n');
}

/** Labels and what they say, aligned; further lines of a value stand below its first. */
export function facts(rows: readonly (readonly [label: string, value: string])[]): string {
  const width = Math.max(...rows.map(([label]) => label.length)) + 2;
  const indent = ' '.repeat(width + 2);
  return rows
    .map(([label, value]) => {
      const lines = value.split('\n').join(`\n${indent}`);
      return `  ${colours.dim(label.padEnd(width))}${lines}`;
    })
    .join('\n');
}

/** `2026-11-24 08:31:05 UTC` of an ISO 8601 time. */
export const time = (iso: string): string => `${iso.slice(0, 19).replace('T', ' ')} UTC`;

/** The time, and how far from now it is. */
export function when(iso: string, now = Date.now()): string {
  const away = Date.parse(iso) - now;
  const far = ms(Math.abs(away), { long: true });
  if (Math.abs(away) < 1_000) return `${time(iso)} (now)`;
  return `${time(iso)} (${away < 0 ? `${far} ago` : `in ${far}`})`;
}
