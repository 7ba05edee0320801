// A figure of the bench: what was measured, what it is held against, whether that is met; and the table of all figures.
import { table } from '../bin/output.ts';

/** What a figure, or its ratio to the bare counterpart, has to be. */
export interface Mark {
  of: 'figure' | 'ratio';
  is: 'exactly' | 'at most' | 'at least';
  limit: number;
}

/** `what` ends with the unit. `bare` is the counterpart of the same run; `ratio` is ours / bare where unset. */
export interface Figure {
  what: string;
  ours: number;
  bare?: number;
  ratio?: number;
  mark?: Mark;
}

export const exactly = (limit: number): Mark => ({ of: 'figure', is: 'exactly', limit });
export const atMost = (limit: number): Mark => ({ of: 'figure', is: 'at most', limit });
export const ratioAtMost = (limit: number): Mark => ({ of: 'ratio', is: 'at most', limit });
export const ratioAtLeast = (limit: number): Mark => ({ of: 'ratio', is: 'at least', limit });

/** Three digits or so, which is more than a measurement is worth. */
function shown(value: number): string {
  if (Number.isInteger(value) || value >= 100) return value.toFixed(0);
  return value.toFixed(value < 10 ? 2 : 1);
}

function ratioOf({ ours, bare, ratio }: Figure): number | undefined {
  return ratio ?? (bare === undefined ? undefined : ours / bare);
}

/** Judges what the table shows, so that no figure misses a mark that it seems to meet. Undefined without a mark. */
export function isMet(figure: Figure): boolean | undefined {
  const { mark, ours } = figure;
  if (mark === undefined) return undefined;
  const judged = mark.of === 'figure' ? shown(ours) : ratioOf(figure)?.toFixed(2);
  const value = Number(judged);
  switch (mark.is) {
    case 'exactly':
      return value === mark.limit;
    case 'at most':
      return value <= mark.limit;
    case 'at least':
      return value >= mark.limit;
  }
}

const signs = { exactly: '', 'at most': '<= ', 'at least': '>= ' } as const;

const inWords = ({ of, is, limit }: Mark): string =>
  `${of === 'ratio' ? 'ratio ' : ''}${signs[is]}${limit}`;

function met(figure: Figure): string {
  const answer = isMet(figure);
  if (answer === undefined) return '';
  return answer ? 'yes' : 'NO';
}

/** All figures, one a line. */
export function tableOf(figures: readonly Figure[]): string {
  const cell = (text: string) => text.padStart(7);
  const lines = figures.map((figure) => [
    figure.what,
    cell(shown(figure.ours)),
    cell(figure.bare === undefined ? '' : shown(figure.bare)),
    cell(ratioOf(figure)?.toFixed(2) ?? ''),
    figure.mark === undefined ? '' : inWords(figure.mark),
    met(figure),
  ]);
  return table([['', cell('OURS'), cell('BARE'), cell('RATIO'), 'MARK', 'MET'], ...lines]);
}

/** A name and what it stands for, in lines that a terminal does not break. */
export function paragraph(name: string, text: string): string {
  const lines = text.match(/.{1,96}(?:\s|$)/g) ?? [];
  return lines.map((line, at) => `  ${(at === 0 ? name : '').padEnd(12)}${line.trim()}`).join('\n');
}
